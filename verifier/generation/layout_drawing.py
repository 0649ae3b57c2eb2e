"""Draws inputs of a layout: small ones mostly, and some as large as it allows."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, product
from random import Random

from verifier.generation.bulk_rows import MANY, bulk_rows, is_bulky
from verifier.generation.cliques import clique_edges, planned_parts
from verifier.generation.equations import read_equation
from verifier.generation.forms import without_zero
from verifier.generation.known import Known
from verifier.generation.layout import Layout
from verifier.generation.layout_parts import (
    END_OF_INPUT,
    LARGEST_BYTES,
    MOST_LISTED,
    FieldOfLine,
    GroupOfLines,
    LineOfInput,
    ShapelessError,
    TooLargeError,
    groups_in,
    lines_in,
    name_in,
    value_of,
)
from verifier.generation.layout_style import Style
from verifier.generation.letters import with_letters
from verifier.generation.numbers import nearest
from verifier.generation.phrases import phrase
from verifier.generation.row_rules import TreeShape, keeps_rule, tree_edges

_TRIES = 30
_FEW_FIELDS, _SMALL, _MOST_SMALL = 3, 4, 60
_CORNERED = 0.04
"""How many inputs have one or two of everything, all at the ends of their ranges."""
_SMALLER = 3
"""How often, and how much, less is drawn where as much as may be was too much."""
_MOST_GROUPS = 3
"""Groups of inputs whose groups are as long as may be."""

type _Row = list[str]


def draw_input(
    layout: Layout,
    random: Random,
    constants: Sequence[int] = (),
    *,
    may_stress: bool = True,
) -> bytes:
    """Draw an input.

    Args:
        layout: What it looks like.
        random: Where chance comes from.
        constants: Numbers that are drawn now and then, and their neighbors.
        may_stress: Whether it may be as long as may be.

    Raises:
        ShapelessError: Its bounds leave nothing, or it is too large.
    """
    style = Style(random, constants)
    style.is_stressing = style.is_stressing and may_stress
    if not style.is_stressing:
        if random.random() < _CORNERED:
            style.corner()
        return _input_of(layout, style)
    for _ in range(_SMALLER):
        try:
            return _input_of(layout, style)
        except TooLargeError:
            room = style.room // _SMALLER
            style = Style(random, constants)
            style.is_stressing, style.room = True, room
    raise ShapelessError


def _input_of(layout: Layout, style: Style) -> bytes:
    random = style.random
    lines, groups = list(lines_in(layout.lines)), list(groups_in(layout.lines))
    amounts = [line.repeat for line in lines] + [group.repeat for group in groups]
    amounts += [one.count for line in lines for one in line.fields]
    style.counts = {name_in(a) for a in amounts if isinstance(a, str)}
    style.grouping = {name_in(g.repeat) for g in groups if isinstance(g.repeat, str)}
    for group in groups:
        if isinstance(group.repeat, str) and group.totals:
            style.left[name_in(group.repeat)] = min(group.totals.values())
    style.equations = [read_equation(text) for text in layout.equations]
    style.cliques, style.planned = planned_parts(layout, random)
    worded = [line for line in lines if any(map(_is_worded, line.fields))]
    most = LARGEST_BYTES if layout.letters is None else layout.letters
    style.letters_left = most // max(1, len(worded))
    rows: list[str] = []
    size = 0
    known = Known()
    for row in _parts(layout.lines, known, style):
        text = " ".join(row)
        size += len(text) + 1
        if size > LARGEST_BYTES:
            raise TooLargeError
        rows.append(f"{text}\n")
    if not all(one.is_equal or one.holds(known) for one in style.equations):
        raise ShapelessError
    data = "".join(rows).encode()
    if layout.letters is not None and not layout.fits(data):
        raise ShapelessError
    return data


def small_inputs(layout: Layout, random: Random) -> Iterator[bytes]:
    """Yield small inputs of a layout of few integers, of all kinds, in any order.

    Where two or three small numbers meet in one way out of many, chance seldom
    draws them.
    """
    fields = [
        one
        for line in layout.lines
        if isinstance(line, LineOfInput)
        for one in line.fields
    ]
    is_plain = all(isinstance(n, LineOfInput) and n.repeat == 1 for n in layout.lines)
    are_few = len(fields) <= _FEW_FIELDS and all(
        one.type == "int" and one.count == 1 for one in fields
    )
    if not (is_plain and are_few):
        return
    ends = [_small_numbers(one) for one in fields]
    rows = list(product(*ends))
    random.shuffle(rows)
    for row in rows[:_MOST_SMALL]:
        numbers = iter(row)
        lines = [[str(next(numbers)) for _ in n.fields] for n in lines_in(layout.lines)]
        data = "".join(f"{' '.join(line)}\n" for line in lines).encode()
        if layout.fits(data):
            yield data


def _small_numbers(one: FieldOfLine) -> Sequence[int]:
    low = one.low if isinstance(one.low, int) else 0
    high = one.high if isinstance(one.high, int) else max(low, 0) + _SMALL
    first = max(low, -1) if low < 0 < high else low
    return range(first, min(high, first + _SMALL) + 1)


def _parts(
    parts: Sequence[LineOfInput | GroupOfLines], known: Known, style: Style
) -> Iterator[_Row]:
    for part in parts:
        if isinstance(part, GroupOfLines):
            yield from _group(part, known, style)
            continue
        repeat = value_of(part.repeat, known)
        if not 0 <= repeat <= MOST_LISTED:
            raise ShapelessError
        rows = _rows(part, repeat, known, style)
        if part.occurs:
            yield from with_letters(part, list(rows), style.random)
        elif any(one.pool for one in part.fields):
            yield from _pooled(part, rows, known)
        else:
            yield from rows


def _pooled(line: LineOfInput, rows: Iterable[_Row], known: Known) -> Iterator[_Row]:
    """Put the words of lines into their pools, before the next line is drawn."""
    for row in rows:
        tokens = iter(row)
        for one in line.fields:
            for token in islice(tokens, value_of(one.count, known)):
                if one.pool:
                    known.add(one.pool, token)
        yield row


def _group(group: GroupOfLines, known: Known, style: Style) -> Iterator[_Row]:
    """Draw a group as often as it is there."""
    if group.until is None:
        times = value_of(group.repeat, known)
    else:
        most = min([group.most, *group.totals.values()])
        most = style.most_listed(group.least, most, is_bounded=False)
        times = style.number(group.least, most, is_count=True)
    if not 0 <= times <= MOST_LISTED:
        raise ShapelessError
    if group.one_of:
        yield from _commands(group, times, known, style)
        if group.until not in {None, END_OF_INPUT}:
            yield [group.until or ""]
        return
    left = dict(group.totals)
    for number in range(times):
        own = style.within(times)
        # The times to come need something, too.
        own.left = {name: most - (times - number - 1) for name, most in left.items()}
        known_here = known.inner()
        rows = list(_parts(group.lines, known_here, own))
        for _ in range(_TRIES):
            if group.until is None or not rows or " ".join(rows[0]) != group.until:
                break
            known_here = known.inner()
            rows = list(_parts(group.lines, known_here, own.even()))
        else:
            raise ShapelessError
        for name in left:
            left[name] -= known_here[name]
        yield from rows
    if group.until not in {None, END_OF_INPUT}:
        yield [group.until or ""]


def _commands(
    group: GroupOfLines, times: int, known: Known, style: Style
) -> Iterator[_Row]:
    """Draw lines of several kinds: each as often, or one more often than others."""
    lines = list(lines_in(group.lines))
    weights = [style.random.choice((1, 1, 4)) for _ in lines]
    order = style.random.choices(range(len(lines)), weights, k=times)
    rows: list[Iterator[_Row]] = []
    for number, line in enumerate(lines):
        count = order.count(number)
        if style.is_stressing and times >= MANY and is_bulky(line, MANY):
            rows.append(bulk_rows(line, count, known, style.random, style.longest))
        else:
            rows.append(_one_by_one(line, count, known, style))
    for number in order:
        yield next(rows[number])


def _one_by_one(
    line: LineOfInput, count: int, known: Known, style: Style
) -> Iterator[_Row]:
    for _ in range(count):
        yield from _parts([line], known.inner(), style)


def _rows(line: LineOfInput, repeat: int, known: Known, style: Style) -> Iterator[_Row]:
    """Draw the lines of one kind."""
    style = style.of_line()
    if any(map(_is_worded, line.fields)):
        style = style.for_words(repeat * _words_on(line, known))
    if line.rows == "tree":
        first = value_of(line.fields[0].low, known)
        shapes: list[TreeShape] = ["path", "star", "any", "any"]
        shape = style.random.choice(shapes)
        for one, other in tree_edges(repeat + 1, shape, style.random):
            ends = _ends(line, first, one, other)
            yield [*ends, *_row(line, known, style)[2:]]
        return
    if line.rows == "cliques":
        first = value_of(line.fields[0].low, known)
        nodes = 1 + value_of(line.fields[0].high, known) - first
        edges = clique_edges(nodes, repeat, style.random, style.cliques)
        if edges is None:
            raise ShapelessError
        for one, other in edges:
            yield [*_ends(line, first, one, other), *_row(line, known, style)[2:]]
        return
    if line.rows == "ascending":
        rows = [_row(line, known, style) for _ in range(repeat)]
        yield from sorted(rows, key=lambda row: int(row[0]))
        return
    named = {name for equation in style.equations for name in equation.names}
    is_free = not any(one.name in named for one in line.fields)
    if is_free and style.is_stressing and is_bulky(line, repeat):
        yield from bulk_rows(line, repeat, known, style.random, style.longest)
        return
    yield from _row_by_row(line, repeat, known, style)


def _row_by_row(
    line: LineOfInput, repeat: int, known: Known, style: Style
) -> Iterator[_Row]:
    """Draw lines one by one; where a rule forbids one, another."""
    seen: set[frozenset[str] | tuple[str, ...]] = set()
    is_graph = line.rows in {"graph", "connected"}
    first = value_of(line.fields[0].low, known)
    nodes = 1 + value_of(line.fields[0].high, known) - first
    if line.fields[0].type == "word":
        pool = line.fields[0]
        nodes = len(known.pool(pool.among).words) if pool.is_reference else repeat + 1
    pairs = nodes * (nodes - 1) // (2 if is_graph else 1)
    if (is_graph or line.rows == "arcs") and repeat > pairs:
        raise ShapelessError
    if line.rows == "connected":
        if repeat < nodes - 1:
            raise ShapelessError
        for one, other in tree_edges(nodes, "any", style.random):
            ends = _ends(line, first, one, other)
            seen.add(frozenset(ends))
            yield [*ends, *_row(line, known, style)[2:]]
        repeat -= nodes - 1
    for _ in range(repeat):
        row = _row(line, known, style)
        for _ in range(0 if line.rows == "any" else _TRIES):
            key = frozenset(row[:2]) if is_graph else tuple(row)
            if line.rows in {"apart", "arcs"}:
                key = tuple(row[:2])
            is_new = line.rows == "different" or key not in seen
            if is_new and _is_edge(line, row):
                seen.add(key)
                break
            row = _row(line, known, style.even())
        else:
            if line.rows != "any":
                raise ShapelessError
        yield row


def _is_worded(one: FieldOfLine) -> bool:
    return one.type in {"word", "text"} and not one.words


def _words_on(line: LineOfInput, known: Known) -> int:
    """Return how many words a line has; one, where it counts them itself."""
    own = {one.name for one in line.fields if one.name}
    return sum(
        1 if name_in(str(one.count)) in own else value_of(one.count, known)
        for one in line.fields
        if _is_worded(one)
    )


def _ends(line: LineOfInput, first: int, one: int, other: int) -> list[str]:
    """Write the ends of an edge, in order where they are a range."""
    ends = [first + one, first + other]
    is_range = isinstance(line.fields[1].low, str)
    return [str(end) for end in (sorted(ends) if is_range else ends)]


def _is_edge(line: LineOfInput, row: _Row) -> bool:
    rule = "different" if line.rows in {"graph", "connected"} else line.rows
    return keeps_rule(rule, [row])


def _row(line: LineOfInput, known: Known, style: Style) -> _Row:
    return [part for one in line.fields for part in _drawn(one, known, style.of(one))]


def _drawn(one: FieldOfLine, known: Known, style: Style) -> Iterator[str]:
    count = value_of(one.count, known)
    if not 0 <= count <= MOST_LISTED:
        raise ShapelessError
    if one.distinct and one.type == "int" and count > 1:
        made = _different(one, count, known, style)
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
