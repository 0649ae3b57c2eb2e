"""What the values of one field of a layout may be, by those of the examples."""

import re
import string
from collections.abc import Mapping, Sequence
from itertools import product

from verifier.generation.chunks import chunks_of
from verifier.generation.forms import word_forms_of
from verifier.generation.hints import Hints
from verifier.generation.layout_parts import (
    MOST_PIECES,
    MOST_WORDS,
    Amount,
    FieldOfLine,
)

_CLASSES = (
    string.digits,
    string.ascii_lowercase,
    string.ascii_uppercase,
    string.ascii_letters,
    string.ascii_letters + string.digits,
)
_PLAIN = re.compile(r"0|[1-9][0-9]*")
"""An integer, however long, that is not filled up with zeros."""
_FEW_LETTERS = 4
_FEW_WORDS = 3
_LONGEST_INT = 19
_LEAST_HIGH = 20
_MUCH = 10
_MOST_ROOM = 0.75
_NAMES = (6, 10, 20, 50)
"""How long names may be that are longer in no example."""
_LEAST_MOST = 6
_MOST_KINDS = 10
_LEAST_KINDS = 2
_OFTEN = 2
_UNLIKELY = 0.01
_FEW_ORDERS = 2
"""Examples of different numbers in order that make a rule."""
_COLLISIONS = 2.0
"""Pairs of equal values that chance alone would have made, at least, where none is
there by a rule."""


