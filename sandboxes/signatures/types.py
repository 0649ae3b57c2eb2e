"""What a signature means, whatever language it was written in."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import override


class Shape(StrEnum):
    """What kind of value a type holds; the words of the neutral notation."""

    INT = "int"
    LONG = "long"
    BIG_INT = "bigint"
    FLOAT = "float"
    STR = "str"
    CHAR = "char"
    BOOL = "bool"
    BYTES = "bytes"
    ANY = "any"
    VOID = "void"
    LIST = "list"
    SET = "set"
    MAP = "map"
    TUPLE = "tuple"
    OPTIONAL = "optional"
    LINKED_LIST = "ListNode"
    TREE = "TreeNode"


@dataclass(frozen=True, slots=True)
class Type:
    """A type.

    Attributes:
        shape: What kind of value it holds.
        items: Types of what is in it: one of a list, set or optional; key and
            value of a map; each of a tuple.
    """

    shape: Shape
    items: tuple["Type", ...] = ()

    @override
    def __str__(self) -> str:
        """Write it in the neutral notation."""
        if not self.items:
            return self.shape.value
        return f"{self.shape}[{', '.join(map(str, self.items))}]"

    def tree(self) -> list[object]:
        """Return it as JSON: its shape, then its items."""
        return [self.shape.value, *(item.tree() for item in self.items)]

    def shapes(self) -> Iterator[Shape]:
        """Yield every shape in it."""
        yield self.shape
        for item in self.items:
            yield from item.shapes()


ANY = Type(Shape.ANY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter; its name is None where only its type was given."""

    name: str | None
    type: Type


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Types of a function.

    Attributes:
        parameters: In their order.
        returns: What it returns; `void` for nothing.
    """

    parameters: tuple[Parameter, ...]
    returns: Type

    @override
    def __str__(self) -> str:
        """Write it in the neutral notation."""
        parts = [
            f"{it.name}: {it.type}" if it.name else str(it.type)
            for it in self.parameters
        ]
        return f"({', '.join(parts)}) -> {self.returns}"

    def shapes(self) -> set[Shape]:
        """Return every shape in it."""
        types = [*(it.type for it in self.parameters), self.returns]
        return {shape for type_ in types for shape in type_.shapes()}
