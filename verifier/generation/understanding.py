"""Makes a problem of a request: signature, examples, bounds."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from verifier.generation.annotations import Signature, read_signature
from verifier.generation.conditions import conditions_in, promises_solution
from verifier.generation.domain import ANY, Domain, domain_of, merged
from verifier.generation.inputs import Input, Problem, call_input, typed_json
from verifier.generation.layout import Layout
from verifier.generation.layout_mining import mine_layout
from verifier.generation.loose import Loose, loose_fields
from verifier.generation.messages import GenerationRequest, StdioTarget
from verifier.generation.mining import mine
from verifier.generation.prose import constants_in, examples_in, named_in
from verifier.generation.reading import compared_in, numbers_read
from verifier.generation.relations import relations_in
from verifier.generation.signatures import reading_of, signature_in
from verifier.generation.stated_bounds import named_slots, with_limits
from verifier.generation.stated_joint import with_joint_limits
from verifier.generation.stated_lines import said_lines
from verifier.generation.stated_lists import (
    unrolled,
    unseen_counts,
    unseen_groups,
    with_lists,
)
from verifier.generation.stated_rules import with_conditions
from verifier.generation.statement import limits_in
from verifier.generation.statement_text import input_part, without_macros
from verifier.generation.telling import told
from verifier.values import MalformedValueError, Value, encode

_EXAMPLE = "example"
_MOST_COMPARED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What a request says that the answer to an example is.

    Attributes:
        input: The example.
        answer: The answer, typed JSON, or text that a program writes.
    """

    input: Input
    answer: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """What is known of a problem before anything has run.

    Attributes:
        problem: What inputs are drawn for.
        stated: Answers that are known.
        legal: In words, what was taken to be legal.
        text: What the request says of its problem in words.
        doubts: Sentences of it that demand what is not understood.
    """

    problem: Problem
    stated: tuple[Stated, ...]
    legal: tuple[str, ...]
    text: str = ""
    doubts: tuple[str, ...] = ()


def understand(request: GenerationRequest) -> Understanding:
    """Read what a request tells of its problem."""
    if isinstance(request.target, StdioTarget):
        return _of_program(request)
    return _of_function(request)


def _of_program(request: GenerationRequest) -> Understanding:
    examples, stated = [], []
    for example in request.examples:
        one = Input(example.input or b"", _EXAMPLE)
        examples.append(one)
        if example.has_answer:
            stated.append(Stated(input=one, answer=example.answer))
    layout = None
    doubts: list[str] = []
    loose: tuple[Loose, ...] = ()
    legal: tuple[str, ...] = ()
    if request.mine_preconditions and examples:
        sources = [reference.source for reference in request.references]
        inputs = [one.data for one in examples]
        layout, doubts, loose = _laid_out(inputs, sources, request.target.description)
    if not all(one.is_formal for one in request.preconditions):
        doubts = []
    if layout:
        told_layout = layout.model_dump_json(exclude_defaults=True)
        legal = (f"the layout of the examples: {told_layout}",)
    problem = Problem(
        is_stdio=True,
        examples=tuple(dict.fromkeys(examples)),
        layout=layout,
        constants=_compared(request),
        is_doubtful=bool(doubts),
        is_solvable=any(map(promises_solution, doubts)),
        loose=loose,
    )
    return Understanding(
        problem=problem, stated=tuple(stated), legal=legal, doubts=tuple(doubts)
    )


def _laid_out(
    inputs: Sequence[bytes], sources: Sequence[str], description: str
) -> tuple[Layout | None, list[str], tuple[Loose, ...]]:
    """Return the layout of some inputs, what leaves it in doubt, and what does not."""
    part = input_part(without_macros(description))
    said = said_lines(part)
    layout = mine_layout(inputs, sources, said)
    conditions = conditions_in(description)
    if layout is None:
        doubts = [one.sentence for one in conditions if one.kind == "unknown"]
        return None, doubts, ()
    names = numbers_read(sources[0]) if sources else []
    limits = limits_in(description, names)
    layout = with_limits(layout, limits, inputs, names, said)
    layout = with_lists(layout, part, named_slots(layout, limits, names, said), inputs)
    slots = named_slots(layout, limits, names, said)
    layout, joint = with_joint_limits(layout, part, slots, inputs)
    layout, doubts = with_conditions(layout, conditions, slots, inputs)
    doubts += joint
    doubts += unseen_groups(layout, part)
    doubts += unseen_counts(layout, part, slots)
    doubts += unrolled(layout, inputs)
    return layout, doubts, loose_fields(layout, doubts, slots) if doubts else ()


