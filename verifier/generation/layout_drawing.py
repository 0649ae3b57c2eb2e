"""Draws inputs of a layout: small ones mostly, and some as large as it allows."""

from collections.abc import Iterator
from random import Random

from verifier.generation.equations import Equation, read_equation
from verifier.generation.layout import (
    MOST_LISTED,
    FieldOfLine,
    Known,
    Layout,
    LineOfInput,
    ShapelessError,
    name_in,
    value_of,
)
from verifier.generation.row_rules import TreeShape, keeps_rule, tree_edges

_DENSE = 0.3
_RECENT = 20
_LISTED = 60
"""Most lines or values, in most inputs."""
_MANY = 2000
"""Most of them in most of the rest."""
_LONG = 0.2
_STRESSING = 0.08
"""How many inputs are as long as may be, where that is more: slow programs fail."""
_PIECED = 0.5
_FACTORS = (1, 1, 2, 3, 10)
LARGEST_BYTES = 1_000_000
_TRIES = 30


def draw_input(layout: Layout, random: Random) -> bytes:
    """Draw an input.

    Raises:
        ShapelessError: Its bounds leave nothing, or it is too large.
    """
    style = _Style(random)
    amounts = [line.repeat for line in layout.lines]
    amounts += [one.count for line in layout.lines for one in line.fields]
    style.counts = {name_in(a) for a in amounts if isinstance(a, str)}
    style.equations = [read_equation(text) for text in layout.equations]
    known: Known = {}
    rows: list[list[str]] = []
    size = 0
    for line in layout.lines:
        repeat = value_of(line.repeat, known)
        if not 0 <= repeat <= MOST_LISTED:
            raise ShapelessError
        for row in _rows(line, repeat, known, style):
            size += sum(map(len, row)) + len(row)
            if size > LARGEST_BYTES:
                raise ShapelessError
            rows.append(row)
    return "".join(f"{' '.join(row)}\n" for row in rows).encode()


def _rows(
    line: LineOfInput, repeat: int, known: Known, style: "_Style"
) -> Iterator[list[str]]:
    """Draw the lines of one kind."""
    if line.rows == "tree":
        first = value_of(line.fields[0].low, known)
        shapes: list[TreeShape] = ["path", "star", "any", "any"]
        shape = style.random.choice(shapes)
        for one, other in tree_edges(repeat + 1, shape, style.random):
            yield [str(first + one), str(first + other), *_row(line, known, style)[2:]]
        return
    done: list[list[str]] = []
    seen: set[frozenset[str] | tuple[str, ...]] = set()
    for _ in range(repeat):
        row = _row(line, known, style)
        for _ in range(0 if line.rows == "any" else _TRIES):
            key = frozenset(row[:2]) if line.rows == "graph" else tuple(row)
            is_new = line.rows == "different" or key not in seen
            if is_new and keeps_rule(line.rows, [row]):
                seen.add(key)
                break
            row = _row(line, known, style.even())
        else:
            if line.rows != "any":
                raise ShapelessError
        done.append(row)
    yield from done


def _row(line: LineOfInput, known: Known, style: "_Style") -> list[str]:
    return [part for one in line.fields for part in _drawn(one, known, style)]


_REACHES = (
    *("tiny", "tiny", "small", "small", "any", "any", "ends", "most"),
    *("least", "greatest", "scale", "mixed", "mixed"),
)


