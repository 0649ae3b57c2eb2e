"""Runs test code in one box and the candidate in another, joined by pipes."""

import json
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Any

from sandboxes import MIB, Command, Limits, RunResult, known_languages
from verifier.boxes import open_box
from verifier.graders.line import TestOutcome
from verifier.program import Program

_PYTHON = "/usr/bin/python3"
_FOLDER = "/verifier/sealed"
_READ_FD, _WRITE_FD = 4, 5

TESTS_LIMITS = Limits(
    cpu_time_s=60.0,
    wall_time_s=300.0,
    memory_bytes=1024 * MIB,
    output_bytes=16 * MIB,
    processes=64,
)
"""What the tests' own code may use; the candidate's limits do not bound it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedResult:
    """What became of both sides.

    Attributes:
        candidate: The candidate's run.
        tests: The run of the tests.
        outcomes: What the tests told, in their order.
        fault: Why the test code itself could not be run.
        ended: `slow`, `ended` or `nonsense`, if the candidate stopped answering.
        is_done: Whether the tests came to their end.
    """

    candidate: RunResult
    tests: RunResult
    outcomes: list[TestOutcome] = field(default_factory=list)
    fault: str | None = None
    ended: str | None = None
    is_done: bool = False


def run_sealed(
    program: Program,
    limits: Limits,
    asked: Mapping[str, Any],
    files: Mapping[str, bytes],
) -> SealedResult:
    """Run tests against a candidate that never sees them.

    Args:
        program: The candidate.
        limits: What the candidate may use.
        asked: What the runner of the tests is told.
        files: Files in the working directory of the tests.

    Raises:
        BoxFailedError: We cannot tell what became of one of them.
    """
    to_candidate, to_tests = os.pipe2(os.O_CLOEXEC), os.pipe2(os.O_CLOEXEC)
    leash, hold = os.pipe2(os.O_CLOEXEC)
    python = known_languages().get("python")
    framework = asked["framework"]
    loaded = f"import {framework}" if framework in ("unittest", "pytest") else ""
    zygote = python.zygote(f"{loaded}\n{asked['prelude']}\n{asked['code']}")
    if framework == "pytest":
        zygote += ("pytest",)
    testing = Command(
        argv=(_PYTHON, "-P", f"{_FOLDER}/verifier_tests.py"),
        env=python.env,
        stdin=json.dumps(asked).encode(),
        files=files,
        reply=True,
        links={_READ_FD: to_tests[0], _WRITE_FD: to_candidate[1]},
        zygote=zygote,
    )
    serving = Command(
        argv=(_PYTHON, "-P", f"{_FOLDER}/verifier_candidate.py", "{source}"),
        links={_READ_FD: to_candidate[0], _WRITE_FD: to_tests[1]},
        leash=leash,
    )

    def run_tests() -> RunResult:
        try:
            with open_box(program.sandbox, program.language) as box:
                return box.run(testing, TESTS_LIMITS)
        finally:
            os.close(hold)  # the candidate has nothing more to do

    with ThreadPoolExecutor(1, thread_name_prefix="tests") as thread:
        tests = thread.submit(run_tests)
        try:
            candidate = program.serve(serving, limits)
        finally:
            wait([tests])
            os.close(leash)
        return _read(candidate, tests.result())


def _read(candidate: RunResult, tests: RunResult) -> SealedResult:
    """Read what the runner told; all of it is our own writing."""
    outcomes: list[TestOutcome] = []
    fault = ended = None
    is_done = False
    for entry in _entries(tests.reply.splitlines()):
        if "test" in entry:
            outcomes.append(
                TestOutcome(
                    name=entry["test"],
                    outcome=entry["outcome"],
                    message=entry["message"],
                    raised=entry.get("raised"),
                )
            )
        elif "fault" in entry:
            fault = entry["fault"]
        else:
            is_done, ended = True, entry["ended"]
    return SealedResult(
        candidate=candidate,
        tests=tests,
        outcomes=outcomes,
        fault=fault,
        ended=ended,
        is_done=is_done,
    )


def _entries(lines: Sequence[bytes]) -> list[dict[str, Any]]:
    entries = []
    for line in lines:
        try:
            entries.append(json.loads(line))
        except ValueError:  # cut by a limit
            break
    return entries
