"""`relation` cases: no answer is known, but what outputs have to do with the input.

A property holds of one input and its output; a metamorphic relation of two
inputs and their outputs (Chen, Cheung and Yiu 1998); a round trip leads back to
where it began. Only inputs enter the candidate's box. What is held against its
outputs is a function of the tests, in a box of its own.
"""

import json
from dataclasses import replace
from functools import lru_cache
from importlib import resources
from typing import Annotated, Any, Literal, Self, override

from pydantic import Field, field_validator, model_validator

from sandboxes import (
    Language,
    Limits,
    Target,
    parse_signature,
)
from verifier.checkers import Checker
from verifier.content import Content
from verifier.errands import Assistant, Errand
from verifier.errors import AssistantFailedError
from verifier.graders.calls import Call
from verifier.graders.case import Case
from verifier.graders.checking import check_value
from verifier.graders.function_call import FunctionCallCase
from verifier.graders.observing import Observed, observe_call, observe_run
from verifier.graders.portable import portable
from verifier.graders.stated import stated_signature, stated_value
from verifier.outcome import CaseOutcome, Verdict
from verifier.program import Program
from verifier.values import Value

ROLE = "relation"
_NAME = r"^[^\W\d]\w*$"
_ASKED, _CODEC, _SOURCE = "case/asked.json", "verifier_call.py", "verifier_relation.py"
_DRIVER = f"""
import json, os, runpy

decode = runpy.run_path({_CODEC!r})["decode"]
with open({_ASKED!r}, encoding="utf-8") as file:
    asked = json.load(file)
with os.fdopen(3, "w", encoding="ascii") as reply:
    holds = runpy.run_path({_SOURCE!r})["holds"]
    try:
        said = holds(*[decode(value) for value in asked])
    except AssertionError as error:
        said = False
    json.dump(bool(said), reply)
"""

type _Name = Annotated[str, Field(max_length=256, pattern=_NAME)]


