"""Small changes of an input that may keep it legal: a validator says which did.

Each takes rows, rows of another legal input, and chance, and returns other rows, or
None if there is nothing to change. What counts lines or tokens may go with them:
which number that is, is tried, and learned by whoever weighs the changes.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from random import Random

from verifier.generation.rows import (
    Lore,
    Place,
    Rows,
    integers_in,
    is_integer,
    spelling_of,
)

_COUNTERS = ("none", "first 0", "first 1", "first 2", "near 0", "near 1")
"""Which number goes with a line or token that comes or goes."""
_RUN = re.compile(r"\d+")
_MOST_REPEATED = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What a change draws from.

    Attributes:
        other: Another legal input.
        lore: Numbers and words that texts about inputs mention.
        random: Chance.
    """

    other: Rows
    lore: Lore
    random: Random


type Change = Callable[[Rows, Material], Rows | None]


def _places(rows: Rows, *, of_integers: bool) -> list[Place]:
    return [
        (number, place)
        for number, row in enumerate(rows)
        for place, token in enumerate(row)
        if is_integer(token) == of_integers
    ]


def _with_token(rows: Rows, place: Place, token: str) -> Rows:
    made = [[*row] for row in rows]
    made[place[0]][place[1]] = token
    return made


def _number(kind: str, rows: Rows, material: Material) -> Rows | None:
    """Change one number."""
    random = material.random
    places = _places(rows, of_integers=True)
    if not places:
        return None
    where = random.choice(places)
    value = int(rows[where[0]][where[1]])
    match kind:
        case "step":
            value += random.choice((-2, -1, -1, 1, 1, 2))
        case "draw":
            value = random.randint(0, 2 * abs(value) + 3)
        case "scale":
            value = random.choice((value * 2, value // 2, value * 10, -value))
        case "known":
            if not material.lore.numbers:
                return None
            value = random.choice(material.lore.numbers) + random.choice((0, 0, 0, -1))
        case _:
            some = [n for _, n in integers_in(random.choice((rows, material.other)))]
            value = random.choice(some or [value])
    return _with_token(rows, where, str(value))


def _digits(rows: Rows, material: Material) -> Rows | None:
    """Change a number inside a token that is none, like `+d6` or `3:45`."""
    random = material.random
    places = [
        where
        for where in _places(rows, of_integers=False)
        if _RUN.search(rows[where[0]][where[1]])
    ]
    if not places:
        return None
    where = random.choice(places)
    token = rows[where[0]][where[1]]
    found = random.choice(list(_RUN.finditer(token)))
    value = random.choice((int(found[0]) + 1, int(found[0]) - 1, random.randint(0, 99)))
    digits = str(abs(value)).zfill(len(found[0]) if random.random() < 0.5 else 1)  # noqa: PLR2004 - either way
    return _with_token(
        rows, where, token[: found.start()] + digits + token[found.end() :]
    )


def _words(rows: Rows) -> list[str]:
    return [token for row in rows for token in row if not is_integer(token)]


def _word(kind: str, rows: Rows, material: Material) -> Rows | None:
    """Change one word, or one word wherever it is."""
    random = material.random
    places = _places(rows, of_integers=False)
    if not places:
        return None
    where = random.choice(places)
    token = rows[where[0]][where[1]]
    words = _words(rows)
    match kind:
        case "other":
            made = random.choice(words)
        case "foreign":
            made = random.choice(_words(material.other) or words)
        case "known":
            if not material.lore.words:
                return None
            made = random.choice(material.lore.words)
        case "letter":
            made = _letters(token, words, random)
        case "join":
            made = token + random.choice(words)
        case "double":
            made = token * random.randint(2, _MOST_REPEATED)
        case "cut":
            at = random.randrange(len(token))
            made = token[:at] or token[at:]
        case "part":
            made = _spliced(token, random.choice(words), random)
        case _:
            made = spelling_of(words).fresh(random)
    if random.random() < 0.5:  # noqa: PLR2004 - either way
        return [[made if t == token else t for t in row] for row in rows]
    return _with_token(rows, where, made)


def _letters(token: str, words: Sequence[str], random: Random) -> str:
    at = random.randrange(len(token))
    letter = random.choice(random.choice(words))
    match random.randrange(4):
        case 0:
            return token[:at] + token[at + 1 :] or token
        case 1:
            return token[:at] + letter + token[at:]
        case 2:
            other = random.randrange(len(token))
            letters = list(token)
            letters[at], letters[other] = letters[other], letters[at]
            return "".join(letters)
        case _:
            return token[:at] + letter + token[at + 1 :]


def _spliced(token: str, other: str, random: Random) -> str:
    """Put a part of another word into a word."""
    begin, end = sorted(random.randrange(len(other) + 1) for _ in range(2))
    at = random.randrange(len(token) + 1)
    return token[:at] + other[begin:end] + token[at:]


def _fewer_letters(rows: Rows, material: Material) -> Rows | None:
    """Make one letter another one, wherever it is."""
    words = _words(rows)
    letters = sorted({letter for word in words for letter in word if letter.isalpha()})
    if len(letters) <= 1:
        return None
    one, other = material.random.sample(letters, 2)
    return [
        [t if is_integer(t) else t.replace(one, other) for t in row] for row in rows
    ]


def _counted(rows: Rows, before: Place, counter: str, change: int) -> bool:
    """Change, in place, the number that counts what comes or goes, if it is there."""
    if counter == "none":
        return True
    kind, _, place = counter.partition(" ")
    known = [(where, n) for where, n in integers_in(rows) if where < before and n >= 0]
    ordered = known if kind == "first" else known[::-1]
    if int(place) >= len(ordered):
        return False
    (row, token), value = ordered[int(place)]
    rows[row][token] = str(value + change)
    return value + change >= 0


def _line(kind: str, counter: str, rows: Rows, material: Material) -> Rows | None:
    """Take a line away, or add one, with the number that counts it."""
    random = material.random
    made = [[*row] for row in rows]
    at = random.randrange(len(rows))
    if kind == "remove":
        del made[at]
        change = -1
    else:
        source = rows if kind == "double" else material.other
        line = [*random.choice(source)]
        made.insert(at + 1, line)
        at, change = at + 1, 1
    return made if _counted(made, (at, 0), counter, change) else None


def _token(kind: str, counter: str, rows: Rows, material: Material) -> Rows | None:
    """Take a token away, or add one, with the number that counts it."""
    random = material.random
    longer = [n for n, row in enumerate(rows) if len(row) > (kind == "remove")]
    if not longer:
        return None
    number = random.choice(longer)
    made = [[*row] for row in rows]
    row = made[number]
    at = random.randrange(len(row))
    if kind == "remove":
        del row[at]
        change = -1
    else:
        row.insert(at + 1, random.choice(row))
        change = 1
    return made if _counted(made, (number, at), counter, change) else None


def _divided(kind: str, rows: Rows, material: Material) -> Rows | None:
    """Put a blank into a word, or take one out between two."""
    random = material.random
    made = [[*row] for row in rows]
    if kind == "split":
        places = [
            w for w in _places(rows, of_integers=False) if len(rows[w[0]][w[1]]) > 1
        ]
        if not places:
            return None
        number, place = random.choice(places)
        token = rows[number][place]
        at = random.randrange(1, len(token))
        made[number][place : place + 1] = [token[:at], token[at:]]
        return made
    wide = [row for row in made if len(row) > 1]
    if not wide:
        return None
    row = random.choice(wide)
    at = random.randrange(len(row) - 1)
    row[at : at + 2] = [row[at] + row[at + 1]]
    return made


def _swapped(kind: str, rows: Rows, material: Material) -> Rows | None:
    """Swap lines, tokens of a line, or what is in the same column of two lines."""
    random = material.random
    made = [[*row] for row in rows]
    if kind == "tokens":
        wide = [row for row in made if len(row) > 1]
        if not wide:
            return None
        row = random.choice(wide)
        one, other = random.sample(range(len(row)), 2)
        row[one], row[other] = row[other], row[one]
        return made
    if len(made) < 2:  # noqa: PLR2004 - a pair
        return None
    one, other = random.sample(range(len(made)), 2)
    if kind == "lines":
        made[one], made[other] = made[other], made[one]
    elif kind == "same":
        made[one] = [*made[other]]
    else:
        width = min(len(made[one]), len(made[other]))
        if not width:
            return None
        at = random.randrange(width)
        made[one][at], made[other][at] = made[other][at], made[one][at]
    return made


def _arranged(kind: str, rows: Rows, material: Material) -> Rows | None:
    """Sort, reverse, shuffle or equal the numbers of a line or of a column."""
    random = material.random
    made = [[*row] for row in rows]
    wide = [row for row in made if sum(map(is_integer, row)) > 1]
    if wide and random.random() < 0.5:  # noqa: PLR2004 - either way
        row = random.choice(wide)
        places = [n for n, token in enumerate(row) if is_integer(token)]
        for at, token in zip(
            places, _order(kind, [row[n] for n in places], random), strict=True
        ):
            row[at] = token
        return made
    first = random.randrange(len(made))
    last = random.randint(first, len(made) - 1)
    alike = [row for row in made[first : last + 1] if len(row) == len(made[first])]
    if len(alike) < 2 or not alike[0]:  # noqa: PLR2004 - a pair
        return None
    at = random.randrange(len(alike[0]))
    for row, token in zip(
        alike, _order(kind, [row[at] for row in alike], random), strict=True
    ):
        row[at] = token
    return made


def _order(kind: str, tokens: list[str], random: Random) -> list[str]:
    def size(token: str) -> tuple[int, str]:
        return (int(token), "") if is_integer(token) else (0, token)

    match kind:
        case "sort":
            return sorted(tokens, key=size)
        case "fall":
            return sorted(tokens, key=size, reverse=True)
        case "equal":
            return [random.choice(tokens)] * len(tokens)
        case _:
            return random.sample(tokens, len(tokens))


def _taken(kind: str, rows: Rows, material: Material) -> Rows | None:
    """Take a line, or all lines from one on, from another legal input."""
    random, other = material.random, material.other
    at = random.randrange(len(rows))
    if kind == "line":
        alike = [row for row in other if len(row) == len(rows[at])]
        if not alike:
            return None
        return [*rows[:at], [*random.choice(alike)], *rows[at + 1 :]]
    if kind == "head":
        return [*other[:at], *rows[at:]] if at < len(other) else None
    from_end = random.randint(1, min(len(rows), len(other)))
    return [*rows[:-from_end], *other[-from_end:]]


def _changes() -> dict[str, Change]:
    found: dict[str, Change] = {"digits": _digits, "fewer letters": _fewer_letters}
    for kind in ("step", "draw", "scale", "known", "again"):
        found[f"number {kind}"] = partial(_number, kind)
    kinds = (
        "other",
        "foreign",
        "known",
        "letter",
        "join",
        "double",
        "cut",
        "part",
        "fresh",
    )
    for kind in kinds:
        found[f"word {kind}"] = partial(_word, kind)
    for counter in _COUNTERS:
        for kind in ("remove", "double", "foreign"):
            found[f"line {kind}, {counter}"] = partial(_line, kind, counter)
        for kind in ("remove", "double"):
            found[f"token {kind}, {counter}"] = partial(_token, kind, counter)
    for kind in ("tokens", "lines", "same", "column"):
        found[f"swap {kind}"] = partial(_swapped, kind)
    for kind in ("split", "join"):
        found[f"blank {kind}"] = partial(_divided, kind)
    for kind in ("sort", "fall", "equal", "shuffle"):
        found[f"order {kind}"] = partial(_arranged, kind)
    for kind in ("line", "head", "tail"):
        found[f"take {kind}"] = partial(_taken, kind)
    return found


CHANGES: dict[str, Change] = _changes()
