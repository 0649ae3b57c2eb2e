"""Walks an output beside its answer to the first place where they differ."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from os.path import commonprefix
from typing import override

from verifier.values.canonical import Families, canonical
from verifier.values.form import Kind, Node, Reader, Value, enter, read
from verifier.values.numbers import Test, same
from verifier.values.show import ROOM, cut, show

_LEAVES = {(kind, kind) for kind in (bool, int, str)}
"""Types whose equal values are equal by any rules: a short cut."""

_LEAD = 20
"""Characters shown before the one in which two long texts differ."""


@dataclass(frozen=True, slots=True)
class Parting:
    """Where and how an output differs from its answer.

    Attributes:
        words: How, in words for people.
        path: Where, from the root, in Python's notation.
    """

    words: str
    path: str = ""

    @override
    def __str__(self) -> str:
        return f"value{self.path} {self.words}"

    def under(self, step: str) -> "Parting":
        """The same, seen from one level up."""
        return replace(self, path=cut(f"[{step}]{self.path}"))


@dataclass(frozen=True, slots=True)
class Walk:
    """The rules of a comparison.

    Attributes:
        families: Which kinds of values may be equal.
        same_number: When numbers of one family count as equal.
        read: How a level of a tree is read.
    """

    families: Families
    same_number: Test = same
    read: Reader = read

    def parting(self, output: Value, answer: Value, depth: int = 0) -> Parting | None:
        """Find the first difference.

        Raises:
            MalformedValueError: One of them is malformed, or nested too deep.
        """
        if (type(output), type(answer)) in _LEAVES and output == answer:
            return None
        return self._parting(output, answer, depth)

    def _parting(self, output: Value, answer: Value, depth: int) -> Parting | None:
        mine, theirs = self.read(output), self.read(answer)
        if self.families[mine.kind] != self.families[theirs.kind]:
            return self._unlike(output, answer)
        match theirs.kind:
            case Kind.LIST | Kind.TUPLE:
                return self._items(mine, theirs, enter(depth))
            case Kind.SET | Kind.FROZENSET:
                return self._members(mine, theirs, enter(depth))
            case Kind.DICT:
                return self._entries(mine, theirs, enter(depth))
            case Kind.STR | Kind.BYTES if len(theirs.data) > ROOM // 2:
                return _texts(mine.data, theirs.data)
            case _:
                equal = self._equal(mine, theirs)
                return None if equal else self._unlike(output, answer)

    def _equal(self, mine: Node, theirs: Node) -> bool:
        if theirs.kind in {Kind.BOOL, Kind.INT, Kind.FLOAT, Kind.COMPLEX}:
            return self.same_number(mine.data, theirs.data)
        return bool(mine.data == theirs.data)

    def _unlike(self, output: Value, answer: Value) -> Parting:
        shown, wanted = show(output, self.read), show(answer, self.read)
        return Parting(f"is {shown}, expected {wanted}")

    def _items(self, mine: Node, theirs: Node, depth: int) -> Parting | None:
        for index, pair in enumerate(zip(mine.data, theirs.data, strict=False)):
            if found := self.parting(*pair, depth):
                return found.under(str(index))
        if len(mine.data) == len(theirs.data):
            return None
        return Parting(f"has {len(mine.data)} items, expected {len(theirs.data)}")

    def _members(self, mine: Node, theirs: Node, depth: int) -> Parting | None:
        output, answer = (
            {canonical(i, self.families, self.read, depth): i for i in node.data}
            for node in (mine, theirs)
        )
        return self._extra("", output, answer)

    def _entries(self, mine: Node, theirs: Node, depth: int) -> Parting | None:
        output, answer = (
            {
                canonical(key, self.families, self.read, depth): (key, item)
                for key, item in node.data
            }
            for node in (mine, theirs)
        )
        keys = self._extra(
            "the key ",
            {name: key for name, (key, _) in output.items()},
            {name: key for name, (key, _) in answer.items()},
        )
        if keys:
            return keys
        for name, (key, wanted) in answer.items():
            if found := self.parting(output[name][1], wanted, depth):
                return found.under(cut(show(key, self.read), _LEAD))
        return None

    def _extra(
        self, what: str, output: dict[str, Value], answer: dict[str, Value]
    ) -> Parting | None:
        for name, item in answer.items():
            if name not in output:
                return Parting(f"lacks {what}{show(item, self.read)}")
        for name, item in output.items():
            if name not in answer:
                return Parting(f"has {what}{show(item, self.read)}, not expected")
        return None


def _texts[T: (str, bytes)](output: T, answer: T) -> Parting | None:
    if output == answer:
        return None
    place = len(commonprefix([output, answer]))  # noqa: RUF071 - no paths
    start = max(0, place - _LEAD)
    shown, wanted = (_window(text, start) for text in (output, answer))
    return Parting(f"is {shown} from position {start}, expected {wanted}")


def _window(text: Sequence[object], start: int) -> str:
    return cut(repr(text[start : start + ROOM + 1]))