class _Style:
    """How one input is: small or large, equal or mixed."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.reach = random.choice(_REACHES)
        self.letters = random.choice(("one", "two", "all", "all"))
        self.counts: set[str] = set()
        self.equations: list[Equation] = []
        self.order = random.choice(("", "", "", "equal", "up", "down"))
        self.ties = random.choice((0.0, 0.0, 0.3, 0.7))
        self.multiples = random.choice((0.0, 0.0, 0.0, 0.6))
        self.is_stressing = random.random() < _STRESSING
        self.has_pieces = random.random() < _PIECED
        self._made: list[int] = []

    def even(self) -> "_Style":
        """Return a style in which every number is as likely as any other."""
        other = _Style(self.random)
        other.reach, other.letters, other.ties = "any", "all", 0.0
        other.is_stressing = self.is_stressing
        other.counts, other.equations = self.counts, self.equations
        return other

    def most_listed(self, low: int, high: int, *, is_bounded: bool) -> int:
        """Return how many there may be this time: few, mostly; seldom very many."""
        most = max(low, _LISTED)
        if self.is_stressing and high > _MANY:
            return min(high, MOST_LISTED)
        if not is_bounded and self.random.random() < _LONG:
            most = max(low, _MANY)
        return min(high, most)

    def solved(self, name: str, known: Known) -> int | None:
        """Return what a number must be, if an equation says so."""
        for equation in self.equations:
            number = equation.solved(name, known)
            if number is not None:
                return number
        return None

    def pieced(self, one: FieldOfLine, letters: str, size: int) -> str:
        """Draw a word of pieces, with letters of its own between them."""
        text = ""
        while len(text) < size:
            if one.type == "text" and text and self.random.random() < _DENSE:
                text += " "
            some = self.random.randint(0, 2)
            text += "".join(self.random.choice(letters) for _ in range(some))
            text += self.random.choice(one.pieces)
        return text[-size:]

    def number(self, low: int, high: int, *, is_count: bool = False) -> int:
        """Draw a number; of counts, none is as large as another on purpose."""
        if low > high:
            raise ShapelessError
        if not is_count and self._made and self.random.random() < self.ties:
            again = self.random.choice(self._made[-_RECENT:])
            if low <= again <= high:
                return again
        made = self._drawn(low, high)
        if not is_count and self._made and self.random.random() < self.multiples:
            near = self.random.choice(self._made[-_RECENT:])
            near = near * self.random.choice(_FACTORS) + self.random.randint(-1, 1)
            made = near if low <= near <= high else made
        self._made.append(made)
        return made

    def _drawn(self, low: int, high: int) -> int:
        random = self.random
        reach = self.reach
        if reach == "mixed":
            reach = random.choice(("tiny", "small", "any", "ends", "scale"))
        middle = 0 if low < 0 < high else low
        match reach:
            case "tiny":
                return random.randint(max(low, middle - 3), min(high, middle + 3))
            case "small":
                return random.randint(max(low, middle - 12), min(high, middle + 12))
            case "ends":
                ends = (low, min(low + 1, high), max(high - 1, low), high)
                return random.choice(ends)
            case "least":
                return low
            case "greatest":
                return high
            case "scale":
                size = random.randint(0, max(1, (high - middle).bit_length()))
                sign = -1 if low < 0 and random.random() < _DENSE else 1
                return max(low, min(high, middle + sign * random.getrandbits(size)))
            case "most" if random.random() < _DENSE:
                return high
            case _:
                return random.randint(low, high)


def _drawn(one: FieldOfLine, known: Known, style: _Style) -> Iterator[str]:
    count = value_of(one.count, known)
    if not 0 <= count <= MOST_LISTED:
        raise ShapelessError
    if one.distinct and one.type == "int" and count > 1:
        made = _different(one, count, known, style)
    else:
        made = [_one(one, known, style) for _ in range(count)]
        if one.distinct and len(set(made)) < count:
            raise ShapelessError
    if count > 1 and not one.distinct and style.order == "equal":
        made = made[:1] * count
    is_ordered = one.ascending or style.order in {"up", "down"}
    if count > 1 and one.type == "int" and is_ordered:
        is_falling = not one.ascending and style.order == "down"
        made.sort(key=int, reverse=is_falling)
    if one.is_named:
        known[one.name] = int(made[0]) if one.type == "int" else len(made[0])
    if one.separator:
        yield from made
    else:
        yield "".join(made)


def _different(one: FieldOfLine, count: int, known: Known, style: _Style) -> list[str]:
    """Draw integers that all differ, as near to each other as others are."""
    low, high = value_of(one.low, known), value_of(one.high, known)
    if count > high - low + 1:
        raise ShapelessError
    middle = style.number(low, high)
    room = high - low + 1
    if style.reach in {"tiny", "small"}:
        room = min(room, 2 * count)
    first = max(low, min(middle, high - room + 1))
    return [str(n) for n in style.random.sample(range(first, first + room), count)]


def _one(one: FieldOfLine, known: Known, style: _Style) -> str:
    low, high = value_of(one.low, known), value_of(one.high, known)
    is_count = one.name in style.counts
    if is_count and one.type == "int":
        high = style.most_listed(low, high, is_bounded=isinstance(one.high, str))
    match one.type:
        case "word" | "text" if one.words:
            return style.random.choice(one.words)
        case "int":
            solved = style.solved(one.name, known)
            if solved is None and is_count and style.is_stressing and high > _MANY:
                return str(high)
            if solved is None:
                return str(style.number(low, high, is_count=is_count))
            if not low <= solved <= high:
                raise ShapelessError
            return str(solved)
        case "float":
            scale = 10**one.digits
            number = style.number(low * scale, high * scale)
            return f"{number / scale:.{one.digits}f}"
        case "word" | "text":
            size = style.number(
                value_of(one.least, known), value_of(one.most, known), is_count=True
            )
            if not 0 <= size <= MOST_LISTED:
                raise ShapelessError
            letters = one.alphabet
            if style.letters != "all":
                few = 1 if style.letters == "one" else 2
                letters = "".join(style.random.choice(letters) for _ in range(few))
            if one.type == "text" and " " in one.alphabet:
                letters += " " * (1 + len(letters) // 5)
            if one.pieces and style.has_pieces:
                text = style.pieced(one, letters, size)
            else:
                text = "".join(style.random.choice(letters) for _ in range(size))
            # Blanks at the ends are where right programs differ.
            return text.strip() or letters.strip()[:1] or "a"
