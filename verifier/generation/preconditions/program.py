"""A precondition that is a program: a validator of testlib or of Kattis."""

from collections.abc import Sequence
from typing import Annotated, Literal, override

from pydantic import Field

from sandboxes import RunResult, Termination
from verifier.errands import Assistant, Errand
from verifier.errors import AssistantFailedError
from verifier.generation.inputs import Input
from verifier.generation.preconditions.precondition import Court, Precondition
from verifier.languages import KnownLanguage
from verifier.outcome import ending
from verifier.paths import Files

_KATTIS_LEGAL = 42
_WORDS = 200

_ROLE = "validator"

type _Argument = Annotated[str, Field(max_length=4096, pattern=r"^[^\x00]*$")]


class ProgramPrecondition(Precondition):
    """Reads an input, and says with its exit code whether it is legal.

    Of testlib (`validator.cpp` with `registerValidation`), 0 is legal and every
    other code is not. Of the Kattis package format (input validators), 42 is
    legal, and every other end confirms nothing: an assertion that fails is how most
    of them say no. One that a limit ends has failed; so has one of testlib that a
    signal ends.
    https://www.kattis.com/problem-package-format/spec/legacy.html#input-validators

    The input of a function is the JSON of the list of its arguments.

    Attributes:
        language: Its language.
        source: Text of its main file.
        files: Its other files, such as `testlib.h`.
        args: Its arguments.
        convention: Whose exit codes it has.
    """

    kind: Literal["program"] = "program"
    language: KnownLanguage = "cpp"
    source: str
    files: Files = Field(default={})
    args: list[_Argument] = Field(default=[], max_length=256)
    convention: Literal["testlib", "kattis"] = "testlib"

    @property
    @override
    def tells_all(self) -> bool:
        return True

    @property
    @override
    def text(self) -> str:
        return self.source

    @override
    def complaints(self, court: Court, inputs: Sequence[Input]) -> list[str | None]:
        assistant = Assistant(
            role=_ROLE,
            language=self.language,
            text=self.source,
            files=self.files,
        )
        found = []
        for one in inputs:
            court.check()
            errand = Errand(args=tuple(self.args), stdin=one.data)
            run = court.assistants.run(assistant, errand)
            found.append(self._complaint(run))
        return found

    def _complaint(self, run: RunResult) -> str | None:
        is_kattis = self.convention == "kattis"
        is_over = run.termination is Termination.EXITED
        if not is_over and not (is_kattis and run.termination is Termination.SIGNALED):
            raise AssistantFailedError(_ROLE, ending(run))
        legal = _KATTIS_LEGAL if is_kattis else 0
        is_legal = is_over and run.exit_code == legal
        return None if is_legal else "the validator rejects it"


PRECONDITIONS = (ProgramPrecondition,)
