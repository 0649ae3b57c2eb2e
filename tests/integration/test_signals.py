"""What a report says was seen trying; it never changes the verdict."""

from typing import Any

import pytest

from sandboxes import Sandbox, known_languages
from verifier.building import command_for
from verifier.judge import verify
from verifier.languages import FIRST_LANGUAGES
from verifier.messages import VerificationRequest
from verifier.outcome import Verdict
from verifier.program import Build, Source, build
from verifier.reports import VerificationReport

pytestmark = pytest.mark.sandbox

STDIO = {"kind": "stdio", "answer": "1"}
CALL = {"kind": "function_call", "function": "f", "args": [], "answer": 1}
TESTS = {"kind": "unit_tests", "code": "assert f() == 1", "entry_point": "f"}
F = "def f():\n    return 1\n"


def judged(sandbox: Sandbox, source: str, case: Any) -> VerificationReport:
    submission = {"language": "python", "source": source}
    request = {"submission": submission, "test_cases": [case]}
    return verify(VerificationRequest.model_validate(request), sandbox)


@pytest.mark.parametrize(
    ("source", "case", "signals"),
    [
        (
            "import ctypes\nctypes.CDLL(None).syscall(101, 16, 1, 0, 0)\nprint(1)",
            STDIO,
            ["refused_syscall:ptrace"],
        ),
        (
            f"import ctypes\nctypes.CDLL(None).syscall(165, 0, 0, 0, 0, 0)\n{F}",
            CALL,
            ["refused_syscall:mount"],
        ),
        (f"import sys\nsys._getframe(0)\n{F}", TESTS, ["frame_access"]),
        (f"import gc\ngc.get_objects()\n{F}", CALL, ["gc_scan"]),
        (f"print('{{\"value\": 1}}')\n{F}", CALL, ["protocol_in_output"]),
        (f"print('{{\"test\": 1}}')\n{F}", TESTS, ["protocol_in_output"]),
    ],
    ids=["ptrace", "mount", "frames", "gc", "reply", "outcome"],
)
def test_attempt_is_told_and_changes_nothing(
    source: str, case: Any, signals: list[str], sandbox: Sandbox
) -> None:
    report = judged(sandbox, source, case)

    assert report.signals == signals
    assert report.verdict is Verdict.ACCEPTED
    assert report.reward == 1.0


@pytest.mark.parametrize("case", [CALL, TESTS], ids=["call", "tests"])
def test_early_exit_is_told(case: Any, sandbox: Sandbox) -> None:
    report = judged(sandbox, "import os\ndef f():\n    os._exit(0)\n", case)

    assert report.signals == ["early_exit"]
    assert report.reward == 0.0


@pytest.mark.parametrize(("case", "fd"), [(CALL, 3), (TESTS, 5)], ids=["call", "tests"])
def test_writing_to_our_descriptors_is_told(
    case: Any, fd: int, sandbox: Sandbox
) -> None:
    source = f"import os\ndef f():\n    os.write({fd}, b'x' * 100)\n    return 1\n"

    report = judged(sandbox, source, case)

    assert report.signals == ["wrote_to_driver"]
    assert report.reward == 0.0


@pytest.mark.parametrize("case", [STDIO, CALL, TESTS], ids=["io", "call", "tests"])
def test_honest_program_gives_no_signals(case: Any, sandbox: Sandbox) -> None:
    report = judged(sandbox, f"{F}print(1)", case)

    assert report.signals == []
    assert report.reward == 1.0


@pytest.mark.parametrize("name", FIRST_LANGUAGES)
def test_no_runtime_tries_what_is_told_of(name: str, sandbox: Sandbox) -> None:
    language = known_languages().get(name)
    source = Source(text=language.echo)
    built: Build = build(sandbox, language, source, language.build_limits)
    assert built.complaint is None, built.run
    assert built.run is None or built.run.refused == ()

    with sandbox.open() as box:
        box.put(built.files)
        command = command_for(sandbox, language, source, language.run, language.limits)
        assert box.run(command, language.limits).refused == ()
