"""Inputs that a generator program writes: `gen seed-and-args` to standard output.

The convention is testlib's: arguments choose what is made, chance comes from
them alone, and standard output is the input.
"""

import json
from collections.abc import Iterator
from typing import Annotated, Literal, override

from pydantic import Field

from verifier.errands import Assistant, Errand
from verifier.errors import AssistantFailedError
from verifier.generation.inputs import Input, typed_json
from verifier.generation.strategies.strategy import Strategy, Workshop
from verifier.languages import KnownLanguage
from verifier.outcome import ending
from verifier.paths import Files
from verifier.values import check_form

_ROLE = "generator"

type _Argument = Annotated[str, Field(max_length=4096, pattern=r"^[^\x00]*$")]


class ProgramStrategy(Strategy):
    """Runs a program, once for each input.

    Each of `args` is a command line; `{seed}` in it is another number each time.
    A line without `{seed}` gets the seed as its last argument, as testlib's
    generators do. For a function, standard output is the JSON of the list of
    its arguments.

    Attributes:
        language: Its language.
        source: Text of its main file.
        files: Its other files, such as `testlib.h`.
        args: Command lines, taken in turns.
    """

    kind: Literal["program"] = "program"
    language: KnownLanguage = "cpp"
    source: str
    files: Files = Field(default={})
    args: Annotated[list[list[_Argument]], Field(min_length=1, max_length=100)] = Field(
        default=[[]]
    )

    @override
    def draw(self, workshop: Workshop) -> Iterator[Input]:
        assistant = Assistant(
            role=_ROLE, language=self.language, text=self.source, files=self.files
        )
        for number in range(workshop.count):
            seed = str(workshop.random.randrange(2**31))
            line = self.args[number % len(self.args)]
            filled = tuple(part.replace("{seed}", seed) for part in line)
            if not any("{seed}" in part for part in line):
                filled = (*filled, seed)
            run = workshop.assistants.run(assistant, Errand(args=filled))
            if not run.succeeded:
                said = run.stderr[:200].decode(errors="replace")
                raise AssistantFailedError(_ROLE, f"{ending(run)} {said}".strip())
            yield self._input(run.stdout, is_stdio=workshop.problem.is_stdio)

    def _input(self, data: bytes, *, is_stdio: bool) -> Input:
        if is_stdio:
            return Input(data, self.kind)
        try:
            trees = json.loads(data)
        except (ValueError, RecursionError) as error:
            reason = f"wrote no JSON: {error}"
            raise AssistantFailedError(_ROLE, reason) from error
        complaint = check_form(trees)
        if complaint or not isinstance(trees, list):
            reason = f"wrote no list of arguments: {complaint or 'not a list'}"
            raise AssistantFailedError(_ROLE, reason)
        return Input(typed_json(trees), self.kind)


STRATEGIES = (ProgramStrategy,)
