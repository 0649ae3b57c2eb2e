"""`function_call` cases: typed values in, one typed value out.

Only the call enters the box. What comes back is data, and the comparison is
made here, so an object with an `__eq__` of its own has no say in it.
"""

import json
from dataclasses import replace
from functools import partial
from typing import Annotated, Any, Literal, Protocol, Self, override

from pydantic import Field, field_validator, model_validator

from sandboxes import (
    Language,
    Limits,
    Target,
    known_languages,
    parse_signature,
)
from verifier.checkers import Checker
from verifier.errands import Opinion
from verifier.graders.calls import Call, wanted
from verifier.graders.case import Case
from verifier.graders.checking import check_value
from verifier.graders.portable import portable
from verifier.graders.stated import stated_signature, stated_value
from verifier.graders.unbuilt import unbuilt
from verifier.languages import language_of
from verifier.outcome import CaseOutcome, Verdict, ending
from verifier.program import Program
from verifier.signals import EARLY_EXIT, WROTE_TO_DRIVER, in_output
from verifier.values import MalformedValueError, check_form, parse

_NAME = r"^[^\W\d]\w*$"
type _Name = Annotated[str, Field(max_length=256, pattern=_NAME)]


class FunctionCallCase(Case):
    """Compares what a function returns, or raises, with an answer."""

    kind: Literal["function_call"] = "function_call"
    function: _Name | None = Field(default=None, description="The function to call.")
    class_name: _Name | None = Field(
        default=None, description="Or a class, made without arguments, …"
    )
    method: _Name | None = Field(default=None, description="… and its method to call.")
    args: list[Any] = Field(
        default_factory=list,
        description="Its arguments, typed JSON.",
        json_schema_extra={"default": []},
    )
    kwargs: dict[str, Any] = Field(
        default_factory=dict,
        description="Its keyword arguments.",
        json_schema_extra={"default": {}},
    )
    answer: Any = Field(default=None, description="What it must return, typed JSON.")
    answers: list[Any] | None = Field(
        default=None, description="Or several values, any of which is right."
    )
    raises: _Name | None = Field(
        default=None, description="Or the exception that it must raise, by name."
    )
    signature: str | None = Field(
        default=None,
        description="Its types, as any language or `(n: int) -> list[int]` has them. "
        "Without it they are taken from the source, or from the values. Where it "
        "returns `void`, what is left in the first argument is compared.",
    )

    _read_signature = field_validator("signature")(stated_signature)
    _check_values = field_validator("args", "answer", "answers")(stated_value)

    @field_validator("kwargs")
    @classmethod
    def _check_keyword_values(cls, value: dict[str, Any]) -> dict[str, Any]:
        normal = {name: portable(item, has_tuples=True) for name, item in value.items()}
        for name, item in normal.items():
            complaint = check_form(item)
            if complaint:
                msg = f"{name}: {complaint}"
                raise ValueError(msg)
        return normal

    @model_validator(mode="after")
    def _name_one_target(self) -> Self:
        if (self.function is None) == (self.class_name is None):
            msg = "name either a function, or a class_name and a method"
            raise ValueError(msg)
        if (self.class_name is None) != (self.method is None):
            msg = "class_name and method go together"
            raise ValueError(msg)
        stated = {"answer", "answers", "raises"} & self.model_fields_set
        if len(stated) != 1:
            msg = "state exactly one of answer, answers and raises"
            raise ValueError(msg)
        complaint = self._call().complaint()
        if complaint:
            msg = f"{complaint[0]}: {complaint[1]}"
            raise ValueError(msg)
        return self

    def _call(self) -> Call:
        stated = parse_signature(self.signature) if self.signature else None
        answers = [self.answer] if self.answers is None else self.answers
        return Call(
            target=Target(
                name=self.method or self.function or "",
                class_name=self.class_name,
                signature=stated,
            ),
            args=self.args,
            kwargs=self.kwargs,
            answers=() if self.raises is not None else answers,
        )

    @override
    def names(self) -> tuple[str, str | None] | None:
        return (self.class_name or self.function or "", self.method)

    @override
    def target(self) -> Target | None:
        return self._call().typed_target()

    @override
    def needs_program(self, language: Language) -> bool:
        return language.call is None or language.call.program is None

    @override
    def complaint_about(self, language: str) -> str | None:
        languages = known_languages()
        driver = language_of(language).call
        if driver is None:
            able = [name for name in languages.names if languages.get(name).call]
            return (
                f"function_call cases work with {', '.join(able)}, not with {language}"
            )
        call = self._call()
        if not driver.has_keywords and call.by_place() is None:
            return f"kwargs: {language} needs a signature that names the parameters"
        return driver.complaint(call.typed_target())

    @override
    def grade(self, program: Program, limits: Limits, checker: Checker) -> CaseOutcome:
        language = program.language
        driver = language.call
        if driver is None:
            msg = f"{language.name} has no call driver"
            raise LookupError(msg)
        call = self._call()
        document = call.document(driver)
        built = program.callable_at(call.built_target(language, program.text))
        if built.complaint:
            outcome = unbuilt(program, driver, call, built)
            return replace(
                outcome,
                shown_input=document,
                shown_answer=self._shown_answer(),
                weight=self.weight,
                group=self.group,
            )
        has_tuples = driver.has_tuples
        run = program.call(document, limits, built)
        verdict = Verdict.of_run(run)
        shown, points = run.stdout, None
        signals = in_output(run.stdout)
        if verdict:
            feedback = ending(run)
        else:
            reply = _reply(run.reply)
            if reply is None:
                signals += (WROTE_TO_DRIVER if run.reply else EARLY_EXIT,)
            shown = _show(reply)
            ask = partial(
                check_value,
                self.checker or checker,
                program.assistants,
                case_input=document,
            )
            verdict, opinion = self._judge(reply, ask, has_tuples=has_tuples)
            feedback, points = opinion.complaint or "", opinion.points
            if reply and driver.shown and _UNCALLABLE & set(reply):
                feedback += f"; expected: {wanted(driver, call.typed_target())}"[:500]
        return CaseOutcome(
            verdict=verdict,
            feedback=feedback,
            run=run,
            shown_input=document,
            shown_output=shown,
            shown_answer=self._shown_answer(),
            weight=self.weight,
            group=self.group,
            points=points,
            signals=signals,
        )

    def _shown_answer(self) -> bytes:
        if self.raises is not None:
            return f"raises {self.raises}".encode()
        answer = self.answer if self.answers is None else self.answers
        return json.dumps(portable(answer, has_tuples=True)).encode()

    def _judge(
        self, reply: dict[str, Any] | None, ask: "_Ask", *, has_tuples: bool
    ) -> tuple[Verdict, Opinion]:
        if reply is None:
            return _wrong("ended without returning a value")
        if "raised" in reply:
            return self._judge_raised(reply["raised"])
        for key in sorted(_UNCALLABLE & set(reply)):
            return Verdict.RUNTIME_ERROR, Opinion(complaint=str(reply[key])[:300])
        if "value" not in reply:
            what = str(reply.get("unencodable"))[:300]
            return _wrong(f"returned {what}")
        if self.raises is not None:
            return _wrong(f"returned a value, expected {self.raises}")
        answers = [self.answer] if self.answers is None else self.answers
        best = Opinion(complaint="no answer is right")
        for answer in answers:
            expected = portable(answer, has_tuples=has_tuples)
            opinion = ask(output=reply["value"], answer=expected)
            if opinion.complaint is None:
                return Verdict.ACCEPTED, opinion
            best = max(opinion, best, key=lambda said: said.points or 0.0)
        return Verdict.WRONG_ANSWER, best

    def _judge_raised(self, raised: Any) -> tuple[Verdict, Opinion]:
        if not isinstance(raised, dict):
            return _wrong("ended without returning a value")
        bases = raised.get("bases")
        names = [raised.get("type"), *(bases if isinstance(bases, list) else ())]
        if self.raises is not None and self.raises in names:
            return Verdict.ACCEPTED, Opinion()
        feedback = f"raised {names[0]}: {raised.get('message')}"[:300]
        if self.raises is not None:
            return _wrong(f"{feedback}, expected {self.raises}")
        return Verdict.RUNTIME_ERROR, Opinion(complaint=feedback)


_UNCALLABLE = frozenset({"missing", "unfit"})
"""Keys of replies that say why the function could not be called."""


class _Ask(Protocol):
    """Asks the checker about a value."""

    def __call__(self, *, output: object, answer: object) -> Opinion: ...


def _wrong(complaint: str) -> tuple[Verdict, Opinion]:
    return Verdict.WRONG_ANSWER, Opinion(complaint=complaint)


def _reply(data: bytes) -> dict[str, Any] | None:
    """Parse what the driver replied; None where it never came to that."""
    try:
        reply = parse(data)
    except MalformedValueError:
        return None
    return reply if isinstance(reply, dict) else None


def _show(reply: dict[str, Any] | None) -> bytes:
    if reply is None:
        return b""
    return json.dumps(reply.get("value", reply)).encode()


CASES = (FunctionCallCase,)
