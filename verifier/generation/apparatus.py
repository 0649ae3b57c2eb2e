"""What the programs of a request are put to work with."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from sandboxes import Limits, Sandbox, known_languages
from verifier.assistants import Assistants
from verifier.generation.answers import Answers
from verifier.generation.asking import Entry, Part
from verifier.generation.dialogue import Dialogue, Model
from verifier.generation.inputs import Problem
from verifier.generation.messages import GenerationRequest, Reference
from verifier.generation.preconditions.precondition import Court
from verifier.generation.proposals import Proposals
from verifier.generation.rows import lore_in
from verifier.generation.statement_text import without_macros
from verifier.generation.strategies import Strategy
from verifier.generation.subjects import Subject
from verifier.program import Source

_SHARE_OF_TIME = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Apparatus:
    """Puts the programs of one request into boxes.

    Attributes:
        request: What is wanted.
        entry: What is called of its programs.
        sandbox: Where boxes come from.
        assistants: Runs checkers, validators and generators.
        check: Called before anything lengthy; may raise.
    """

    request: GenerationRequest
    entry: Entry
    sandbox: Sandbox
    assistants: Assistants
    check: Callable[[], None]

    @property
    def is_stdio(self) -> bool:
        """Whether inputs are what a whole program reads."""
        return self.request.target.kind == "stdio"

    @property
    def may_be_silent(self) -> bool:
        """Whether an example says that to write nothing is an answer, or none says."""
        answers = [one.answer for one in self.request.examples if one.has_answer]
        return not answers or any(not str(answer).split() for answer in answers)

    def limits(self, program: Reference) -> Limits:
        """Return what a call or a run of a program may use."""
        return self.request.limits.over(program.spoken().limits)

    def subject(
        self, role: str, program: Reference, entry: Entry | None = None
    ) -> Subject:
        """Build a program that answers inputs.

        Raises:
            AssistantFailedError: It cannot be built, or not be called.
            BoxFailedError: There is no box for it.
        """
        part = Part(
            role=role,
            language=program.spoken(),
            source=Source(text=program.source, files=program.files),
            entry=entry or self.entry,
            limits=self.limits(program),
        )
        return Subject(self.sandbox, part, self.check)

    def references(self, stack: ExitStack) -> Answers:
        """Build the references; see `subject`."""
        listed = self.request.references
        subjects = [
            stack.enter_context(self.subject("reference", reference))
            for reference in listed
        ]
        strict = subjects[0].strict()
        return Answers(
            subjects=subjects,
            strict=stack.enter_context(strict) if strict else None,
            assistants=self.assistants,
            is_stdio=self.is_stdio,
            stated=self.request.checker,
            may_be_silent=self.may_be_silent,
            most_cpu_time_s=_SHARE_OF_TIME * self.limits(listed[0]).cpu_time_s,
        )

    def task(self, problem: Problem) -> str:
        """Return the task in words: nothing of a reference, no answers."""
        target = self.request.target
        stated = getattr(target, "signature", None)
        if stated is None and not self.is_stdio:
            stated = f"def {target.entry().name}({', '.join(problem.names)})"
        return "\n".join(filter(None, [stated, target.description]))

    def proposals(
        self,
        problem: Problem,
        strategies: Sequence[Strategy],
        model: Model | None = None,
    ) -> Proposals:
        """Return what draws inputs, and tells the legal ones."""
        request = self.request
        court = Court(
            problem=problem,
            sandbox=self.sandbox,
            assistants=self.assistants,
            limits=request.limits.over(known_languages().get("python").limits),
            check=self.check,
        )
        return Proposals(
            strategies=strategies,
            preconditions=request.preconditions,
            court=court,
            seed=request.seed,
            is_bounded=request.mine_preconditions,
            task=self.task(problem),
            lore=lore_in(
                [
                    *(precondition.text for precondition in request.preconditions),
                    without_macros(request.target.description),
                ]
            ),
            dialogue=Dialogue(model=model, check=self.check, seed=request.seed),
        )
