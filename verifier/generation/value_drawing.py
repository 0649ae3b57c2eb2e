"""Draws the values of lines: numbers, words, and lists of them."""

from collections.abc import Iterator

from verifier.generation.forms import without_zero
from verifier.generation.known import Known
from verifier.generation.layout_parts import (
    MOST_LISTED,
    FieldOfLine,
    LineOfInput,
    ShapelessError,
    value_of,
)
from verifier.generation.layout_style import Style
from verifier.generation.numbers import nearest
from verifier.generation.phrases import phrase

_TRIES = 30
_MOST_GROUPS = 3
"""Groups of inputs whose groups are as long as may be."""

type Row = list[str]


def drawn_row(line: LineOfInput, known: Known, style: Style) -> Row:
    """Draw one line.

    Raises:
        ShapelessError: Its bounds leave nothing.
    """
    return [part for one in line.fields for part in _drawn(one, known, style.of(one))]


def _drawn(one: FieldOfLine, known: Known, style: Style) -> Iterator[str]:
    count = value_of(one.count, known)
    if not 0 <= count <= MOST_LISTED:
        raise ShapelessError
    if one.distinct and one.type == "int" and count > 1:
        made = _different(one, count, known, style)
    elif one.distinct and one.type == "word" and one.is_reference:
        made = _sampled(one, count, known, style)
    elif count > 1 and one.type == "int" and one.only == "any" and style.is_geometric:
        low, high = value_of(one.low, known), value_of(one.high, known)
        if low > high or high < 1:
            raise ShapelessError
        made = [str(number) for number in style.powers(low, high, count, known)]
    else:
        made = list(_values(one, count, known, style))
    if count > 1 and not one.distinct and style.order == "equal":
        made = made[:1] * count
    is_ordered = one.ascending or one.descending or style.order in {"up", "down"}
    if count > 1 and one.type == "int" and is_ordered:
        is_falling = one.descending or (not one.ascending and style.order == "down")
        made.sort(key=int, reverse=is_falling)
    if one.nonzero and one.type == "int" and count > 1:
        place = 0 if one.nonzero == "first" else -1
        made[place] = _nonzero(one, made[place], known, style)
    if one.is_named:
        known[one.name] = int(made[0]) if one.type == "int" else len(made[0])
    if one.separator:
        yield from made
    else:
        yield "".join(made)


def _values(one: FieldOfLine, count: int, known: Known, style: Style) -> Iterator[str]:
    """Draw values one by one; where all differ, another for one that is there."""
    seen: set[str] = set()
    for _ in range(count):
        value = _one(one, known, style)
        for _ in range(_TRIES):
            if not one.distinct or value not in seen:
                break
            value = _one(one, known, style.even())
        else:
            raise ShapelessError
        seen.add(value)
        yield value


def _nonzero(one: FieldOfLine, drawn: str, known: Known, style: Style) -> str:
    for _ in range(_TRIES):
        if int(drawn):
            return drawn
        drawn = _one(one, known, style.even())
    raise ShapelessError


def _sampled(one: FieldOfLine, count: int, known: Known, style: Style) -> list[str]:
    """Choose so many of the words before."""
    words = known.pool(one.among).words
    if count > len(words):
        raise ShapelessError
    return style.random.sample(words, count)


def _different(one: FieldOfLine, count: int, known: Known, style: Style) -> list[str]:
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


def _one(one: FieldOfLine, known: Known, style: Style) -> str:
    low, high = value_of(one.low, known), value_of(one.high, known)
    is_count = one.name in style.counts
    if one.name and one.type == "int" and style.equations:
        high = style.most_beside(one.name, high, known)
    if one.name and one.type == "int" and style.edges:
        low, high = style.beside_edges(one.name, low, high, known)
    if is_count and one.type == "int":
        high = style.most_listed(low, high, is_bounded=isinstance(one.high, str))
        if style.is_stressing and style.is_deep and one.name in style.grouping:
            high = max(low, min(high, _MOST_GROUPS))
        high = min(high, style.left.get(one.name, high))
    is_again = one.type == "word" and one.among
    if is_again and (word := style.again(one, known.pool(one.among).words)):
        return word
    match one.type:
        case "word" | "text" if one.words:
            return style.random.choice(one.words)
        case "int":
            return str(_integer(one, low, high, known, style))
        case "float":
            scale = 10**one.digits
            least = low * scale if one.only == "any" else max(low * scale, 1)
            number = style.number(least, high * scale)
            return f"{number / scale:.{one.digits}f}"
        case "word" | "text":
            text = _text(one, known, style)
            if one.nonzero:
                return without_zero(text, one.alphabet, style.random)
            return text


def _text(one: FieldOfLine, known: Known, style: Style) -> str:
    if one.forms:
        return style.formed(one)
    if one.type == "text" and one.among:
        words = known.pool(one.among).words
        return phrase(one, words, value_of(one.most, known), style.random)
    least, most = value_of(one.least, known), value_of(one.most, known)
    sizes = least, style.most_letters(least, most)
    if one.pool and (kin := style.kin(known.pool(one.pool).words)):
        return (kin if len(kin) >= sizes[0] else kin * sizes[0])[: sizes[1]]
    letters = one.alphabet
    if style.letters != "all":
        letters = style.few_of(letters)
    if one.type == "text" and " " in one.alphabet:
        letters += " " * (1 + len(letters) // 5)
    if one.pieces and style.has_pieces:
        text = style.pieced(one, letters, sizes)
    else:
        size = style.number(*sizes, is_count=True)
        if style.wants_most(*sizes):
            size = sizes[1]
        if size < 0:
            raise ShapelessError
        letters = style.tilted(letters)
        text = "".join(style.random.choice(letters) for _ in range(size))
    # Blanks at the ends are where right programs differ.
    return text.strip() or letters.strip()[:1] or "a"


def _integer(one: FieldOfLine, low: int, high: int, known: Known, style: Style) -> int:
    solved = style.solved(one.name, known)
    if solved is not None:
        number: int | None = solved
    elif one.name in style.counts and style.wants_most(low, high):
        number = high
    elif (
        one.name in style.counts and (near := style.near(known, low, high)) is not None
    ):
        number = near
    else:
        number = style.number(low, high, is_count=one.name in style.counts)
    if number is not None and one.only != "any":
        number = nearest(one.only, number, low, high)
    if number is None or not low <= number <= high:
        raise ShapelessError
    return number
