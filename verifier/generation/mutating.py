"""Changes a value a little, within its type; and the text of a whole input."""

import re
from random import Random
from typing import Any

from verifier.generation.domain import ANY, CONTAINERS, Domain, Shape, domain_of
from verifier.generation.forms import filled

_GONE = (1, 1, 2, 3)
"""How many letters of a line go: marks of two letters go as a whole."""
_SMALL = 10
_NUMBER = re.compile(rb"-?[0-9]+(?:\.[0-9]+)?")
_RUN = re.compile(r"[0-9]+|[A-Za-z]+")
_INTERESTING = (0, 1, -1, 2, 3, 10, 100)
_LONGEST_INT = 4000
_DEEP = 4
"""Containers below so many others are kept small."""


class Mutator:
    """Changes values.

    Args:
        random: Where chance comes from.
        constants: Values that are likely to matter.
    """

    cross = 0.1
    """How often an argument is taken from another example instead."""

    def __init__(self, random: Random, constants: tuple[Any, ...] = ()) -> None:
        self._random = random
        self._constants = constants

    def change(self, value: Any, domain: Domain | None = None) -> Any:
        """Return a neighbour of a value, in its domain if there is one near."""
        if domain is None or domain.shape is Shape.ANY:
            domain = domain_of(value)
        for _ in range(8):
            made = self._change(value, domain)
            if domain.fits(made):
                return made
        return value

    def _change(self, value: Any, domain: Domain) -> Any:
        if domain.shape is Shape.UNION:
            fitting = [item for item in domain.items if item.fits(value)]
            if fitting and self._random.random() < 0.8:  # noqa: PLR2004 - mostly the same
                return self._change(value, self._random.choice(fitting))
            return self.fresh(self._random.choice(domain.items))
        if domain.shape is Shape.LITERAL:
            return self._random.choice(domain.values)
        match value:
            case bool():
                return not value
            case int() | float():
                return self._number(value, domain)
            case str():
                return self._text(value, domain)
            case bytes():
                place = self._random.randrange(len(value) + 1)
                letter = bytes([self._random.randrange(256)])
                return (
                    value[:place] + letter + value[place + self._random.randrange(2) :]
                )
            case list() | tuple():
                return self._sequence(value, domain)
            case set() | frozenset():
                members = sorted(value, key=repr)
                return type(value)(self._items(members, _item_domain(domain)))
            case dict() if domain.shape is Shape.OBJECT:
                key = self._random.choice(domain.keys)
                item = domain.items[domain.keys.index(key)]
                return {**value, key: self.change(value.get(key), item)}
            case dict():
                return self._dict(value, domain)
            case _:
                return value

    def _number(self, value: float, domain: Domain) -> float:
        random = self._random
        wanted = int if domain.shape is Shape.INT else type(value)
        known = [c for c in self._constants if type(c) is wanted]
        choice = random.randrange(7 if known else 6)
        if choice == 6:  # noqa: PLR2004
            return random.choice(known) + random.randint(-1, 1)
        if isinstance(value, int) and value.bit_length() > _LONGEST_INT:
            return value // 2
        match choice:
            case 0:
                return value + random.choice((-1, 1))
            case 1:
                return value + random.randint(-_SMALL, _SMALL)
            case 2:
                return -value
            case 3:
                made = value * 2 if random.random() < 0.5 else value / 2  # noqa: PLR2004
                return made if wanted is float else int(made)
            case 4:
                made = random.choice(_INTERESTING)
                return float(made) if wanted is float else made
            case _:
                if wanted is float:
                    return round(value + random.uniform(-_SMALL, _SMALL), 2)
                high = max(_SMALL, min(2 * abs(int(value)), 10**6))
                return random.randint(-high, high)

    def _text(self, value: str, domain: Domain) -> str:
        random = self._random
        if domain.words:
            words = value.split(domain.separator) if value else []
            return domain.separator.join(self._items(words, None, domain.words))
        if domain.forms:
            return self._run_changed(value, domain)
        letters = domain.alphabet or value or "a"
        place = random.randrange(len(value) + 1)
        other = random.randrange(len(value) + 1)
        low, high = min(place, other), max(place, other)
        match random.randrange(9):
            case 0:
                return value[:low] + value[high:]
            case 1:
                return value[:place] + random.choice(letters) + value[place + 1 :]
            case 2:
                return value[:place] + random.choice(letters) + value[place:]
            case 3:
                return value[:low] + value[low:high] * 2 + value[high:]
            case 4:
                return value[:low] + value[low:high].swapcase() + value[high:]
            case 5:
                return value[:low] + value[low:high][::-1] + value[high:]
            case 6:
                texts = [c for c in self._constants if isinstance(c, str)]
                piece = random.choice(texts) if texts else random.choice(letters) * 2
                return value[:place] + piece + value[place:]
            case 7:
                words = value.split(" ")
                random.shuffle(words)
                return " ".join(words[: random.randint(1, len(words))])
            case _:
                return value[:place] + value[place + 1 :]

    def _run_changed(self, value: str, domain: Domain) -> str:
        """Change a run of digits or letters, and leave the form."""
        other = filled(self._random.choice(domain.forms), self._random, domain.sizes)
        runs = list(_RUN.finditer(value))
        if not runs or self._random.random() < 0.2:  # noqa: PLR2004 - mostly near
            return other
        run = self._random.choice(runs)
        kind = "9" if run[0].isdigit() else "a"
        size = (len(run[0]),) if self._random.random() < 0.7 else domain.sizes  # noqa: PLR2004
        new = filled(kind, self._random, size)
        return value[: run.start()] + new + value[run.end() :]

    def _sequence(self, value: Any, domain: Domain) -> Any:
        if domain.shape is Shape.RECORD and isinstance(value, tuple):
            made = list(value)
            if made:
                place = self._random.randrange(len(made))
                made[place] = self.change(made[place], domain.items[place])
            return tuple(made)
        items = self._items(list(value), _item_domain(domain))
        if domain.is_sorted:
            items = sorted(items, key=lambda item: (type(item).__name__, item))
        return type(value)(items)

    def _items(
        self, items: list[Any], domain: Domain | None, words: tuple[str, ...] = ()
    ) -> list[Any]:
        random = self._random
        place = random.randrange(len(items) + 1)
        match random.randrange(8):
            case 0 if items:
                del items[place % len(items)]
            case 1 if items:
                items.insert(place, random.choice(items))
            case 2 if len(items) > 1:
                other = place % len(items)
                items[other], items[-1] = items[-1], items[other]
            case 3 if items:
                items = items[:place] if random.random() < 0.5 else items[place:]  # noqa: PLR2004
            case 4 if len(items) > 1:
                try:
                    items.sort(reverse=random.random() < 0.5)  # noqa: PLR2004
                except TypeError:
                    items.reverse()
            case 5:
                items.insert(place, self._new(items, domain, words))
            case 6 if items and len(items) < 50:  # noqa: PLR2004
                items = items * 2
            case _ if items:
                at = place % len(items)
                items[at] = (
                    random.choice(words) if words else self.change(items[at], domain)
                )
            case _:
                items.insert(place, self._new(items, domain, words))
        return items

    def _new(
        self, items: list[Any], domain: Domain | None, words: tuple[str, ...]
    ) -> Any:
        if words:
            return self._random.choice(words)
        if items and self._random.random() < 0.7:  # noqa: PLR2004
            return self.change(self._random.choice(items), domain)
        return self.fresh(domain or ANY)

    def _dict(self, value: dict[Any, Any], domain: Domain) -> dict[Any, Any]:
        random = self._random
        keys, items = domain.items if domain.shape is Shape.DICT else (ANY, ANY)
        made = dict(value)
        place = random.choice(list(made)) if made else None
        match random.randrange(4):
            case 0 if made:
                del made[place]
            case 1 if made:
                made[place] = self.change(made[place], items)
            case 2 if made:
                made[self.change(place, keys)] = made.pop(place)
            case _:
                model = random.choice(list(made.items())) if made else None
                key = self.change(model[0], keys) if model else self.fresh(keys)
                item = self.change(model[1], items) if model else self.fresh(items)
                made[key] = item
        return made

    def fresh(self, domain: Domain, depth: int = 0) -> Any:
        """Return a small value of a domain, out of nothing.

        Args:
            domain: What is legal.
            depth: How many containers it is in. What is deep has one member at
                most, legal or not: else there are as many as a power of the depth.
        """
        random, below = self._random, depth + 1
        least = domain.least
        size = random.randint(least, max(least, min(domain.most or 5, least + 5)))
        if depth >= _DEEP:
            size = min(size, 1)
        match domain.shape:
            case Shape.NONE:
                return None
            case Shape.BOOL:
                return random.random() < 0.5  # noqa: PLR2004
            case Shape.FLOAT:
                return round(random.uniform(*_range(domain)), 2)
            case Shape.STR if domain.words:
                chosen = [random.choice(domain.words) for _ in range(size)]
                return domain.separator.join(chosen)
            case Shape.OBJECT:
                named = zip(domain.keys, domain.items, strict=True)
                return {key: self.fresh(item, below) for key, item in named}
            case Shape.STR if domain.forms:
                return filled(random.choice(domain.forms), random, domain.sizes)
            case Shape.STR:
                letters = domain.alphabet or "abcXYZ 019"
                return "".join(random.choice(letters) for _ in range(size))
            case Shape.BYTES:
                return random.randbytes(size)
            case Shape.LITERAL:
                return random.choice(domain.values)
            case Shape.UNION:
                return self.fresh(random.choice(domain.items), below)
            case Shape.RECORD:
                return tuple(self.fresh(item, below) for item in domain.items)
            case Shape.DICT:
                keys, items = domain.items
                return {
                    self.fresh(keys, below): self.fresh(items, below)
                    for _ in range(size)
                }
            case shape if shape in CONTAINERS:
                members = [self.fresh(domain.items[0], below) for _ in range(size)]
                if domain.is_sorted:
                    members.sort()
                makers = {
                    Shape.TUPLE: tuple,
                    Shape.SET: set,
                    Shape.FROZENSET: frozenset,
                }
                return makers.get(shape, list)(members)
            case _:
                low, high = _range(domain)
                return random.randint(int(low), int(high))


