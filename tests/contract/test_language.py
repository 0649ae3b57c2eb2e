"""What every language promises, shown by programs filed by what they show.

`programs/<language>/<what>.<extension>`; a variant without a folder of its own uses
that of its language, and may have some programs of its own. What a language does
not support, `exceptions.toml` beside its programs says with the reason:

    [unsupported]
    compile_error = "…"

    [depth]
    count = 1000
    reason = "…"

`heap_limit` programs fill a heap that the language's own runtime bounds: it gives
up before the kernel must. A language has either that or `memory_limit_exceeded`.
"""

import os
import tomllib
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sandboxes import (
    MIB,
    Language,
    Sandbox,
    Termination,
    known_languages,
)
from verifier.assistants import Assistants
from verifier.judge import verify
from verifier.messages import VerificationRequest
from verifier.outcome import Verdict
from verifier.program import Program, Source, build
from verifier.reports import VerificationReport
from verifier.selftest import LanguageStatus, check_language

pytestmark = [pytest.mark.sandbox, pytest.mark.timeout(300)]

PROGRAMS = Path(__file__).parent / "programs"
LANGUAGES = known_languages()
NAME = "Zoë 李 🎉"
DEPTH = 100_000
LEAST_AVAILABLE = 45

VERDICTS = {
    "accepted": Verdict.ACCEPTED,
    "sum": Verdict.ACCEPTED,
    "recursion": Verdict.ACCEPTED,
    "runtime_error": Verdict.RUNTIME_ERROR,
    "compile_error": Verdict.COMPILE_ERROR,
    "time_limit_exceeded": Verdict.TIME_LIMIT_EXCEEDED,
    "memory_limit_exceeded": Verdict.MEMORY_LIMIT_EXCEEDED,
    "heap_limit": Verdict.RUNTIME_ERROR,
    "output_limit_exceeded": Verdict.OUTPUT_LIMIT_EXCEEDED,
}
"""What a program is called, and the verdict that it must get."""

LIMITS: dict[str, dict[str, float]] = {
    "accepted": {"cpu_time_s": 2, "memory_bytes": 32 * MIB},
    "time_limit_exceeded": {"cpu_time_s": 0.7},
}
"""Where they are not wide: a right program must be accepted when they are tight."""

SUPPLIED = [
    name
    for name in LANGUAGES.names
    if not (LANGUAGES.get(name).wanting or LANGUAGES.get(name).suite)
]
"""Languages that the machine's own packages, PyPI or npm supply."""


def folders(name: str) -> list[Path]:
    """Return where a language's programs are, the nearest first."""
    language = LANGUAGES.get(name)
    names = [it for it in (name, language.variant_of) if it]
    return [PROGRAMS / it for it in names if (PROGRAMS / it).is_dir()]


@cache
def exceptions(name: str) -> dict[str, Any]:
    """Return what a language says it cannot do."""
    for folder in folders(name):
        path = folder / "exceptions.toml"
        if path.exists():
            return tomllib.loads(path.read_text())
    return {}


def find_program(name: str, what: str) -> Path | None:
    """Return the one program of a language that shows something."""
    for folder in folders(name):
        found = list(folder.glob(f"{what}.*"))
        assert len(found) <= 1, found
        if found:
            return found[0]
    return None


def depth(name: str) -> int:
    """Return how deep a program of a language must be able to call itself."""
    return int(exceptions(name).get("depth", {}).get("count", DEPTH))


def case(name: str, what: str) -> dict[str, Any]:
    """Return the test case that a program is put to."""
    match what:
        case "sum":
            texts = ("1000000\n", "500000500000\n")
        case "recursion":
            texts = (f"{depth(name)}\n", f"{depth(name)}\n")
        case _:
            texts = (f"{NAME}\n", f"grüße, {NAME} ✓ 日本語\n")
    return {"kind": "stdio", "input": texts[0], "answer": texts[1]}


def judge(name: str, what: str, sandbox: Sandbox, **limits: Any) -> VerificationReport:
    """Put a program to its case, within its language's own limits."""
    path = find_program(name, what)
    assert path is not None, f"{name} has no program {what}"
    request = {
        "submission": {"language": name, "source": path.read_text()},
        "test_cases": [case(name, what)],
        "limits": {"wall_time_s": 120, "output_bytes": MIB, **limits},
        "trace": "all",
    }
    return verify(VerificationRequest.model_validate(request), sandbox)


