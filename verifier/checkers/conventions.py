"""How programs of the tests say what they think: by exit code and a few words.

testlib: 0 right, 1 wrong, 2 badly formed, 3 the tests are at fault, 4 more than
was wanted, 7 points (`points N` on standard error), 8 an early end. Kattis: 42
right, 43 wrong, words and score in a feedback directory. Whatever else a
program does is a failure of the tests and says nothing of the submission.
"""

import math
import re

from sandboxes import RunResult, Termination
from verifier.errands import Opinion
from verifier.errors import AssistantFailedError
from verifier.outcome import ending

FEEDBACK = "feedback"
"""Folder in which a Kattis validator leaves its words."""

_OK, _FAIL, _POINTS = 0, 3, 7
_WRONG = {1: "wrong answer", 2: "presentation error", 4: "extra output", 8: "early end"}
_ACCEPT, _REJECT = 42, 43
_SHOWN_CHARACTERS = 200
_NUMBER = re.compile(rb"\s*(?:points\s+)?([-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?)(?:\s|$)")


def words_of(data: bytes) -> str:
    """Return what a program said, in one short line."""
    text = " ".join(data[: 8 * _SHOWN_CHARACTERS].decode(errors="replace").split())
    if len(text) > _SHOWN_CHARACTERS:
        text = text[: _SHOWN_CHARACTERS - 1] + "…"
    return "".join(letter if letter.isprintable() else "�" for letter in text)


def exit_code_of(run: RunResult, role: str) -> int:
    """Return the exit code of a program of the tests.

    Raises:
        AssistantFailedError: It did not end by itself.
    """
    if run.termination is Termination.EXITED and run.exit_code is not None:
        return run.exit_code
    raise AssistantFailedError(role, _with(ending(run), run.stderr))


def opinion_of_testlib(run: RunResult, role: str, full_points: float) -> Opinion:
    """Read what a program of the testlib convention says.

    Raises:
        AssistantFailedError: It crashed, or left the convention.
    """
    code = exit_code_of(run, role)
    said = words_of(run.stderr)
    if code == _OK:
        return Opinion()
    if code in _WRONG:
        return Opinion(complaint=said or _WRONG[code])
    if code == _FAIL:
        reason = _with("says that the tests are at fault", run.stderr)
        raise AssistantFailedError(role, reason, is_told=True)
    if code == _POINTS:
        found = _NUMBER.match(run.stderr)
        if not found:
            raise AssistantFailedError(role, _with("gives no points", run.stderr))
        said = words_of(run.stderr[found.end() :])
        return _pointed(found[1], role, full_points, said)
    raise AssistantFailedError(role, _with(f"exited with code {code}", run.stderr))


def opinion_of_kattis(run: RunResult, role: str, full_points: float) -> Opinion:
    """Read what a program of the Kattis convention says.

    Raises:
        AssistantFailedError: It crashed, or left the convention.
    """
    code = exit_code_of(run, role)
    if code not in {_ACCEPT, _REJECT}:
        raise AssistantFailedError(role, _with(f"exited with code {code}", run.stderr))
    if run.collect_error:
        raise AssistantFailedError(role, f"left no feedback: {run.collect_error}")
    message = run.collected.get(f"{FEEDBACK}/judgemessage.txt")
    said = words_of(message.data) if message else ""
    if code == _REJECT:
        return Opinion(complaint=said or "wrong answer")
    score = run.collected.get(f"{FEEDBACK}/score.txt")
    if score is None:
        return Opinion()
    return _pointed(score.data.strip(), role, full_points, said)


def _pointed(number: bytes, role: str, full_points: float, said: str) -> Opinion:
    try:
        points = float(number)
    except ValueError:
        points = math.nan
    if not 0 <= points <= full_points:
        reason = f"gives {words_of(number)} of {full_points:g} points"
        raise AssistantFailedError(role, reason)
    if points == full_points:
        return Opinion(points=1.0)
    complaint = f"{points:g} of {full_points:g} points"
    if said:
        complaint = f"{complaint}: {said}"
    return Opinion(complaint=complaint, points=points / full_points)


def _with(what: str, said: bytes) -> str:
    words = words_of(said[-8 * _SHOWN_CHARACTERS :])
    return f"{what}: {words}" if words else what
