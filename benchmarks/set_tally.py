"""What became of programs that were put to generated sets, and how it is printed."""

import logging
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from sandboxes import Sandbox, SandboxOptions, known_backends

CACHE = Path.home() / ".cache" / "verifier"


@dataclass(slots=True)
class Tally:
    """What became of the programs of one task."""

    task: str
    corpus: str
    cases: int = 0
    took_s: float = 0.0
    feedback: str = ""
    right: int = 0
    refused: list[str] = field(default_factory=list)
    hard: int = 0
    survived: list[str] = field(default_factory=list)
    mutants: int = 0
    mutants_survived: int = 0
    kill_rate: float | None = None
    slow: int = 0
    """Hard programs that are too slow, and of these:"""
    slow_survived: int = 0
    unlike: list[str] = field(default_factory=list)
    """Programs of which the tests of the corpus say something else than the label."""


class Worker:
    """One process, with its sandbox."""

    sandbox: Sandbox | None = None

    @classmethod
    def box(cls) -> Sandbox:
        """Return the sandbox of this process."""
        if cls.sandbox is None:
            quiet = structlog.make_filtering_bound_logger(logging.CRITICAL)
            structlog.configure(wrapper_class=quiet)
            options = SandboxOptions(cache=CACHE)
            cls.sandbox = known_backends().get("nsjail")(options)
        return cls.sandbox


def print_row(name: str, tallies: list[Tally]) -> None:
    """Print the sums of some tasks."""
    hard, right = sum(t.hard for t in tallies), sum(t.right for t in tallies)
    killed = hard - sum(len(t.survived) for t in tallies)
    refused = sum(len(t.refused) for t in tallies)
    mutants = sum(t.mutants for t in tallies)
    dead = mutants - sum(t.mutants_survived for t in tallies)
    cases = sum(t.cases for t in tallies) / max(1, len(tallies))
    took = sum(t.took_s for t in tallies) / max(1, len(tallies))
    slow = sum(t.slow for t in tallies)
    slow_dead = slow - sum(t.slow_survived for t in tallies)
    empty = sum(not t.cases for t in tallies)
    print(
        f"{name:10} tasks {len(tallies)} ({empty} without a set) "
        f"hard killed {killed}/{hard} = {killed / max(1, hard):.1%}  "
        f"(slow ones {slow_dead}/{slow})  "
        f"hard mutants {dead}/{mutants} = {dead / max(1, mutants):.1%}  "
        f"right refused {refused}/{right} = {refused / max(1, right):.1%}  "
        f"cases {cases:.0f}  {took:.1f} s a set"
    )


def show(tally: Tally) -> None:
    """Print what happened to the programs of one task."""
    killed = tally.hard - len(tally.survived)
    print(
        f"{tally.task}: {tally.cases} cases {tally.took_s:.1f} s, killed {killed} of "
        f"{tally.hard} hard, refused {len(tally.refused)} of {tally.right} right "
        f"{tally.feedback}",
        flush=True,
    )
    for name in tally.refused:
        print(f"    refused {name}")
    for name in tally.survived:
        print(f"    survived {name}", flush=True)
    for name in tally.unlike:
        print(f"    left out {name}", flush=True)