def _of_function(request: GenerationRequest) -> Understanding:
    target = request.target
    name = target.entry().name
    signature = _signature(request, name)
    text = _text(request, name)
    examples: list[Input] = []
    stated: list[Stated] = []
    for example in request.examples:
        one = Input(typed_json(example.args or []), _EXAMPLE)
        examples.append(one)
        if example.has_answer:
            stated.append(Stated(input=one, answer=example.answer))
    names = signature.names if signature else ()
    least = signature.required if signature else 0
    spoken = examples_in(text, name.rpartition(".")[2])
    for told_one in [*spoken, *named_in(text, names)]:
        fits = not names or least <= len(told_one.args) <= len(names)
        made = _input(told_one.args) if fits else None
        if made is None:
            continue
        if made not in examples:
            examples.append(made)
        if told_one.has_answer and made not in {one.input for one in stated}:
            answer = _encoded(told_one.answer)
            stated.append(Stated(input=made, answer=answer))
    rows = [one.values() for one in examples]
    if not names:
        names = tuple(f"argument {n}" for n in range(max(map(len, rows), default=0)))
    hinted = signature.domains if signature else (ANY,) * len(names)
    domains = _domains(request, names, hinted, rows, text)
    relations = relations_in(names, rows) if request.mine_preconditions else []
    problem = Problem(
        is_stdio=False,
        relations=tuple(relations),
        names=names,
        domains=domains,
        examples=tuple(dict.fromkeys(examples)),
        constants=_constants(request),
    )
    return Understanding(
        problem=problem, stated=tuple(stated), legal=legal_words(problem), text=text
    )


def legal_words(problem: Problem) -> tuple[str, ...]:
    """Say what is held to be legal for the arguments of a function."""
    named = zip(problem.names, problem.domains, strict=False)
    notes = [f"{name}: {note}" for name, domain in named for note in told(domain)]
    return (*notes, *(relation.told(problem.names) for relation in problem.relations))


def _signature(request: GenerationRequest, name: str) -> Signature | None:
    sources = [request.target.signature or ""]  # type: ignore[union-attr]
    sources += [r.source for r in request.references]
    sources += [c.source for c in request.candidates[:20]]
    found = [sig for text in sources if text and (sig := _read(text, name))]
    if not found:
        return None
    # One that the examples cannot be called by is of another version of the task.
    counts = [len(example.args or []) for example in request.examples]
    found = [sig for sig in found if _takes(sig, counts)] or found
    typed = [sig for sig in found if any(d is not ANY for d in sig.domains)]
    return (typed or found)[0]


def _read(text: str, name: str) -> Signature | None:
    if (read := read_signature(text, name)) is not None:
        return read
    found = signature_in(text, name)
    return reading_of(found) if found else None


def _takes(signature: Signature, counts: Sequence[int]) -> bool:
    """Whether a function may be called with so many arguments."""
    return all(signature.required <= n <= len(signature.names) for n in counts)


def _text(request: GenerationRequest, name: str) -> str:
    """Return the words that somebody answers for: not those of candidates."""
    sources = [request.target.signature or ""]  # type: ignore[union-attr]
    sources += [r.source for r in request.references if r.language == "python"]
    found = [sig for text in sources if text and (sig := read_signature(text, name))]
    words = dict.fromkeys([request.target.description, *(s.docstring for s in found)])
    return "\n".join(words)


def _domains(
    request: GenerationRequest,
    names: Sequence[str],
    hinted: Sequence[Domain],
    rows: Sequence[Sequence[Any]],
    text: str,
) -> tuple[Domain, ...]:
    if request.mine_preconditions:
        sources = [reference.source for reference in request.references]
        return mine(names, hinted, rows, text, sources)
    found = []
    for place, hint in enumerate(hinted):
        seen = [domain_of(row[place]) for row in rows if len(row) > place]
        found.append(merged(seen) if hint is ANY and seen else hint)
    return tuple(found)


def _constants(request: GenerationRequest) -> tuple[Any, ...]:
    return tuple(
        constant
        for reference in request.references
        if reference.language == "python"
        for constant in constants_in(reference.source)
    )


def _compared(request: GenerationRequest) -> tuple[int, ...]:
    """Return the numbers that references compare with, but for those always drawn."""
    found = {n for r in request.references for n in compared_in(r.source)}
    return tuple(sorted(found - {0, 1}))[:_MOST_COMPARED]


def _input(values: Sequence[Any]) -> Input | None:
    try:
        return call_input(values, _EXAMPLE)
    except (TypeError, MalformedValueError):
        return None


def _encoded(value: object) -> Value:
    try:
        return encode(value)
    except (TypeError, MalformedValueError):
        return None
