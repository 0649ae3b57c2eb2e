"""Which words of examples name what earlier words of the same input declare.

Many inputs list names, and then speak of them; others are pairs of names that
nobody lists. Words that are drawn by chance meet in neither. A field whose words all
stand in an earlier field is among these. Fields that share words, or have them again
and again, more than chance would, draw from one pool.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import log
from typing import Any

from verifier.generation.known import Pool
from verifier.generation.layout import Layout, fitting_layout, part_at
from verifier.generation.layout_parts import (
    MOST_PARTS,
    FieldOfLine,
    LineOfInput,
    Path,
    paths_in,
)
from verifier.generation.layout_reading import Reader
from verifier.generation.phrases import fewest_parts, is_made_of
from verifier.generation.row_rules import RowsRule

_FEWEST, _FEWEST_MEETINGS = 3, 2
"""Fewer words that are listed, or that meet, say nothing."""
_UNLIKELY = log(1e-4)
_ENDS = 2
_MINED = frozenset({"any", "distinct", "apart"})
"""Rules of lines that give way to those of edges."""

type _Scope = tuple[int, ...]
"""An example, and the numbers of the times of the groups that a word is in."""


@dataclass(slots=True)
class _Words:
    """What a field of words has in the examples.

    Attributes:
        path: Where its line is, by the numbers of the parts that it is in.
        place: Its place on the line.
        line: The line.
        one: The field.
        by_scope: The words, as they come, of each time of its group in each example.
    """

    path: Path
    place: int
    line: LineOfInput
    one: FieldOfLine
    by_scope: dict[_Scope, list[str]] = field(default_factory=dict)

    def within(self, scope: _Scope) -> list[str]:
        """Return the words of the time of its group that a scope lies in."""
        return self.by_scope.get(scope[: len(self.path)], [])

    def is_before(self, other: "_Words") -> bool:
        """Whether its words are known where those of another field are read."""
        is_outer = self.path[:-1] == other.path[: len(self.path) - 1]
        if self.path == other.path:
            return self.line.repeat == 1 and self.place < other.place
        return is_outer and self.path < other.path

    def parts_of(self, listing: "_Words") -> list[int]:
        """Return of how many listed words its texts are."""
        found: dict[int, None] = {}
        for scope, texts in self.by_scope.items():
            listed = listing.within(scope)
            longest = max(map(len, listed), default=0)
            for text in texts:
                found[fewest_parts(text, listed, longest)] = None
        return sorted(found)[:MOST_PARTS]

    def chance_of(self, word: str) -> float:
        """Return the logarithm of how likely a word of such letters is this one."""
        return -len(word) * log(max(2, len(self.one.alphabet)))


def with_pools(layout: Layout, examples: Sequence[bytes]) -> Layout:
    """Return a layout that says which words are among others before.

    Args:
        layout: What the examples have in common.
        examples: The inputs; all have the layout.
    """
    changes = _Changes(layout, examples)
    number = 0
    for names in _declared(changes.words()):
        number += changes.take(names, f"p{number}", is_listed=True)
    for names in _shared(changes.words()):
        number += changes.take(names, f"p{number}", is_listed=False)
    return changes.layout


def _declared(fields: Sequence[_Words]) -> Iterator[list[_Words]]:
    """Yield fields that list words with those whose words are all among them."""
    found: dict[int, list[_Words]] = {}
    taken: set[int] = set()
    for place, own in enumerate(fields):
        for earlier in range(place - 1, -1, -1):
            is_list = fields[earlier].one.type == "word"
            if is_list and earlier not in taken and _lists(fields[earlier], own):
                found.setdefault(earlier, [fields[earlier]]).append(own)
                taken.add(place)
                break
    yield from found.values()


def _lists(first: _Words, second: _Words) -> bool:
    """Whether all words of one field are among those of another, and not by chance."""
    if not first.is_before(second):
        return False
    chance, count, are_many = 0.0, 0, False
    for scope, words in second.by_scope.items():
        listed = Pool(first.within(scope))
        if not all(is_made_of(second.one, word, listed) for word in words):
            return False
        count += sum(len(word.split()) for word in words)
        are_many |= len(listed.words) > 1
        room = log(max(1, len(listed.words)))
        chance += sum(room + second.chance_of(word) for word in words)
    return are_many and count >= _FEWEST and chance < _UNLIKELY


def _shared(fields: Sequence[_Words]) -> Iterator[list[_Words]]:
    """Yield fields that have words in common, or words again and again."""
    words = [one for one in fields if one.one.type == "word"]
    free = [one for one in words if not (one.one.pool or one.one.among)]
    groups: list[list[_Words]] = []
    for own in free:
        near = [g for g in groups if any(_meet(other, own) for other in g)]
        if near or _meet(own, own):
            groups = [g for g in groups if g not in near]
            groups.append([*(one for g in near for one in g), own])
        else:
            groups.append([own])
    for group in groups:
        if len(group) > 1 or _meet(group[0], group[0]):
            yield group


def _meet(first: _Words, second: _Words) -> bool:
    """Whether words of two fields, or of one, meet more often than by chance."""
    if first.path[:-1] != second.path[:-1]:
        return False
    chance, count = 0.0, 0
    for scope, words in second.by_scope.items():
        others = Counter(first.by_scope.get(scope, []))
        if first is second:
            again = {word: n - 1 for word, n in others.items() if n > 1}
        else:
            again = {word: others[word] for word in set(words) if word in others}
        room = log(max(1, len(words)) * max(1, others.total()))
        chance += sum(room + first.chance_of(word) for word in again)
        count += sum(again.values())
    return count >= _FEWEST_MEETINGS and chance < _UNLIKELY


class _Changes:
    """Puts fields of a layout into pools, as long as all examples fit."""

    def __init__(self, layout: Layout, examples: Sequence[bytes]) -> None:
        self.layout, self._examples = layout, examples

    def words(self) -> list[_Words]:
        """Return the fields of words that have no fixed choice, as they are read."""
        fields = {
            id(one): _Words(path, place, line, one)
            for path, line in paths_in(self.layout.lines)
            for place, one in enumerate(line.fields)
            if one.type in {"word", "text"} and one.separator and not one.words
        }
        for number, example in enumerate(self._examples):

            def hear(
                one: FieldOfLine, word: str, scope: _Scope, number: int = number
            ) -> None:
                if id(one) in fields:
                    by_scope = fields[id(one)].by_scope
                    by_scope.setdefault((number, *scope), []).append(word)

            reader = Reader(example.decode(), hear)
            reader.read(self.layout.lines, self.layout.equations)
        return list(fields.values())

    def take(self, fields: Sequence[_Words], name: str, *, is_listed: bool) -> bool:
        """Put fields into a pool; the first lists its words, or all may have new ones.

        Returns:
            Whether all examples fit.
        """
        tree = self.layout.model_dump()
        for number, own in enumerate(fields):
            is_pool = not (is_listed and number)
            is_among = not (is_listed and number == 0)
            # Words that the program speaks of would be in most inputs, as would theirs.
            change: dict[str, Any] = {"pool": name, "pieces": []} if is_pool else {}
            change |= {"among": name} if is_among else {}
            if own.one.type == "text":
                change["parts"] = own.parts_of(fields[0])
            part_at(tree, own.path)["fields"][own.place] |= change
        if not self._fits(tree):
            return False
        if is_listed:
            self._differ(fields[0])
        for path in dict.fromkeys(own.path for own in fields if own.line.repeat != 1):
            self._link(path)
        return True

    def _differ(self, listing: _Words) -> None:
        """Have what is listed differ, if it does in all examples: names are names."""
        tree, line = self.layout.model_dump(), listing.line
        part = part_at(tree, listing.path)
        if listing.one.count != 1:
            part["fields"][listing.place]["distinct"] = True
        elif line.repeat != 1 and line.rows == "any" and len(line.fields) == 1:
            part["rows"] = "distinct"
        self._fits(tree)

    def _link(self, path: Path) -> None:
        """Take lines that begin with two of a pool for edges, if no example differs."""
        line = dict(paths_in(self.layout.lines))[path]
        ends = line.fields[:_ENDS]
        if len(ends) < _ENDS or ends[0].among != ends[1].among or not ends[0].among:
            return
        rules: tuple[RowsRule, ...] = ("graph", "different")
        for rule in rules if line.rows in _MINED else ():
            tree = self.layout.model_dump()
            part_at(tree, path)["rows"] = rule
            if self._fits(tree):
                return

    def _fits(self, tree: object) -> bool:
        changed = fitting_layout(tree, self._examples)
        self.layout = changed or self.layout
        return changed is not None
