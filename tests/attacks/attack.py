"""Hostile programs, and how they are put to the judge.

Each is a file `programs/<group>/<number>_<name>.<extension>` whose head says
what it does, what becomes of it, and under which limits it runs:

    # 5 Children burn CPU while their parent sleeps: time_limit_exceeded (cpu)
    # limits: cpu_time_s=0.3

Verdicts are joined by ` or `; what stands in brackets is further evidence that
the tests of the group look for. A program that tries what must be refused
prints `contained` if it was (`contained.py` and `contained.h` help with that),
so `accepted` means: it ran to its end and got nothing.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any, override

from sandboxes import MIB, Command, Limits, RunResult, Sandbox, known_languages
from verifier.judge import verify
from verifier.languages import FIRST_LANGUAGES
from verifier.messages import VerificationRequest
from verifier.outcome import Verdict
from verifier.reports import VerificationReport

PROGRAMS = Path(__file__).parent / "programs"

LIMITS: Mapping[str, Any] = {
    "cpu_time_s": 2,
    "wall_time_s": 10,
    "memory_bytes": 64 * MIB,
    "output_bytes": 64 * 1024,
    "processes": 32,
    "scratch_bytes": 16 * MIB,
    "scratch_files": 1000,
}
"""Limits of an attack unless its head has others."""

CONTAINED: Mapping[str, Any] = {"kind": "stdio", "answer": "contained\n"}
"""The test case of an attack unless a test gives others."""

_HEAD = re.compile(r"(?:#|//) (\d+) (.+): ([a-z_ ]+?)(?: \((.+)\))?")
_LIMITS = re.compile(r"(?:#|//) (limits|build_limits): (.+)")
_HELPERS = {
    ".py": "contained.py",
    ".c": "contained.h",
}
_PATIENT = Limits(cpu_time_s=10, wall_time_s=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """One hostile program.

    Attributes:
        path: Its file.
        number: Its number in the catalogue of attacks.
        verdicts: Any of these must be its verdict.
        evidence: What else must be seen: `cpu` or `wall`, or signals.
        limits: Limits of its run that differ from `LIMITS`.
        build_limits: Limits of its build that differ from the language's.
    """

    path: Path
    number: int
    verdicts: frozenset[Verdict]
    evidence: str
    limits: Mapping[str, float] = field(default_factory=dict)
    build_limits: Mapping[str, float] = field(default_factory=dict)

    @override
    def __str__(self) -> str:
        return self.path.name

    @property
    def source(self) -> str:
        """Its text."""
        return self.path.read_text()

    @property
    def language(self) -> str:
        """The language that its file name says."""
        for name in FIRST_LANGUAGES:
            if self.path.suffix in known_languages().get(name).extensions:
                return name
        raise LookupError(self.path)

    def submission(self) -> dict[str, Any]:
        """Return it as a submission, with the helper of its language."""
        helper = _HELPERS.get(self.path.suffix)
        files = {helper: (PROGRAMS / helper).read_text()} if helper else {}
        return {"language": self.language, "source": self.source, "files": files}


def find_attack(path: str) -> Attack:
    """Return the attack in a file below `PROGRAMS`.

    Raises:
        ValueError: Its head does not say enough.
    """
    return _read(PROGRAMS / path)


def attacks(group: str) -> list[Attack]:
    """Return all attacks of a group."""
    return [_read(path) for path in sorted((PROGRAMS / group).glob("*_*.*"))]


def _read(path: Path) -> Attack:
    first, *rest = path.read_text().splitlines()
    head = _HEAD.fullmatch(first)
    if not head or int(head[1]) != int(path.name.partition("_")[0]):
        msg = f"{path}: {first!r} is not the head of an attack"
        raise ValueError(msg)
    limits: dict[str, dict[str, float]] = {"limits": {}, "build_limits": {}}
    for match in map(_LIMITS.fullmatch, rest[:2]):
        if match:
            pairs = (pair.split("=") for pair in match[2].split())
            limits[match[1]] = {name: float(value) for name, value in pairs}
    return Attack(
        path=path,
        number=int(head[1]),
        verdicts=frozenset(map(Verdict, head[3].split(" or "))),
        evidence=head[4] or "",
        limits=limits["limits"],
        build_limits=limits["build_limits"],
    )


def request_for(
    attack: Attack,
    cases: Sequence[Mapping[str, Any]] = (CONTAINED,),
    **changes: Any,
) -> VerificationRequest:
    """Make the request that puts an attack to test cases."""
    return VerificationRequest.model_validate(
        {
            "submission": attack.submission(),
            "test_cases": cases,
            "limits": {**LIMITS, **attack.limits},
            "build_limits": attack.build_limits,
            "trace": "all",
            "trace_bytes": MIB,
            **changes,
        }
    )


def judge(
    attack: Attack,
    sandbox: Sandbox,
    cases: Sequence[Mapping[str, Any]] = (CONTAINED,),
    **changes: Any,
) -> VerificationReport:
    """Judge an attack, and see that nobody else notices.

    Meanwhile another box works, and must work well; afterwards the box of the
    attack must be as new.
    """
    request = request_for(attack, cases, **changes)
    with neighbor(sandbox):
        report = verify(request, sandbox)
        assert_next_run_is_clean(sandbox)
    return report


def assert_contained(attack: Attack, report: VerificationReport) -> None:
    """See that the verdict is the expected one, and the candidate's own."""
    case = report.cases[0]
    assert report.verdict in attack.verdicts, (case, report.build)
    assert report.reward == float(report.verdict is Verdict.ACCEPTED)
    assert report.attribution == "candidate"
    assert not report.flaky
    evidence = attack.evidence
    if evidence == "cpu":
        assert case.feedback.endswith("s of CPU time")
        assert case.cpu_time_s > attack.limits["cpu_time_s"]
    elif evidence == "wall":
        assert case.feedback.startswith("took")
        assert case.wall_time_s >= attack.limits["wall_time_s"]
    elif evidence:
        assert case.signal in evidence.split(" or ")
        assert case.feedback == f"was ended by {case.signal}"
        assert case.exit_code is None


