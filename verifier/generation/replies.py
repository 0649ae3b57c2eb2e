"""What a program of the tests answers to an input."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from verifier.values import MalformedValueError, Value, parse

_EXCERPT = 200


class ReplyKind(StrEnum):
    """How a call, or a run, ended."""

    VALUE = "value"
    RAISED = "raised"
    """It raised, or exited with another code than 0."""
    DIED = "died"
    """It was ended: too slow, too much memory, a signal."""
    MISSING = "missing"
    """There is no such function, or the program cannot be loaded."""
    UNUSABLE = "unusable"
    """It returned what has no typed form, or too much of it."""
    LEFT_OUT = "left_out"
    """It was not asked, because it had failed too often."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came of one input.

    Attributes:
        kind: How it ended.
        value: The value returned (typed JSON), or the bytes written.
        words: What went wrong, in words for people.
        cpu_time_s: CPU seconds that it took.
        probes: Branches that it took, where they were asked for.
        steps: How many of them, each as often as it was taken.
    """

    kind: ReplyKind
    value: Value = None
    words: str = ""
    cpu_time_s: float = 0.0
    probes: frozenset[int] = frozenset()
    steps: int = 0

    @property
    def is_value(self) -> bool:
        """Whether there is an answer."""
        return self.kind is ReplyKind.VALUE


LEFT_OUT = Reply(kind=ReplyKind.LEFT_OUT, words="was left out")


def read_reply(document: dict[str, Any]) -> Reply:
    """Read a line that the driver of batches wrote."""
    took = document.get("cpu_time_s")
    cpu_time_s = float(took) if isinstance(took, int | float) else 0.0
    probes = document.get("probes")
    seen = frozenset(
        number
        for number in (probes if isinstance(probes, list) else ())
        if isinstance(number, int)
    )
    counted = document.get("steps")
    steps = counted if isinstance(counted, int) else 0
    kind, words = ReplyKind.UNUSABLE, "replied nothing"
    if "value" in document:
        return Reply(
            kind=ReplyKind.VALUE,
            value=document["value"],
            cpu_time_s=cpu_time_s,
            probes=seen,
            steps=steps,
        )
    if isinstance(raised := document.get("raised"), dict):
        kind = ReplyKind.RAISED
        words = f"raised {raised.get('type')}: {raised.get('message')}"
    elif "died" in document:
        kind, words = ReplyKind.DIED, str(document["died"])
    elif "unfit" in document:
        kind, words = ReplyKind.RAISED, f"cannot take it: {document['unfit']}"
    elif "missing" in document:
        kind, words = ReplyKind.MISSING, str(document["missing"])
    elif "unencodable" in document:
        words = f"returned {document['unencodable']}"
    elif "too_large" in document:
        words = f"returned {document['too_large']} bytes"
    return Reply(kind=kind, words=words[:_EXCERPT], cpu_time_s=cpu_time_s, probes=seen)


def read_line(line: bytes) -> dict[str, Any] | None:
    """Parse a line that came out of a box; None if it is none of ours."""
    try:
        tree = parse(line)
    except MalformedValueError:
        return None
    return tree if isinstance(tree, dict) else None


def value_reply(value: Value) -> Reply:
    """Return the reply that is a value."""
    return Reply(kind=ReplyKind.VALUE, value=value)