def _range(domain: Domain) -> tuple[float, float]:
    low = -_SMALL if domain.low is None else domain.low
    high = max(low, _SMALL) if domain.high is None else domain.high
    return min(low, high), high


def _item_domain(domain: Domain) -> Domain | None:
    return domain.items[0] if domain.shape in CONTAINERS else None


def mutate_text(data: bytes, other: bytes, random: Random) -> bytes:
    """Change the numbers, tokens and lines of what a program reads.

    Args:
        data: The input that is changed.
        other: Another one, from which lines may be taken.
        random: Where chance comes from.
    """
    for _ in range(random.randint(1, 3)):
        numbers = list(_NUMBER.finditer(data))
        if numbers and random.random() < 0.75:  # noqa: PLR2004 - what formats bear best
            found = random.choice(numbers)
            data = (
                data[: found.start()] + _other(found[0], random) + data[found.end() :]
            )
            continue
        data = _other_lines(data, other, random)
    return data


def _other(number: bytes, random: Random) -> bytes:
    if b"." in number:
        return b"%.2f" % (float(number) * random.uniform(-2, 2))
    if len(number) > 18:  # noqa: PLR2004 - longer than 64 bits are
        return number[:-1]
    value = int(number)
    match random.randrange(5):
        case 0:
            value += random.choice((-1, 1))
        case 1:
            value = random.randint(0, max(_SMALL, 2 * abs(value)))
        case 2:
            value = random.choice(_INTERESTING)
        case 3:
            value = value * 2
        case _:
            value = value // 2
    return b"%d" % value