class RelationCase(Case):
    """Holds a relation against what a program answers."""

    kind: Literal["relation"] = "relation"
    function: _Name | None = Field(
        default=None, description="The function to call; a whole program without one."
    )
    class_name: _Name | None = Field(default=None, description="Or a class, …")
    method: _Name | None = Field(default=None, description="… and its method.")
    signature: str | None = Field(default=None, description="As of function_call.")
    args: list[Any] | None = Field(default=None, description="Its arguments.")
    input: Content | None = Field(
        default=None, description="Or what the whole program reads."
    )
    other_args: list[Any] | None = Field(
        default=None,
        description="Arguments of a second call: a metamorphic relation is between "
        "both outputs.",
    )
    other_input: Content | None = Field(
        default=None, description="Or what is read in a second run."
    )
    inverse: _Name | None = Field(
        default=None,
        description="Or a function of the same program that must lead from the output "
        "back to the argument (to the list of them, if there are several).",
    )
    source: str | None = Field(
        default=None,
        description="Python that defines `holds(output, *args)`, or `holds(output, "
        "other_output, *args)`; of a program, texts. False or AssertionError: wrong.",
    )

    _read_signature = field_validator("signature")(stated_signature)
    _check_values = field_validator("args", "other_args")(stated_value)

    @model_validator(mode="after")
    def _fit_together(self) -> Self:
        complaint = self._complaint()
        if complaint:
            raise ValueError(complaint)
        return self

    def _complaint(self) -> str | None:
        if (self.class_name is None) != (self.method is None):
            return "class_name and method go together"
        if self.function and self.class_name:
            return "name either a function, or a class_name and a method"
        wrong = ["input", "other_input"]
        needed, what = "args", "a function"
        if self._is_stdio:
            wrong = ["args", "other_args", "inverse", "signature"]
            needed, what = "input", "a whole program"
        for name in wrong:
            if getattr(self, name) is not None:
                return f"{name}: not with {what}"
        if getattr(self, needed) is None:
            return f"{needed}: is missing"
        if (self.source is None) == (self.inverse is None):
            return "give either source or inverse"
        has_other = self.other_args is not None or self.other_input is not None
        if self.inverse and has_other:
            return "inverse: not with other_args"
        return None

    @property
    def _is_stdio(self) -> bool:
        return self.function is None and self.class_name is None

    def _call(self, args: list[Any], function: str | None = None) -> Call:
        stated = parse_signature(self.signature) if self.signature else None
        target = Target(
            name=function or self.method or self.function or "",
            class_name=self.class_name,
            signature=None if function else stated,
        )
        return Call(target=target, args=args, kwargs={}, answers=())

    @override
    def names(self) -> tuple[str, str | None] | None:
        if self._is_stdio:
            return None
        return (self.class_name or self.function or "", self.method)

    @override
    def target(self) -> Target | None:
        return None if self._is_stdio else self._call(self.args or []).typed_target()

    @override
    def languages(self) -> frozenset[str]:
        return super().languages() | {"python"}

    @override
    def needs_program(self, language: Language) -> bool:
        is_called = not self._is_stdio
        return not is_called or language.call is None or language.call.program is None

    @override
    def complaint_about(self, language: str) -> str | None:
        if self._is_stdio:
            return super().complaint_about(language)
        plain = FunctionCallCase(
            function=self.function,
            class_name=self.class_name,
            method=self.method,
            args=self.args or [],
            signature=self.signature,
            answers=[],
        )
        return plain.complaint_about(language)

    @override
    def grade(self, program: Program, limits: Limits, checker: Checker) -> CaseOutcome:
        first = self._observed(program, limits, self.args, self.input)
        steps = [first]
        if first.failure is None and self.inverse:
            call = self._call([first.value], self.inverse)
            steps.append(observe_call(program, call, limits))
        elif first.failure is None and self._has_other:
            other = self._observed(program, limits, self.other_args, self.other_input)
            steps.append(other)
        outcome = steps[-1].failure or self._judge(program, steps, checker)
        slowest = max(
            (step.run for step in steps if step.run),
            key=lambda run: run.cpu_time_s,
            default=None,
        )
        return replace(
            outcome,
            run=outcome.run or slowest,
            shown_input=_shown([step.shown_input for step in steps]),
            shown_output=_shown([step.shown_output for step in steps]),
            weight=self.weight,
            group=self.group,
        )

    @property
    def _has_other(self) -> bool:
        return self.other_args is not None or self.other_input is not None

    def _observed(
        self,
        program: Program,
        limits: Limits,
        args: list[Any] | None,
        data: bytes | None,
    ) -> Observed:
        if self._is_stdio:
            return observe_run(program, data or b"", limits)
        return observe_call(program, self._call(args or []), limits)

    def _judge(
        self, program: Program, steps: list[Observed], checker: Checker
    ) -> CaseOutcome:
        outputs = [step.value for step in steps]
        if self.inverse:
            args = self.args or []
            driver = program.language.call
            has_tuples = driver is not None and driver.has_tuples
            begin: Value = args[0] if len(args) == 1 else args
            opinion = check_value(
                self.checker or checker,
                program.assistants,
                case_input=steps[0].shown_input,
                output=outputs[-1],
                answer=portable(begin, has_tuples=has_tuples),
            )
            if opinion.complaint is None:
                return CaseOutcome(verdict=Verdict.ACCEPTED)
            words = f"{self.inverse} does not lead back: {opinion.complaint}"
            return CaseOutcome(verdict=Verdict.WRONG_ANSWER, feedback=words)
        given: list[Value] = list(self.args or [])
        if self._is_stdio:
            given = [(self.input or b"").decode(errors="replace")]
        if _holds(program, self.source or "", [*outputs, *given]):
            return CaseOutcome(verdict=Verdict.ACCEPTED)
        words = "the relation does not hold"
        return CaseOutcome(verdict=Verdict.WRONG_ANSWER, feedback=words)


def _shown(texts: list[bytes]) -> bytes:
    return b"\n".join(texts)


@lru_cache(maxsize=1)
def _codec() -> bytes:
    return (resources.files("sandboxes.inside") / "call.py").read_bytes()


def _holds(program: Program, source: str, asked: list[Value]) -> bool:
    """Ask the function of the tests.

    Raises:
        AssistantFailedError: It failed.
        BoxFailedError: There is no box for it.
    """
    files = {_CODEC: _codec(), _SOURCE: source.encode(errors="surrogatepass")}
    assistant = Assistant(role=ROLE, language="python", text=_DRIVER, files=files)
    document = json.dumps(asked).encode()
    errand = Errand(files={_ASKED: document}, reply=True)
    run = program.assistants.run(assistant, errand)
    if run.succeeded and run.reply in {b"true", b"false"}:
        return run.reply == b"true"
    said = run.stderr.rstrip().rpartition(b"\n")[2][:200].decode(errors="replace")
    raise AssistantFailedError(ROLE, f"gave no verdict: {said}")


CASES = (RelationCase,)
