"""Inputs of generated cases, and the problem that they are for."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from verifier.generation.domain import Domain
from verifier.generation.layout import Layout
from verifier.generation.relations import Relation
from verifier.values import Value, decode, encode


@dataclass(frozen=True, slots=True)
class Input:
    """One input: two of equal bytes are the same one.

    Attributes:
        data: The JSON of the list of typed arguments, or what is read.
        origin: Kind of the strategy that made it.
    """

    data: bytes
    origin: str = field(default="", compare=False)

    def arguments(self) -> list[Value]:
        """Return the typed arguments of a call."""
        tree: list[Value] = json.loads(self.data)
        return tree

    def values(self) -> tuple[Any, ...]:
        """Return the arguments of a call as Python's builtins."""
        return tuple(decode(tree) for tree in self.arguments())


def call_input(values: Sequence[object], origin: str) -> Input:
    """Make the input of a call.

    Raises:
        TypeError: A value has no typed JSON form.
        MalformedValueError: A value is nested too deep.
    """
    trees = [encode(value) for value in values]
    return Input(typed_json(trees), origin)


def typed_json(trees: Sequence[Value]) -> bytes:
    """Write typed arguments in the one form that inputs have."""
    return json.dumps(trees, ensure_ascii=False, separators=(",", ":")).encode(
        errors="surrogatepass"
    )


def related(one: Input, relations: Sequence[Relation]) -> Input:
    """Return a call like this one, whose arguments are related as they should be."""
    values: Sequence[Any] = one.values()
    if all(relation.holds(values) for relation in relations):
        return one
    for relation in relations:
        values = relation.repaired(values)
    return call_input(values, one.origin)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What inputs are drawn for.

    Attributes:
        is_stdio: Whether inputs are what a whole program reads.
        names: Names of the parameters of the function.
        domains: What each argument may be.
        examples: Inputs that are known to be legal, the stated ones first.
        constants: Numbers and texts that the reference compares with.
        relations: What arguments have to do with each other.
        layout: What examples of what is read have in common.
        wide: A layout that allows more than examples show, where the reference bears
            it; None if it bears no more.
        is_doubtful: Whether inputs that have that layout may be illegal: only what
            hardly differs from an example is drawn.
        is_solvable: Whether a statement says that there is always a solution: what
            hardly differs from an example may have none.
        loose: Numbers that may change even so: part of the layout, and field.
    """

    is_stdio: bool
    names: tuple[str, ...] = ()
    domains: tuple[Domain, ...] = ()
    examples: tuple[Input, ...] = ()
    constants: tuple[Any, ...] = ()
    relations: tuple[Relation, ...] = ()
    layout: Layout | None = None
    wide: Layout | None = None
    is_doubtful: bool = False
    is_solvable: bool = False
    loose: tuple[tuple[int, int], ...] = ()
