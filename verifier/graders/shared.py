"""Runs test code in one process with the program, where it cannot be elsewhere.

Whoever shares a process shares its memory, so this withstands what a program
does by the means of its language, and not all that it could do to that memory
(`docs/architecture.md` has the list). Reports say `shared`.
"""

import base64
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Protocol

from sandboxes import Command, Limits, Parts, RunResult, Sandbox, StoredFile
from verifier.boxes import open_box
from verifier.building import (
    Build,
    Source,
    build_with_tests,
    command_for,
    main_file,
    shared_driver,
)
from verifier.graders.line import TestOutcome, Told, hold_line
from verifier.outcome import Attribution, CaseOutcome, Verdict, ending
from verifier.program import Program

_TAG_BYTES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedTests:
    """Test code, and how it is to be run.

    Attributes:
        framework: As in the case.
        code: The test code.
        prelude: What goes before it, or before the source if they are one program.
        entry_point: The function or class under test.
        select: What is chosen of the tests.
        paths: Files of the tests that hold tests.
        files: All files of the tests.
    """

    framework: str
    code: str
    prelude: str = ""
    entry_point: str | None = None
    select: Sequence[str] = ()
    paths: Sequence[str] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def is_appended(self) -> bool:
        """Whether they are the end of one program."""
        return self.framework == "appended"

    @property
    def whole(self) -> str:
        """The test code after its prelude."""
        return f"{self.prelude}{self.code}"

    def document(self, code: bytes) -> bytes:
        """Return what the runner is told, as one line."""
        asked = {
            "framework": self.framework,
            "code": code.decode(errors="surrogatepass"),
            "prelude": "" if self.is_appended else self.prelude,
            "entry_point": self.entry_point,
            "select": list(self.select),
            "paths": list(self.paths),
            "files": {
                path: base64.b64encode(data).decode()
                for path, data in self.files.items()
            },
        }
        return json.dumps(asked).encode() + b"\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedResult:
    """What became of a program and its tests.

    Attributes:
        build: What became of the build; its `complaint` is why there was no run.
        run: The one process; None if it was not built.
        told: What it told of the tests.
    """

    build: Build
    run: RunResult | None = None
    told: Told = field(default_factory=Told)


def run_shared(program: Program, limits: Limits, tests: SharedTests) -> SharedResult:
    """Run a program and test code in one process, in a fresh box.

    Raises:
        BoxFailedError: We cannot tell what became of it.
        LookupError: The language cannot do that.
    """
    return _run(program.sandbox, program, program.source, limits, tests)


def is_at_fault(program: Program, limits: Limits, tests: SharedTests) -> str | None:
    """Say whether the tests fail by themselves: without any candidate.

    A candidate could make the tests look broken, and so get its failure masked;
    so what is believed is a run in which there is no candidate.

    Returns:
        What is wrong with them; None if nothing is.

    Raises:
        BoxFailedError: We cannot tell what became of it.
    """
    alone = _run(program.sandbox, program, Source(text=""), limits, tests).told
    if alone.fault:
        return alone.fault
    if alone.is_done and not alone.outcomes:
        return "the test code tests nothing"
    return None


def _run(
    sandbox: Sandbox,
    program: Program,
    source: Source,
    limits: Limits,
    tests: SharedTests,
) -> SharedResult:
    language = program.language
    driver = shared_driver(language, tests.framework)
    tag = secrets.token_hex(_TAG_BYTES)
    parts = Parts(
        prelude=tests.prelude if tests.is_appended else "",
        source=source.text,
        code=tests.code if driver.late or tests.is_appended else tests.whole,
        main=main_file(language, source.text),
        files=source.files,
        test_files=tests.files,
        tag=tag,
    )
    built = build_with_tests(
        sandbox, language, tests.framework, parts, program.build_limits
    )
    if built.complaint:
        return SharedResult(build=built)
    files, late = dict(built.files), None
    beside = dict(tests.files)
    if driver.late:
        code = files.pop(driver.late, StoredFile(data=b"")).data
        if driver.late_form == "document":
            late, beside = tests.document(code), {}
        else:
            late = code.replace(b"\0", b"") + b"\0"
    more = {"source": parts.main, "tag": tag, "framework": tests.framework}
    command = command_for(sandbox, language, source, driver.run, limits, more)
    command = replace(command, files=beside | dict(driver.runner))
    with open_box(sandbox, language) as box:
        box.put(files)
        run, told = hold_line(
            partial(_start, box.run, command, limits), late, driver.late_form
        )
    return SharedResult(build=built, run=run, told=told)


def _start(
    run: "_Run", command: Command, limits: Limits, links: Mapping[int, int]
) -> RunResult:
    return run(replace(command, links=links), limits)


def judge(result: SharedResult) -> tuple[Verdict, str]:
    """Decide; evidence of the kernel before what the process told.

    Returns:
        The verdict, and why. It is about the candidate, unless the tests turn
        out to be at fault.
    """
    run, told = result.run, result.told
    if run is None:
        return Verdict.COMPILE_ERROR, result.build.complaint or "the build failed"
    failed = [test for test in told.outcomes if test.outcome != "passed"]
    settled = Verdict.of_run(run)
    if settled and not (failed and settled is Verdict.RUNTIME_ERROR):
        return settled, ending(run)
    if failed:
        first = failed[0]
        verdict = Verdict.RUNTIME_ERROR if first.raised else Verdict.WRONG_ANSWER
        words = f"{len(failed)} of {len(told.outcomes)} failed; {first.name}"
        return verdict, f"{words}: {first.message}"
    if not told.is_done or not told.outcomes:
        return Verdict.WRONG_ANSWER, "ended before the tests were over"
    return Verdict.ACCEPTED, ""


def shown(outcomes: Sequence[TestOutcome]) -> bytes:
    """Return the tests as lines, for the trace."""
    lines = [
        f"{test.outcome}  {test.name}  {test.message}".rstrip() for test in outcomes
    ]
    return "\n".join(lines).encode()


_IN_DOUBT = frozenset({Verdict.WRONG_ANSWER, Verdict.RUNTIME_ERROR})


def grade_shared(program: Program, limits: Limits, tests: SharedTests) -> CaseOutcome:
    """Put a program to tests in its own process.

    Raises:
        BoxFailedError: We cannot tell what became of it.
    """
    result = run_shared(program, limits, tests)
    verdict, feedback = judge(result)
    attribution = Attribution.CANDIDATE
    told = result.told
    # Tests that are compiled with the program have no run without one.
    is_separate = shared_driver(program.language, tests.framework).late is not None
    is_open = is_separate and not tests.is_appended
    is_open = is_open and (not told.outcomes or not told.is_done)
    if verdict in _IN_DOUBT and (told.fault or is_open):
        fault = is_at_fault(program, limits, tests)
        if fault:
            verdict, attribution = Verdict.INTERNAL_ERROR, Attribution.TESTS
            feedback = f"test code: {fault}"
    return CaseOutcome(
        verdict=verdict,
        attribution=attribution,
        feedback=feedback,
        run=result.run or result.build.run,
        shown_input=tests.code.encode(errors="surrogatepass"),
        shown_output=_output(result),
        shown_answer=shown(told.outcomes),
    )


def _output(result: SharedResult) -> bytes:
    run = result.run or result.build.run
    return run.stdout if run else b""


class _Run(Protocol):
    """Runs a command in a box."""

    def __call__(self, command: Command, limits: Limits, /) -> RunResult: ...
