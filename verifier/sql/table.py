"""Results of queries: what drivers send, as values that can be compared."""

import datetime as dt
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from sandboxes import CellKind

type Cell = (
    int | float | Decimal | str | bytes | dt.datetime | dt.time | JsonValue | None
)
"""A value: a boolean is an integer, a date a timestamp at midnight."""
type Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class JsonValue:
    """A cell of a JSON column, with keys sorted and no white space."""

    text: str


@dataclass(slots=True, kw_only=True)
class RawTable:
    """A result as the driver sent it.

    Attributes:
        columns: Names of its columns.
        types: The engine's names for their types; empty where it has none.
        rows: Cells of each row: None, int, float, str or bytes.
        is_cut: Whether it has more rows than were sent.
    """

    columns: Sequence[str] = ()
    types: Sequence[str] = ()
    rows: list[tuple[object, ...]] = field(default_factory=list)
    is_cut: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A result.

    Attributes:
        columns: Names of its columns; their number counts for empty results too.
        rows: Its rows, in the order in which they came.
        is_cut: Whether it has more rows than are here.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    is_cut: bool = False

    def project(self, indexes: Sequence[int]) -> "Table":
        """Return some of its columns, in the order of the indexes."""
        return Table(
            columns=tuple(self.columns[i] for i in indexes),
            rows=tuple(tuple(row[i] for i in indexes) for row in self.rows),
            is_cut=self.is_cut,
        )


def table_of(raw: RawTable, kinds: Mapping[str, CellKind]) -> Table:
    """Make values of the texts that a driver sent.

    Args:
        raw: What it sent.
        kinds: What the cells of a type are; a type that is not here is as sent.
    """
    readers = [_READERS.get(kinds.get(name, CellKind.TEXT)) for name in raw.types]
    rows = raw.rows
    if any(readers):
        rows = [
            tuple(
                reader(cell) if reader and isinstance(cell, str) else cell
                for cell, reader in zip(row, readers, strict=True)
            )
            for row in rows
        ]
    return Table(columns=tuple(raw.columns), rows=tuple(rows), is_cut=raw.is_cut)  # type: ignore[arg-type]


def _integer(text: str) -> Cell:
    return int(text)


def _float(text: str) -> Cell:
    return float(text)


def _decimal(text: str) -> Cell:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if not number.is_finite():
        return float(number)
    return int(number) if number == number.to_integral_value() else number


def _boolean(text: str) -> Cell:
    return int(text in {"t", "true", "1"})


_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_ISO_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d(:?\d\d)?)?"
)
_ISO_TIME = re.compile(r"\d\d:\d\d:\d\d(\.\d{1,6})?")


def moment_of(text: str) -> dt.datetime | None:
    """Read an ISO date or timestamp; one with a zone is brought to UTC.

    Returns:
        None where it is something else, or a date that Python does not have.
    """
    if not (_ISO_DATE.fullmatch(text) or _ISO_MOMENT.fullmatch(text)):
        return None
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo:
        moment = moment.astimezone(dt.UTC).replace(tzinfo=None)
    return moment


def _moment(text: str) -> Cell:
    return moment_of(text) or text


def _time(text: str) -> Cell:
    if not _ISO_TIME.fullmatch(text):
        return text
    try:
        return dt.time.fromisoformat(text)
    except ValueError:
        return text


def _json(text: str) -> Cell:
    try:
        tree = json.loads(text, parse_float=_json_number)
    except ValueError:
        return text
    return JsonValue(json.dumps(tree, sort_keys=True))


def _json_number(text: str) -> int | float:
    """Read a number: 1.0 is 1."""
    number = float(text)
    return int(number) if number.is_integer() else number


def _bytes(text: str) -> Cell:
    """Read what PostgreSQL writes: hex digits after a backslash and an x."""
    if text.startswith("\\x"):
        try:
            return bytes.fromhex(text[2:])
        except ValueError:
            return text
    return text


_READERS: Mapping[CellKind, Callable[[str], Cell]] = {
    CellKind.INTEGER: _integer,
    CellKind.FLOAT: _float,
    CellKind.DECIMAL: _decimal,
    CellKind.BOOLEAN: _boolean,
    CellKind.DATE: _moment,
    CellKind.TIMESTAMP: _moment,
    CellKind.TIMESTAMP_WITH_ZONE: _moment,
    CellKind.TIME: _time,
    CellKind.JSON: _json,
    CellKind.BYTES: _bytes,
}
