"""What is called of a program of the tests, and how it is asked."""

from dataclasses import dataclass
from typing import Any

from sandboxes import Language, Limits, Signature, Target
from verifier.program import Source

_RUN_CPU_S = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is called.

    Attributes:
        function: The function; empty if a class or a whole program is meant.
        class_name: The class, made without arguments.
        method: Its method.
        is_stdio: Whether it is a whole program, which reads its input.
        signature: Its types; None if they are not known.
    """

    function: str = ""
    class_name: str = ""
    method: str = ""
    is_stdio: bool = False
    signature: Signature | None = None

    @property
    def name(self) -> str:
        """`function`, or `Class.method`."""
        return f"{self.class_name}.{self.method}" if self.class_name else self.function

    def target(self) -> Target:
        """Return what is called, with its types."""
        return Target(
            name=self.method or self.function,
            class_name=self.class_name or None,
            signature=self.signature,
        )

    def document(self) -> dict[str, Any]:
        """Return its names, as drivers and cases have them."""
        if self.is_stdio:
            return {"is_stdio": True}
        if self.class_name:
            return {"class_name": self.class_name, "method": self.method}
        return {"function": self.function}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """How a subject is asked.

    Attributes:
        hash_seed: Seed of the order of Python's sets.
        is_backward: Whether the last input comes first.
        is_isolated: Whether no call sees what another has left.
        has_probes: Whether branches taken are reported.
        most_steps: After how many probes a call is ended: the same ones on every
            machine, as no time is.
        most_deaths: After how many deaths the rest of the inputs is left out.
        cpu_time_s: Most CPU seconds of a call, if less than the subject's limit.
        total_cpu_time_s: CPU seconds after which the rest of up to 400 inputs is
            left out, where they share a process, or goes to another run.
        clock_shift_s: By how much the clocks of Python programs are ahead.
        run_cpu_time_s: CPU seconds that a run of many calls has beside those of
            the calls that are ended.
    """

    hash_seed: int = 0
    is_backward: bool = False
    is_isolated: bool = True
    has_probes: bool = False
    most_steps: int | None = None
    most_deaths: int = 10
    cpu_time_s: float | None = None
    total_cpu_time_s: float = 20.0
    clock_shift_s: float = 0.0
    run_cpu_time_s: float = _RUN_CPU_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A program and what it is for.

    Attributes:
        role: What it is to people, like `reference`.
        language: Its language.
        source: Its source.
        entry: What is called.
        limits: What one call, or one run, may use.
        is_traced: Whether it tells which of its blocks it went by (`tracing_unit`).
    """

    role: str
    language: Language
    source: Source
    entry: Entry
    limits: Limits
    is_traced: bool = False
