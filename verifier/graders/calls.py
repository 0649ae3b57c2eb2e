"""What is called: a target with its types, and the document that asks for it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandboxes import CallDriver, Language, Shape, Signature, Target, infer
from verifier.graders.fitting import misfit
from verifier.graders.portable import portable
from verifier.values import Value

_NODES = frozenset({Shape.LINKED_LIST, Shape.TREE, Shape.CHAR})
"""Shapes that a language without types can only know from the signature."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of a function.

    Attributes:
        target: What is called, with the types that the request states.
        args: Arguments by place, typed JSON.
        kwargs: Arguments by name.
        answers: What it may return; empty where it must raise.
    """

    target: Target
    args: Sequence[Value]
    kwargs: Mapping[str, Value]
    answers: Sequence[Value]

    @property
    def changes_its_argument(self) -> bool:
        """Whether what it leaves in its first argument is compared.

        So it is with what returns nothing by its signature, and has an answer.
        """
        signature = self.target.signature
        is_void = signature is not None and signature.returns.shape is Shape.VOID
        return is_void and any(answer is not None for answer in self.answers)

    def complaint(self) -> tuple[str, str] | None:
        """Say which field does not go with the signature, and why; None if all do.

        Raises:
            MalformedValueError: A value is malformed.
        """
        signature = self.target.signature
        if signature is None:
            return None
        types = {it.name: it.type for it in signature.parameters if it.name}
        by_place = signature.parameters[: len(self.args)]
        taken = {parameter.name for parameter in by_place}
        for name, value in self.kwargs.items():
            if name not in types or name in taken:
                left = ", ".join(key for key in types if key not in taken) or "none"
                return "kwargs", f"{name!r} is no further parameter of it, of: {left}"
            if words := misfit(value, types[name]):
                return f"kwargs.{name}", words
        least = sum(it.type.shape is not Shape.OPTIONAL for it in signature.parameters)
        given, most = len(self.args) + len(self.kwargs), len(signature.parameters)
        if not least <= given <= most:
            return "args", f"{given} arguments, the signature has {most}"
        pairs = zip(self.args, by_place, strict=True)
        for index, (value, parameter) in enumerate(pairs):
            if words := misfit(value, parameter.type):
                return f"args.{index}", words
        returned = signature.returns
        if self.changes_its_argument and signature.parameters:
            returned = signature.parameters[0].type
        elif self.changes_its_argument:
            return "answer", "a function without parameters that returns nothing"
        for answer in self.answers:
            if words := misfit(answer, returned):
                return "answer", words
        return None

    def by_place(self) -> list[Value] | None:
        """Return all arguments by their places; None if names do not tell them."""
        signature = self.target.signature
        if not self.kwargs:
            return list(self.args)
        if signature is None:
            return None
        rest = signature.parameters[len(self.args) :]
        return [*self.args, *(self.kwargs.get(it.name or "") for it in rest)]

    def typed_target(self) -> Target:
        """Return the target with a signature: the stated one, or one inferred."""
        target = self.target
        return Target(
            name=target.name,
            class_name=target.class_name,
            signature=target.signature or self._inferred(),
        )

    def _inferred(self) -> Signature:
        return infer(self.by_place() or list(self.args), self.answers)

    def built_target(self, language: Language, source: str) -> Target:
        """Return the target as the driver of a source must know it.

        A driver that finds the types in the source is not told of them, so that
        one build serves whatever the cases say.
        """
        driver = language.call
        if driver and driver.needs_signature(source, self.target.name):
            return self.typed_target()
        return Target(name=self.target.name, class_name=self.target.class_name)

    def document(self, driver: CallDriver) -> bytes:
        """Return what the driver reads."""
        has_tuples = driver.has_tuples
        target = self.target
        args, kwargs = list(self.args), dict(self.kwargs)
        if not driver.has_keywords:
            args, kwargs = self.by_place() or args, {}
        call: dict[str, Any] = {
            "function": None if target.class_name else target.name,
            "class_name": target.class_name,
            "method": target.name if target.class_name else None,
            "args": [portable(value, has_tuples=has_tuples) for value in args],
            "kwargs": {
                name: portable(value, has_tuples=has_tuples)
                for name, value in kwargs.items()
            },
            "inout": self.changes_its_argument or None,
            "types": self._types(always=driver.always_typed),
        }
        stated = {name: value for name, value in call.items() if value is not None}
        return json.dumps(stated).encode()

    def _types(self, *, always: bool) -> dict[str, Any] | None:
        """Return the types, where values alone do not show what they are."""
        signature = self.target.signature
        if signature is None or not (always or _NODES & signature.shapes()):
            return None
        return {
            "args": [it.type.tree() for it in signature.parameters],
            "names": [it.name for it in signature.parameters],
            "returns": signature.returns.tree(),
        }


def wanted(driver: CallDriver, target: Target) -> str:
    """Write what is expected of the candidate's function."""
    shown = driver.shown(target) if driver.shown else f"{target.signature}"
    return shown.strip()