class Work:
    """Judges programs ahead of the tests that ask for them, a thread a core.

    The suite is hundreds of builds and runs, none of which waits for another;
    one after the other they would take twice as long.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._threads = ThreadPoolExecutor(len(os.sched_getaffinity(0)))
        self._reports: dict[tuple[str, str], Future[VerificationReport]] = {}
        self._statuses: dict[str, Future[LanguageStatus]] = {}

    def begin(self, items: list[pytest.Item]) -> None:
        """Begin what the tests of this session ask for, in their order."""
        for item in items:
            wanted = getattr(item, "callspec", None)
            if wanted is None or item.path != Path(__file__):
                continue
            name, what = wanted.params.get("name"), wanted.params.get("what")
            if name and what and find_program(name, what):
                self.report(name, what)
            elif name and item.name.startswith("test_self_test"):
                self.status(name)

    def report(self, name: str, what: str) -> Future[VerificationReport]:
        key = (name, what)
        if key not in self._reports:
            limits = LIMITS.get(what, {"cpu_time_s": 10})
            self._reports[key] = self._threads.submit(
                judge, name, what, self._sandbox, **limits
            )
        return self._reports[key]

    def status(self, name: str) -> Future[LanguageStatus]:
        if name not in self._statuses:
            self._statuses[name] = self._threads.submit(
                check_language, name, self._sandbox
            )
        return self._statuses[name]

    def close(self) -> None:
        self._threads.shutdown(cancel_futures=True)


@pytest.fixture(scope="session")
def work(sandbox: Sandbox, request: pytest.FixtureRequest) -> Iterator[Work]:
    """The reports of all programs, made ahead."""
    made = Work(sandbox)
    made.begin(request.session.items)
    yield made
    made.close()


every_language = pytest.mark.parametrize("name", SUPPLIED)


@every_language
def test_self_test_finds_it_available(name: str, work: Work) -> None:
    status = work.status(name).result()

    assert status.available, status.reason
    assert status.version


@pytest.mark.parametrize(
    "name", [it for it in LANGUAGES.names if LANGUAGES.get(it).wanting]
)
def test_what_no_registry_has_is_unavailable_with_the_reason(
    name: str, sandbox: Sandbox
) -> None:
    if Path(LANGUAGES.get(name).run[0]).exists():
        pytest.skip("this machine has it all the same")

    status = check_language(name, sandbox)

    assert not status.available
    assert status.reason == LANGUAGES.get(name).wanting


def test_there_are_as_many_languages_as_promised() -> None:
    assert len(SUPPLIED) >= LEAST_AVAILABLE


@every_language
def test_default_limits_leave_room_for_the_runtime(name: str) -> None:
    language: Language = LANGUAGES.get(name)

    assert language.limits.memory_bytes >= 2 * language.runtime_mib * MIB
    assert language.limits.memory_bytes >= language.memory_floor_mib * MIB


@every_language
def test_every_language_shows_everything_or_says_why_not(name: str) -> None:
    unsupported = exceptions(name).get("unsupported", {})
    shown = {what for what in VERDICTS if find_program(name, what)}

    assert shown.isdisjoint(unsupported)
    assert all(unsupported.values())
    missing = set(VERDICTS) - shown - set(unsupported)
    assert missing < {"heap_limit", "memory_limit_exceeded"}, missing


@every_language
@pytest.mark.parametrize("what", VERDICTS)
def test_verdict_is_the_one_promised(name: str, what: str, work: Work) -> None:
    if not find_program(name, what):
        return  # the test above knows why
    report = work.report(name, what).result()

    assert report.verdict is VERDICTS[what], report
    assert report.attribution == "candidate"
    assert not report.flaky
    assert what != "accepted" or not report.signals


@every_language
def test_runtime_says_that_its_heap_is_full(name: str, work: Work) -> None:
    if not find_program(name, "heap_limit"):
        return
    report = work.report(name, "heap_limit").result()

    stderr = (report.cases[0].stderr or b"").lower()
    assert any(word in stderr for word in (b"memory", b"heap", b"stack")), stderr


@every_language
def test_compile_error_says_where(name: str, work: Work) -> None:
    if not find_program(name, "compile_error"):
        return
    report = work.report(name, "compile_error").result()

    said = (report.build.stderr + report.build.stdout).decode()
    assert any(character.isdigit() for character in said), said
    assert report.cases[0].output is None


@pytest.mark.parametrize("name", ["c", "java", "javascript", "python", "go"])
def test_termination_is_the_limit_s_own(name: str, sandbox: Sandbox) -> None:
    language = LANGUAGES.get(name)
    path = find_program(name, "time_limit_exceeded")
    assert path is not None
    source = Source(text=path.read_text())
    built = build(sandbox, language, source, language.build_limits)
    with sandbox.open() as box:
        limits = replace(language.limits, cpu_time_s=0.3, wall_time_s=60)
        program = Program(Assistants(sandbox), box, language, source, built)
        run = program.run(b"", limits)

    assert run.termination is Termination.CPU_TIME_LIMIT
    assert run.cpu_time_s < 2
