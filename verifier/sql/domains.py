"""What values a column may have: mined from those it has, and from queries' constants.

A value that the real data could not hold makes right queries differ: so mined
bounds are kept, and are a list of words in the certificate.
"""

import datetime as dt
import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from random import Random

from verifier.sql.shape import ColumnShape
from verifier.sql.table import Cell, moment_of

_FEW = 20
"""A column with so few distinct values, each of them repeated, is an enumeration."""
_DATE_LENGTH = 10


class Form(StrEnum):
    """What the values of a column are."""

    INTEGER = "integer"
    NUMBER = "number"
    TEXT = "text"
    MOMENT = "moment"
    MOMENT_TEXT = "moment as text"
    OPAQUE = "opaque"


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """What values a column may have.

    Attributes:
        form: What they are.
        samples: Distinct values that it has, sorted.
        is_enumeration: Whether it has no others.
        has_null: Whether it may be NULL.
        is_unique: Whether no two rows have the same.
        constants: What queries compare it with.
        places: Digits after the point, of numbers.
    """

    form: Form
    samples: tuple[Cell, ...]
    is_enumeration: bool
    has_null: bool
    is_unique: bool
    constants: tuple[Cell, ...] = ()
    places: int = 0

    def words(self) -> str:
        """Return it for people."""
        parts = []
        if not self.has_null:
            parts.append("never NULL")
        if self.is_unique:
            parts.append("unique")
        if self.is_enumeration:
            parts.append(f"one of {len(self.samples)} values")
        elif self.form in {Form.INTEGER, Form.NUMBER, Form.MOMENT} and self.samples:
            low, high = _plain(self.samples[0]), _plain(self.samples[-1])
            parts.append(f"from {low} to {high}")
        return ", ".join(parts)

    def value(self, rng: Random, pool: Sequence[Cell]) -> Cell:
        """Draw a value.

        Args:
            rng: Chance.
            pool: Values of which some are drawn again, so that rows share them.
        """
        if self.has_null and rng.random() < _NULLS:
            return None
        if pool and not self.is_unique and rng.random() < _POOLED:
            return rng.choice(pool)
        return self.fresh(rng)

    def fresh(self, rng: Random) -> Cell:
        """Draw a value that may be a new one."""
        if self.constants and rng.random() < _CONSTANTS:
            return self._near_constant(rng)
        if self.is_enumeration or self.form is Form.OPAQUE or rng.random() < _SAMPLED:
            return rng.choice(self.samples) if self.samples else None
        return self._new(rng)

    def _near_constant(self, rng: Random) -> Cell:
        value = rng.choice(self.constants)
        if self.is_enumeration and self.form is Form.TEXT:
            return value
        step = rng.choice((-1, 0, 0, 1))
        match value:
            case int() | Decimal() | float():
                return value + step if step else value
            case dt.datetime():
                return value + dt.timedelta(days=step)
            case _:
                return value

    def _new(self, rng: Random) -> Cell:
        low, high = self.samples[0], self.samples[-1]
        match self.form:
            case Form.INTEGER:
                return rng.randint(int(low), int(high))  # type: ignore[arg-type]
            case Form.NUMBER:
                return _number(rng, low, high, self.places)
            case Form.MOMENT:
                return _moment(rng, low, high)
            case Form.MOMENT_TEXT:
                made = _moment(rng, moment_of(str(low)), moment_of(str(high)))
                return str(made)[: len(str(low))]
            case _:
                return _altered(rng, str(rng.choice(self.samples)))


_LEAST_UNIQUE = {Form.TEXT: 4, Form.INTEGER: 10}
"""So many distinct values look like a key that nobody declared; of fewer, and of
other forms, it may be chance."""
_NULLS = 0.15
_POOLED = 0.5
_CONSTANTS = 0.35
_SAMPLED = 0.5


def mined(
    column: ColumnShape,
    cells: Sequence[Cell],
    constants: Sequence[Cell],
    *,
    is_key: bool,
    keeps_mined: bool,
) -> Domain:
    """Find out what values a column may have.

    Args:
        column: The column.
        cells: Its values.
        constants: What queries compare it with.
        is_key: Whether it is declared unique.
        keeps_mined: Whether what the values share, but nothing declares, is kept.
    """
    given = [cell for cell in cells if cell is not None]
    form = _form(column, given)
    samples: tuple[Cell, ...] = tuple(sorted(set(given), key=_rank))
    if not samples:
        samples = _invented(column)
        form = _form(column, samples)
    is_distinct = len(set(given)) == len(given)
    has_null = not column.is_required and not is_key
    if keeps_mined:
        has_null = has_null and len(given) < len(cells)
    least = _LEAST_UNIQUE.get(form)
    looks_unique = is_distinct and least is not None and len(given) >= least
    is_number = form in {Form.INTEGER, Form.NUMBER}
    return Domain(
        form=form,
        samples=samples,
        is_enumeration=not is_distinct and not is_number and len(samples) <= _FEW,
        has_null=has_null,
        is_unique=is_key or (keeps_mined and looks_unique),
        constants=tuple(_fitting(form, constants)),
        places=max((_places(cell) for cell in given), default=0),
    )


