"""Smaller cases than a given one: legal inputs, and what is held against programs.

A smaller input makes a case only if it is as good as the first one was: legal by
the layout, all preconditions and mined bounds, and answered by the references,
twice and the same; or judged by the oracle that judged the first one.
"""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, override

from verifier.generation.answers import Answers
from verifier.generation.comparing import Comparer, fitting_checker, written
from verifier.generation.inputs import Input, Problem, call_input, typed_json
from verifier.generation.jury import Jury, nobody_answers, nobody_else
from verifier.generation.layout import Layout
from verifier.generation.layout_mining import mine_layout
from verifier.generation.messages import GenerationRequest
from verifier.generation.proposals import Proposals, with_relations
from verifier.generation.smaller import smaller_calls
from verifier.generation.smaller_text import smaller_texts
from verifier.generation.strategies.grammar import GrammarStrategy
from verifier.graders import Case
from verifier.graders.function_call import FunctionCallCase
from verifier.graders.relation import RelationCase
from verifier.graders.stdio import StdioCase
from verifier.values import MalformedValueError

_MINED_FROM = 50

NO_LAYOUT = (
    "nothing says which smaller inputs are legal: state preconditions, or a layout"
)
NO_ORACLE = "the oracle of the case is not among those of the set"


class UnfitError(Exception):
    """The set is of a kind that cannot be shrunk."""


def input_of(case: Case) -> Input:
    """Return the input of a case; an empty one for kinds that are not generated."""
    if isinstance(case, StdioCase):
        return Input(case.input)
    if isinstance(case, FunctionCallCase):
        return Input(typed_json(case.args))
    if isinstance(case, RelationCase):
        return Input(typed_json(case.args) if case.args is not None else case.input)  # type: ignore[arg-type]
    return Input(b"")


class Source(Protocol):
    """Makes cases of inputs."""

    @abstractmethod
    def cases(self, case: Case, inputs: Sequence[Input]) -> list[tuple[Input, Case]]:
        """Make cases like a given one, of those inputs for which it can be done.

        Raises:
            AssistantFailedError: A program of the tests failed.
            BoxFailedError: There is no box for it.
            UnfitError: It cannot be done at all.
        """


@dataclass(frozen=True, slots=True)
class ByReferences(Source):
    """Cases whose answers the references give."""

    answers: Answers

    @override
    def cases(self, case: Case, inputs: Sequence[Input]) -> list[tuple[Input, Case]]:
        return [
            (one.input, _answered(case, one.input, one.answer.value))
            for one in self.answers.add(inputs)
        ]


@dataclass(frozen=True, slots=True)
class ByOracle(Source):
    """Cases without answers: the oracle of the given one judges, too."""

    jury: Jury

    @override
    def cases(self, case: Case, inputs: Sequence[Input]) -> list[tuple[Input, Case]]:
        if not isinstance(case, RelationCase):
            return []
        wanted = {"source": case.source, "inverse": case.inverse}
        fitting = (
            oracle
            for oracle in self.jury.oracles
            if {name: getattr(oracle, name, None) for name in wanted} == wanted
        )
        oracle = next(fitting, None)
        if oracle is None:
            raise UnfitError(NO_ORACLE)
        apparatus = self.jury.apparatus
        is_stdio = apparatus.is_stdio
        comparer = Comparer(
            checker=fitting_checker([], is_stdio=is_stdio),
            is_stdio=is_stdio,
            assistants=apparatus.assistants,
        )
        inquiry = self.jury.inquiry(nobody_answers, nobody_else, comparer)
        made: list[tuple[Input, Case]] = []
        for one, fields in zip(inputs, oracle.cases(inquiry, inputs), strict=True):
            if fields is not None:
                changes = _own_input(one, is_stdio=is_stdio) | fields
                made.append((one, case.model_copy(update=changes)))
        return made


def _own_input(one: Input, *, is_stdio: bool) -> dict[str, Any]:
    return {"input": one.data} if is_stdio else {"args": one.arguments()}


def _answered(case: Case, one: Input, answer: Any) -> Case:
    is_stdio = isinstance(case, StdioCase)
    stated = {"answer": written(answer) if is_stdio else answer}
    return case.model_copy(update=_own_input(one, is_stdio=is_stdio) | stated)


@dataclass(slots=True, kw_only=True)
class SmallerCases:
    """Thinks of smaller inputs, and makes cases of the legal ones.

    Attributes:
        problem: What is known of legal inputs.
        layouts: What a program's input may look like, the surest first.
        proposals: Tells the legal ones.
        source: Makes cases of them.
    """

    problem: Problem
    layouts: Sequence[Layout]
    proposals: Proposals
    source: Source
    _seen: set[bytes] = field(default_factory=set)

    def begin(self, first: Input) -> None:
        """Begin with another case.

        Raises:
            UnfitError: Nothing says which smaller inputs are legal.
        """
        self._seen = {first.data}
        if not self.problem.is_stdio:
            return
        fitting = (layout for layout in self.layouts if layout.fits(first.data))
        layout = next(fitting, None)
        if layout is None and not self.proposals.preconditions:
            raise UnfitError(NO_LAYOUT)
        self.problem = replace(self.problem, layout=layout)

    def inputs(self, best: Input) -> Iterator[Input]:
        """Yield smaller inputs that were not thought of before, legal or not."""
        for one in self._changed(best):
            if len(one.data) <= len(best.data) and one.data not in self._seen:
                self._seen.add(one.data)
                yield one

    def _changed(self, best: Input) -> Iterator[Input]:
        if self.problem.is_stdio:
            layout = self.problem.layout
            groups = layout.spans(best.data) if layout else []
            for data in smaller_texts(best.data, groups):
                if layout is None or layout.fits(data):
                    yield Input(data)
            return
        try:
            values = best.values()
        except MalformedValueError:
            return
        for changed in smaller_calls(values):
            try:
                yield with_relations(self.problem, call_input(changed, ""))
            except (TypeError, MalformedValueError):
                continue

    def cases(self, case: Case, inputs: Sequence[Input]) -> list[tuple[Input, Case]]:
        """Make cases of the legal ones; see `Source.cases` for what it raises."""
        legal = self.proposals.legal(self.problem, inputs)
        return self.source.cases(case, legal) if legal else []


def layouts_of(
    recipe: GenerationRequest, problem: Problem, cases: Sequence[Case]
) -> Iterator[Layout]:
    """Yield what inputs of a program may look like, the surest first."""
    for strategy in recipe.strategies or ():
        if isinstance(strategy, GrammarStrategy) and strategy.layout:
            yield strategy.layout
    if problem.layout:
        yield problem.layout
    mined = mine_layout([input_of(case).data for case in cases[:_MINED_FROM]])
    if mined:
        yield mined
