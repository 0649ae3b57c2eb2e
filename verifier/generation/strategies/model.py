"""Inputs that a model thinks of: programs that write them, or the inputs themselves.

Off unless the operator states an endpoint. Programs run in a box of their own,
and one that fails is dropped and counted; inputs are as legal as any other.
"""

import json
from collections.abc import Iterator
from typing import Annotated, Literal, override

from pydantic import Field

from verifier.completion import program_in
from verifier.errands import Assistant, Errand
from verifier.errors import AssistantFailedError
from verifier.generation.inputs import Input, typed_json
from verifier.generation.strategies.strategy import Strategy, Workshop
from verifier.values import check_form

_ROLE = "generator of the model"
_EXAMPLES = 5
_SHOWN = 2000
_TAGS = ("python", "python3", "py")
_LISTS = ("json", "jsonl", "text", "")
_MOST_INPUTS = 1000

_PROGRAM = """\
Write a Python 3 program that generates test inputs for the task below.
It is run as `python3 generator.py SEED`. It must take all its randomness from
random.seed(int(sys.argv[1])), and print exactly one input to standard output:
{form}
Different seeds must give different kinds of inputs: ordinary ones, the smallest
and the largest legal ones, and those at which a hasty solution fails. Every
input must be legal for the task. Answer with one fenced ```python block.
"""
_INPUTS = """\
Write 20 test inputs for the task below, one a line, in one fenced ```json block.
Each line is {form}
Choose ordinary inputs, the smallest and the largest legal ones, and those at
which a hasty solution fails. Every input must be legal for the task.
"""


class ModelStrategy(Strategy):
    """Asks a model for generator programs, or for inputs.

    Attributes:
        ask_for: What it is asked for.
        requests: How often; each time with another seed.
        answers: What it answered an earlier time, in the place of asking; the
            request in a certificate has them.
    """

    kind: Literal["model"] = "model"
    ask_for: Literal["generator", "inputs"] = "generator"
    requests: Annotated[int, Field(ge=1, le=20)] = 2
    # Not in `repr`, from which chance is seeded: asked or recorded, it is the same.
    answers: Annotated[
        list[Annotated[str, Field(max_length=1_048_576)] | None] | None,
        Field(max_length=20),
    ] = Field(default=None, repr=False)

    @property
    @override
    def asks_a_model(self) -> bool:
        return self.answers is None

    @override
    def draw(self, workshop: Workshop) -> Iterator[Input]:
        prompts = [self._prompt(workshop)] * self.requests
        answers = workshop.dialogue.answers(workshop.key, prompts, self.answers)
        if self.ask_for == "inputs":
            if workshop.number == 0:
                for text in answers:
                    yield from self._listed(workshop, text)
            return
        programs = [
            program for text in answers if (program := self._program(workshop, text))
        ]
        for number in range(workshop.count if programs else 0):
            seed = workshop.random.randrange(2**31)
            program = programs[number % len(programs)]
            made = self._run(workshop, program, seed)
            if made is None:
                programs = [other for other in programs if other != program]
                if not programs:
                    return
            else:
                yield made

    def _prompt(self, workshop: Workshop) -> str:
        problem = workshop.problem
        if problem.is_stdio:
            form = "the text that a solution reads from standard input."
            if self.ask_for == "inputs":
                form = f"a JSON string: {form}"
        else:
            names = ", ".join(problem.names)
            form = f"the JSON list of the arguments ({names}) of one call."
        head = _PROGRAM if self.ask_for == "generator" else _INPUTS
        shown = [
            one.data[:_SHOWN].decode(errors="replace")
            for one in problem.examples[:_EXAMPLES]
        ]
        examples = "\n".join(shown) or "none"
        return (
            f"{head.format(form=form)}\nTask:\n{workshop.task}\n\n"
            f"Inputs that are known to be legal:\n{examples}\n"
        )

    def _program(self, workshop: Workshop, text: str) -> str | None:
        program = program_in(text, _TAGS)
        if program is None and workshop.number == 0:
            workshop.dialogue.failures["wrote no program"] += 1
        return program

    def _run(self, workshop: Workshop, program: str, seed: int) -> Input | None:
        assistant = Assistant(role=_ROLE, language="python", text=program)
        failures = workshop.dialogue.failures
        try:
            run = workshop.assistants.run(assistant, Errand(args=(str(seed),)))
        except AssistantFailedError as error:
            failures[f"its generator {error.reason}"[:100]] += 1
            return None
        if not run.succeeded:
            code = f", code {run.exit_code}" if run.exit_code else ""
            failures[f"its generator ended: {run.termination}{code}"] += 1
            return None
        made = self._input(workshop, run.stdout)
        if made is None:
            failures["its generator wrote no input"] += 1
        return made

    def _listed(self, workshop: Workshop, text: str) -> Iterator[Input]:
        listed = program_in(text, _LISTS)
        if listed is None:
            workshop.dialogue.failures["wrote no inputs"] += 1
            return
        for line in listed.splitlines()[:_MOST_INPUTS]:
            if not line.strip():
                continue
            made = self._input(workshop, line.encode(errors="surrogatepass"))
            if made is None:
                workshop.dialogue.failures["wrote an input in no known form"] += 1
            else:
                yield made

    def _input(self, workshop: Workshop, data: bytes) -> Input | None:
        is_stdio = workshop.problem.is_stdio
        if is_stdio and self.ask_for == "generator":
            return Input(data, self.kind)
        try:
            tree = json.loads(data)
        except (ValueError, RecursionError):
            return None
        if is_stdio:
            is_text = isinstance(tree, str)
            return Input(tree.encode(errors="replace"), self.kind) if is_text else None
        if not isinstance(tree, list) or check_form(tree):
            return None
        return Input(typed_json(tree), self.kind)


STRATEGIES = (ModelStrategy,)
