"""What a corpus holds: programs with requests and labels."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandboxes import MIB

SOLVED = frozenset({"accepted"})
"""The verdict of a program that is right."""

FAILED = frozenset(
    {
        "wrong_answer",
        "output_limit_exceeded",
        "time_limit_exceeded",
        "memory_limit_exceeded",
        "runtime_error",
        "compile_error",
    }
)
"""The verdicts of a program of which no more is known than that it is wrong."""

MEMORY_MIB = 1024
"""Memory of a contest problem that states none, as on Kattis."""

# The package format knows no memory limit verdict: it is a run-time error.
_LABELS: Mapping[str, frozenset[str]] = {
    "accepted": SOLVED,
    "accepted_slow": frozenset({"accepted", "time_limit_exceeded"}),
    "slow_accepted": frozenset({"accepted", "time_limit_exceeded"}),
    "wrong_answer": frozenset({"wrong_answer"}),
    "partially_accepted": FAILED,
    "time_limit_exceeded": frozenset({"time_limit_exceeded"}),
    "memory_limit_exceeded": frozenset({"memory_limit_exceeded"}),
    "run_time_error": frozenset({"runtime_error", "memory_limit_exceeded"}),
}
_ONE_OF = "one_of:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A program, what to ask of it, and the right answer.

    Attributes:
        id: Its name in the corpus.
        label: What its source says of it.
        allowed: The verdicts that say the same.
        request: A `VerificationRequest` as JSON.
        source: Where it is from.
        licence: Under which licence.
        plain: The same as its set runs it: one program that passes if it exits
            with 0; a `RunRequest` as JSON. None where that is no plain program.
        pace: Where its time limit depends on others: the group whose accepted
            programs set it. Its request then states no CPU time.
        pace_factor: How many times the slowest of them it may take.
    """

    id: str
    label: str
    allowed: frozenset[str]
    request: dict[str, Any]
    source: str
    licence: str
    plain: dict[str, Any] | None = None
    pace: str | None = None
    pace_factor: float = 5.0

    @property
    def is_right(self) -> bool:
        """Whether the program is said to be right."""
        return "accepted" in self.allowed

    @property
    def language(self) -> str:
        """The language it is written in."""
        return str(self.request["submission"]["language"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A program that cannot be asked about, and why."""

    id: str
    reason: str


def allowed_by(label: str) -> frozenset[str]:
    """Return the verdicts that say what a label says.

    Raises:
        KeyError: The label is unknown.
    """
    if label.startswith(_ONE_OF):
        labels = label.removeprefix(_ONE_OF).split("|")
        return frozenset().union(*map(allowed_by, labels))
    return _LABELS[label]


def submission(
    language: str, source: str, files: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Make the part of a request that holds the program."""
    made: dict[str, Any] = {"language": language, "source": source}
    if files:
        made["files"] = dict(files)
    return made


def contest_limits(
    *, time_s: float | None = None, memory_mib: float = MEMORY_MIB
) -> dict[str, Any]:
    """Make the limits of a contest problem.

    Args:
        time_s: CPU seconds; None if they are still to be found.
        memory_mib: Memory. Of output, Kattis allows 8 MiB.
    """
    limits: dict[str, Any] = {
        "memory_bytes": int(memory_mib * MIB),
        "output_bytes": 8 * MIB,
    }
    return limits if time_s is None else {"cpu_time_s": time_s, **limits}