def _form(column: ColumnShape, cells: Sequence[Cell]) -> Form:
    if column.type.casefold().startswith(("bool", "enum", "set(")):
        return Form.OPAQUE
    if cells and all(isinstance(cell, int) for cell in cells):
        return Form.INTEGER if len(set(cells)) > 1 else _single(cells)
    if all(isinstance(cell, int | float | Decimal) for cell in cells):
        return Form.NUMBER
    if all(isinstance(cell, dt.datetime) for cell in cells):
        return Form.MOMENT
    if all(isinstance(cell, str) for cell in cells):
        is_moment = all(moment_of(str(cell)) for cell in cells)
        is_even = len({len(str(cell)) for cell in cells}) == 1
        if is_moment and is_even:
            return Form.MOMENT_TEXT
        return Form.OPAQUE if is_moment else Form.TEXT
    return Form.OPAQUE


def _single(cells: Sequence[Cell]) -> Form:
    return Form.OPAQUE if set(cells) <= {0, 1} else Form.INTEGER


def _rank(cell: Cell) -> tuple[int, object]:
    """Sort cells of one column; those of different kinds apart."""
    if isinstance(cell, int | float | Decimal):
        return 0, cell
    if isinstance(cell, dt.datetime):
        return 1, cell
    return 2, str(cell)


def _places(cell: Cell) -> int:
    if isinstance(cell, Decimal):
        return max(0, -int(cell.as_tuple().exponent))
    if isinstance(cell, float):
        return min(len(str(cell).partition(".")[2]), 6)
    return 0


def _invented(column: ColumnShape) -> tuple[Cell, ...]:
    """Values for a column that has none, by its declared type."""
    kind = column.type.casefold()
    if "int" in kind:
        return tuple(range(1, 10))
    if any(word in kind for word in ("char", "text", "clob", "string")):
        return ("a", "b", "c", "d", "e")
    if any(word in kind for word in ("real", "doub", "floa", "dec", "num")):
        return (0.5, 1.0, 2.5, 4.0)
    if "date" in kind or "time" in kind:
        return tuple(dt.datetime(2024, month, 1) for month in (1, 5, 9))  # noqa: DTZ001
    return ()


def _fitting(form: Form, constants: Sequence[Cell]) -> Iterator[Cell]:
    """Yield those constants that a column may hold."""
    for value in constants:
        if (form is Form.INTEGER and isinstance(value, int)) or (
            form is Form.NUMBER and isinstance(value, int | float | Decimal)
        ):
            yield value
        elif isinstance(value, str):
            moment = moment_of(value)
            if form is Form.TEXT or (form is Form.MOMENT_TEXT and moment):
                yield value
            elif form is Form.MOMENT and moment:
                yield moment


def _number(rng: Random, low: Cell, high: Cell, places: int) -> Cell:
    value = round(rng.uniform(float(low), float(high)), places)  # type: ignore[arg-type]
    if isinstance(low, Decimal) or isinstance(high, Decimal):
        return Decimal(str(value))
    return value


def _moment(rng: Random, low: Cell, high: Cell) -> Cell:
    if not (isinstance(low, dt.datetime) and isinstance(high, dt.datetime)):
        return low
    days = max((high - low).days, 0)
    made = low + dt.timedelta(days=rng.randint(0, days))
    if low.time() == high.time():
        return made
    return made.replace(hour=rng.randrange(24), minute=rng.choice((0, 30)))


def _altered(rng: Random, text: str) -> str:
    """Change a letter or a digit of a text, so that its pattern stays."""
    places = [at for at, char in enumerate(text) if char.isascii() and char.isalnum()]
    if not places:
        return text
    at = rng.choice(places)
    char = text[at]
    if char.isdigit():
        alphabet = string.digits
    else:
        alphabet = string.ascii_uppercase if char.isupper() else string.ascii_lowercase
    return text[:at] + rng.choice(alphabet) + text[at + 1 :]


def _plain(cell: Cell) -> str:
    return str(cell).removesuffix(" 00:00:00")