class FieldMiner:
    """Tells the fields of lines.

    Args:
        known: Integers read before, by name, one of each example.
        hints: What the reference tells.
    """

    def __init__(self, known: dict[str, tuple[int, ...]], hints: Hints) -> None:
        self._known, self._hints = known, hints

    def field(self, groups: Sequence[Sequence[str]], count: Amount = 1) -> FieldOfLine:
        """Return the field of some values.

        Args:
            groups: The values of each line.
            count: How many a line has.
        """
        tokens = [token for group in groups for token in group]
        if all(map(is_int, tokens)):
            numbers = [int(token) for token in tokens]
            high = (
                max(numbers) if _is_closed(numbers) else rounded(max(map(abs, numbers)))
            )
            low = -high if min(numbers) < 0 else min(1, *numbers)
            is_distinct = count != 1 and _are_distinct(groups)
            return FieldOfLine(low=low, high=high, count=count, distinct=is_distinct)
        if all(map(_is_float, tokens)):
            values = [float(token) for token in tokens]
            low = 0 if min(values) >= 0 else int(min(values)) * 2 - 1
            return FieldOfLine(
                type="float", low=low, high=int(max(values)) * 2 + 1, count=count
            )
        words = [word for word in self._hints.words if " " not in word]
        if set(tokens) <= set(words):
            return FieldOfLine(type="word", words=words[:MOST_WORDS], count=count)
        if composed := _composed(tokens):
            return FieldOfLine(type="word", words=composed, count=count)
        sizes = [len(token) for token in tokens]
        named = self._says(sizes) if count == 1 else None
        is_fixed = len(set(sizes)) == 1 and len(sizes) >= _FEW_WORDS
        # Marks alone are commands: the others of the text are its own operators.
        are_marks = all(len(token) == 1 and not token.isalnum() for token in tokens)
        alphabet = _alphabet(tokens, "" if are_marks else self._hints.letters)
        # Digits of which a number says how many there are stand for themselves.
        are_numbers = named is None and all(map(_PLAIN.fullmatch, tokens))
        is_led = are_numbers and len(alphabet) > 1
        forms = [] if are_numbers else word_forms_of(tokens)
        return FieldOfLine(
            type="word",
            nonzero="first" if is_led else "",
            alphabet=alphabet,
            forms=forms,
            pieces=[] if forms else self._pieces(alphabet) or chunks_of(tokens),
            least=named or (sizes[0] if is_fixed else self._least(sizes)),
            most=named or (sizes[0] if is_fixed else self._most(sizes)),
            count=count,
        )

    def _least(self, sizes: Sequence[int]) -> int:
        """Return the least length of a word: one letter alone may be illegal."""
        is_plural = min(sizes) > 1 and len(sizes) >= _FEW_WORDS
        return 2 if is_plural and not self._hints.asks_length(1) else 1

    def _most(self, sizes: Sequence[int]) -> int:
        """Return the greatest length: what is read into an array fits into it."""
        most = max(rounded(max(sizes)), _LEAST_MOST)
        room = self._hints.most_letters
        return min(most, room) if room >= max(sizes) else most

    def text(self, rows: Sequence[str]) -> FieldOfLine | None:
        """Return the field of lines of text; None if it has strange characters."""
        letters = set("".join(rows))
        if not letters or not all(" " <= letter <= "~" for letter in letters):
            return None
        shown = ["".join(rows).replace(" ", "")]
        words = _alphabet(shown, self._hints.letters)
        most = self._most(list(map(len, rows)))
        pieces = self._pieces(words + " ")
        return FieldOfLine(type="text", alphabet=words + " ", most=most, pieces=pieces)

    def _pieces(self, alphabet: str) -> list[str]:
        letters = set(alphabet)
        found = [word for word in self._hints.words if set(word) <= letters]
        return found[:MOST_PIECES]

    def bounded(self, one: FieldOfLine, groups: Sequence[Sequence[str]]) -> FieldOfLine:
        """Bound many numbers by an integer before them, and keep their order."""
        if one.type != "int":
            return one
        numbers = [[int(token) for token in group] for group in groups]
        ascending = one.count != 1 and all(group == sorted(group) for group in numbers)
        varied = [group for group in numbers if len(set(group)) >= _FEW_LETTERS]
        largest = [max(group, default=None) for group in numbers]
        high = self.bound(largest, one.high, self._telling(largest, one.count))
        if _is_closed([number for group in numbers for number in group]):
            high = one.high
        is_permutation = high == one.count and all(map(_is_permutation, numbers))
        # Authors like to write their first example in order.
        is_rising = ascending and len(varied) >= _FEW_ORDERS
        is_strict = is_rising and all(len(set(g)) == len(g) for g in numbers)
        return one.model_copy(
            update={
                "high": high,
                "ascending": is_rising,
                "distinct": one.distinct or is_strict or is_permutation,
            }
        )

    @property
    def names(self) -> list[str]:
        """Names of the integers read before, the last one first."""
        return [*reversed(self._known)]

    def _telling(self, largest: Sequence[int | None], count: Amount) -> list[str]:
        """Return names that numbers come near to, and that of their count.

        What leaves most of its room in all examples hardly bounds them.
        """
        shown = len([number for number in largest if number is not None])
        rooms = self.bounding(largest, self.names)
        return [
            name
            for name in self.names
            if name == count or rooms.get(name, 0.0) <= _MOST_ROOM * shown
        ]

    def bounding(
        self, numbers: Sequence[int | None], names: Sequence[str]
    ) -> dict[str, float]:
        """Return what no example goes beyond, and how much room it leaves.

        Args:
            numbers: The greatest number of each example; None where it has none.
            names: What may bound them.
        """
        if len([number for number in numbers if number is not None]) <= 1:
            return {}
        found = {}
        for name in names:
            both = zip(numbers, self._known[name], strict=True)
            pairs = [(a, b) for a, b in both if a is not None]
            if all(a <= b for a, b in pairs):
                found[name] = sum((b - a) / max(1, abs(b)) for a, b in pairs)
        return found

    def bound(
        self, numbers: Sequence[int | None], high: Amount, names: Sequence[str]
    ) -> Amount:
        """Take an integer before for the bound, the one that leaves least room."""
        rooms = self.bounding(numbers, names)
        return min(rooms, key=rooms.__getitem__) if rooms else high

    def _says(self, sizes: Sequence[int]) -> str | None:
        """Return the integer that says how long words are.

        All alike, they may be so by chance; not where it was read just before.
        """
        for place, name in enumerate(reversed(self._known)):
            is_telling = len(set(sizes)) > 1 or (place == 0 and sizes[0] > 1)
            if list(self._known[name]) == list(sizes) and is_telling:
                return name
        return None


def short(one: FieldOfLine, tokens: Sequence[str]) -> FieldOfLine:
    """Bound a word that stands beside others, as names do, more closely."""
    if one.type != "word" or not isinstance(one.most, int):
        return one
    longest = max(map(len, tokens))
    most = next((n for n in _NAMES if n >= longest), one.most)
    return one.model_copy(update={"most": min(one.most, most)})


def are_commands(heads: Mapping[str, int]) -> bool:
    """Whether what lines begin with are a few kinds of lines.

    Args:
        heads: How many lines begin with each token.
    """
    are_few = _LEAST_KINDS <= len(heads) <= _MOST_KINDS
    are_short = all(head[0].isalpha() or len(head) == 1 for head in heads)
    return are_few and are_short and sum(heads.values()) >= _OFTEN * len(heads)


