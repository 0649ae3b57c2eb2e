"""Checkers that are a function in Python."""

import json
from typing import Literal, override

from sandboxes import RunResult
from verifier.checkers.conventions import exit_code_of, words_of
from verifier.checkers.program import ANSWER, INPUT, OUTPUT, ProgramChecker
from verifier.errands import Assistant, Errand, Opinion
from verifier.errors import AssistantFailedError

_MODULE = "verifier_checker.py"
_DRIVER = f"""
import json, os, runpy, sys

texts = []
for path in {(INPUT, OUTPUT, ANSWER)!r}:
    with open(path, encoding="utf-8", errors="surrogateescape", newline="") as file:
        texts.append(file.read())
with os.fdopen(3, "w", encoding="ascii") as reply:
    said = runpy.run_path({_MODULE!r})["check"](*texts)
    ok, message = said if isinstance(said, tuple) and len(said) == 2 else (said, "")
    if isinstance(ok, str) and ok and not message:
        ok, message = False, ok
    if not isinstance(ok, bool) or not isinstance(message, str):
        sys.exit(f"check returned {{said!r}}"[:300])
    json.dump([ok, message[:1000]], reply)
"""


class PythonChecker(ProgramChecker):
    """A function `check(input, output, answer)` in Python.

    It gets three texts, and returns whether the output is right, or a complaint
    (a text that is not empty), or a pair of both.
    """

    kind: Literal["python"] = "python"

    @property
    @override
    def assistant(self) -> Assistant:
        source = self.source.encode(errors="surrogatepass")
        files = {**self.files, _MODULE: source}
        return Assistant(role="checker", language="python", text=_DRIVER, files=files)

    @override
    def errand(self, case_input: bytes, output: bytes, answer: bytes) -> Errand:
        files = {INPUT: case_input, OUTPUT: output, ANSWER: answer}
        return Errand(files=files, reply=True)

    @override
    def opinion(self, run: RunResult) -> Opinion:
        code = exit_code_of(run, self.assistant.role)
        try:
            match json.loads(run.reply) if code == 0 else None:
                case [True, str()]:
                    return Opinion()
                case [False, str() as message]:
                    return Opinion(
                        complaint=words_of(message.encode()) or "wrong answer"
                    )
                case _:
                    pass
        except ValueError:
            pass
        last = run.stderr.rstrip().rpartition(b"\n")[2]
        reason = f"gave no verdict: {words_of(last)}"
        raise AssistantFailedError(self.assistant.role, reason)


CHECKERS = (PythonChecker,)