def _other_lines(data: bytes, other: bytes, random: Random) -> bytes:
    lines = data.split(b"\n")
    place = random.randrange(len(lines))
    match random.randrange(6):
        case 4 | 5:
            lines[place] = _spliced(
                lines[place], random.choice(other.split() or [b""]), random
            )
        case 0:
            tokens = lines[place].split(b" ")
            random.shuffle(tokens)
            lines[place] = b" ".join(tokens)
        case 1:
            changed = bytearray(lines[place])
            letters = [i for i, letter in enumerate(changed) if letter > ord(" ")]
            if len(letters) > 1:
                one, two = random.sample(letters, 2)
                changed[one] = changed[two]
            lines[place] = bytes(changed)
        case 2:
            lines[place] = random.choice(other.split(b"\n"))
        case _:
            text = lines[place]
            at = random.randrange(len(text) + 1)
            lines[place] = text[:at] + text[at + random.choice(_GONE) :]
    return b"\n".join(lines)


def _spliced(line: bytes, other: bytes, random: Random) -> bytes:
    """Put a part of another word in place of a part of a word, or between its parts."""
    words = line.split(b" ")
    place = random.randrange(len(words))
    word = words[place]
    first, last = sorted(random.randrange(len(word) + 1) for _ in range(2))
    begin, end = sorted(random.randrange(len(other) + 1) for _ in range(2))
    if random.random() < 0.5:  # noqa: PLR2004
        last = first
    words[place] = word[:first] + other[begin:end] + word[last:]
    return b" ".join(words)
