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

_KATTIS_LEGAL, _KATTIS_ILLEGAL = 42, 43
_WORDS = 200

_ROLE = "validator"

type _Argument = Annotated[str, Field(max_length=4096, pattern=r"^[^\x00]*$")]


class ProgramPrecondition(Precondition):
    """Reads an input, and says with its exit code whether it is legal.

    Of testlib (`validator.cpp` with `registerValidation`), 0 is legal and every
    other code is not. Of the Kattis package format (input validators), 42 is
    legal, 43 is not, and all else is a failure of the validator. One that is
    ended by a signal or a limit has failed, too.

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
        if run.termination is not Termination.EXITED:
            raise AssistantFailedError(_ROLE, ending(run))
        code = run.exit_code
        if self.convention == "kattis":
            if code not in {_KATTIS_LEGAL, _KATTIS_ILLEGAL}:
                raise AssistantFailedError(_ROLE, ending(run))
            return None if code == _KATTIS_LEGAL else "the validator rejects it"
        return None if code == 0 else "the validator rejects it"


PRECONDITIONS = (ProgramPrecondition,)