_SUM = "echo $(($(cat) + 1)) >sum; cat sum; ls -A /tmp /dev/shm | wc -w; ls -A"
_SEE = 'for p in /proc/[0-9]*; do echo "${p#/proc/}"; done; ls -A /box /tmp /dev/shm'


def _sum(sandbox: Sandbox) -> None:
    with sandbox.open() as box:
        run = box.run(
            Command(
                argv=("/bin/bash", "-c", _SUM),
                env={"PATH": "/usr/bin"},
                stdin=b"41",
            ),
            _PATIENT,
        )
    assert run.succeeded, run
    assert run.stdout.split() == [b"42", b"2", b"sum"], run


@contextmanager
def neighbor(sandbox: Sandbox) -> Iterator[None]:
    """Work in another box meanwhile; all that is done there must be right."""
    over = Event()

    def work() -> None:
        while True:
            _sum(sandbox)
            if over.wait(0.1):
                return

    with ThreadPoolExecutor(1) as pool:
        working = pool.submit(work)
        try:
            yield
        finally:
            over.set()
        working.result()


def look_around(sandbox: Sandbox) -> RunResult:
    """List the processes and files that a run finds, but for its own."""
    with sandbox.open() as box:
        command = Command(argv=("/bin/bash", "-c", _SEE), env={"PATH": "/usr/bin"})
        return box.run(command, _PATIENT)


def assert_next_run_is_clean(sandbox: Sandbox) -> None:
    """See that a run in the box given back last meets nothing of the one before."""
    run = look_around(sandbox)
    assert run.succeeded, run
    assert run.stdout.split() == [b"1", b"2", b"/box:", b"/dev/shm:", b"/tmp:"], run


def processes_with(mark: str) -> list[int]:
    """Find processes of this machine that have a text in their command line."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().split(b"\0")
        except OSError:
            continue
        if mark.encode() in words:
            found.append(int(path.parent.name))
    return found