def command_field(head: str) -> FieldOfLine:
    """Return the field of what lines of one kind begin with."""
    if is_int(head):
        return FieldOfLine(low=int(head), high=int(head))
    return FieldOfLine(type="word", words=[head])


def _is_closed(numbers: Sequence[int]) -> bool:
    """Whether numbers are of a few, all seen, and another would have been seen, too.

    Were there one more that is as likely, chance would seldom have left it out of so
    many: `(k / (k + 1)) ** m` for m numbers of k.
    """
    kinds = set(numbers)
    are_few = len(kinds) <= _MOST_KINDS and min(kinds, default=-1) in {0, 1}
    if not are_few or max(kinds) - min(kinds) + 1 != len(kinds):
        return False
    return (len(kinds) / (len(kinds) + 1)) ** len(numbers) < _UNLIKELY


def _is_permutation(group: Sequence[int]) -> bool:
    return sorted(group) == list(range(1, len(group) + 1))


def rounded(most: int) -> int:
    """Return the limit that a number seen suggests: limits are round numbers.

    One that is round itself is likely to be the limit; another is below the next
    power of ten.
    """
    digits = str(abs(most))
    is_round = len(digits) > 1 and digits.lstrip("125").strip("0") == ""
    is_round = is_round and digits.rstrip("0") in {"1", "2", "5"}
    return (
        most if is_round and most > _LEAST_HIGH else max(_LEAST_HIGH, 10 ** len(digits))
    )


def alike(fields: Sequence[FieldOfLine]) -> list[FieldOfLine]:
    """Give many numbers of one line the same bounds, unless they differ much."""
    numbers = [one for one in fields if one.type == "int"]
    ends = [(one.low, one.high) for one in numbers]
    if not all(isinstance(a, int) and isinstance(b, int) for a, b in ends):
        return list(fields)
    low = min(int(a) for a, _ in ends) if ends else 0
    high = max(int(b) for _, b in ends) if ends else 0
    return [
        one.model_copy(update={"low": low, "high": high})
        if one.type == "int" and int(one.high) * _MUCH >= high
        else one
        for one in fields
    ]


def _are_distinct(groups: Sequence[Sequence[str]]) -> bool:
    """Whether no line has a value twice, though chance would have made it so."""
    if any(len(set(group)) < len(group) for group in groups):
        return False
    numbers = [int(token) for group in groups for token in group]
    reach = max(numbers, default=0) - min(numbers, default=0) + 1
    pairs = sum(len(group) * (len(group) - 1) / 2 for group in groups)
    return pairs / max(1, reach) >= _COLLISIONS


def is_int(token: str) -> bool:
    """Whether a token is an integer, and not a text of digits."""
    body = token.removeprefix("-")
    if not _PLAIN.fullmatch(body) or len(body) > _LONGEST_INT:
        return False
    return int(body) <= 10**19


def _is_float(token: str) -> bool:
    head, _, tail = token.removeprefix("-").partition(".")
    return head.isdigit() and tail.isdigit()


def _composed(tokens: Sequence[str]) -> list[str]:
    """Return the words that tokens like `+d6` and `-d4` are made of, place by place.

    Few of them, of marks, letters and digits, show their form, and not more.
    """
    columns = [sorted(set(column)) for column in zip(*tokens, strict=False)]
    kinds = [{_kind_of(letter) for letter in column} for column in columns]
    is_even = len(set(map(len, tokens))) == 1 and all(len(kind) == 1 for kind in kinds)
    is_mixed = set().union(*kinds) == {"digit", "letter", "mark"}
    if not (is_even and is_mixed) or len(set(tokens)) >= _FEW_WORDS:
        return []
    return ["".join(letters) for letters in product(*columns)][:MOST_WORDS]


def _kind_of(letter: str) -> str:
    if letter.isdigit():
        return "digit"
    return "letter" if letter.isalpha() else "mark"


def _alphabet(tokens: Sequence[str], looked_for: str) -> str:
    """Return the letters of words: those seen, and those like them looked for."""
    letters = set("".join(tokens))
    tests = (str.isupper, str.islower, str.isdigit, lambda c: not c.isalnum())
    kinds = [test for test in tests if any(map(test, letters))]
    if len(letters) <= _FEW_LETTERS:
        letters |= {c for c in looked_for if any(test(c) for test in kinds)}
        return "".join(sorted(letters))
    for known in _CLASSES:
        if letters <= set(known):
            return known
    seen = [known for known in _CLASSES[:3] if letters & set(known)]
    extra = letters - set("".join(seen))
    return "".join(seen) + "".join(sorted(extra))
