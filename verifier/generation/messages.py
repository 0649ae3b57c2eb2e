"""What is asked of generation, and what comes back."""

from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from sandboxes import Language, known_languages
from verifier.checkers import AnyChecker
from verifier.content import Content
from verifier.generation.asking import Entry
from verifier.generation.oracles import AnyOracle
from verifier.generation.preconditions import AnyPrecondition, Precondition
from verifier.generation.strategies import AnyStrategy, Strategy
from verifier.graders.sql_query import SqlQueryCase
from verifier.graders.stated import stated_value
from verifier.languages import KnownLanguage, SubmissionLanguage
from verifier.limits import LimitsRequest
from verifier.messages import MAX_CASES
from verifier.outcome import Attribution
from verifier.paths import Files
from verifier.reports import SandboxName, Timings

_NAME = r"^[^\W\d]\w*$"
type _Name = Annotated[str, Field(max_length=256, pattern=_NAME)]

_ADD = "def add(a: int, b: int) -> int:\n    return a + b\n"
EXAMPLE: dict[str, Any] = {
    "target": {"kind": "function", "function": "add"},
    "references": [{"language": "python", "source": _ADD}],
}


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FunctionTarget(_Model):
    """Cases that call a function, or a method."""

    kind: Literal["function"] = "function"
    function: _Name | None = Field(default=None, description="The function.")
    class_name: _Name | None = Field(default=None, description="Or a class, …")
    method: _Name | None = Field(default=None, description="… and its method.")
    signature: str | None = Field(
        default=None,
        max_length=65_536,
        description="Its declaration with types, as any language writes it; in "
        "Python perhaps with its docstring; read in the programs if not given.",
    )
    description: str = Field(
        default="",
        max_length=1_048_576,
        description="The task in words: examples and bounds are taken from it.",
    )

    @model_validator(mode="after")
    def _name_one_target(self) -> Self:
        if (self.function is None) == (self.class_name is None):
            msg = "name either a function, or a class_name and a method"
            raise ValueError(msg)
        if (self.class_name is None) != (self.method is None):
            msg = "class_name and method go together"
            raise ValueError(msg)
        return self

    def entry(self) -> Entry:
        """Return what is called."""
        return Entry(
            function=self.function or "",
            class_name=self.class_name or "",
            method=self.method or "",
        )


class StdioTarget(_Model):
    """Cases of a program that reads its input and writes its answer."""

    kind: Literal["stdio"] = "stdio"
    description: str = Field(default="", max_length=1_048_576)

    def entry(self) -> Entry:
        """Return what is called."""
        return Entry(is_stdio=True)


class SqlTarget(_Model):
    """One `sql_query` case, and further databases on which it is to be judged."""

    kind: Literal["sql"] = "sql"
    language: SubmissionLanguage = Field(description="The SQL engine.")
    case: SqlQueryCase = Field(
        description="The case: its database, its gold, and how results compare."
    )
    instances: Annotated[int, Field(ge=1, le=16)] = Field(
        default=8, description="Most databases that are added."
    )
    mode: Literal["constrained", "adversarial"] = Field(
        default="constrained",
        description="`constrained` keeps to what the rows share, too; `adversarial` "
        "to what is declared alone: it refuses right queries, and is for reports.",
    )
    queries: Annotated[list[str], Field(max_length=200)] = Field(
        default=[], description="Other queries whose constants are worth trying."
    )
    description: str = Field(default="", max_length=1_048_576)

    @model_validator(mode="after")
    def _have_gold(self) -> Self:
        if self.case.gold is None:
            msg = "case.gold: a case without gold has no answers on other databases"
            raise ValueError(msg)
        complaint = self.case.complaint_about(self.language)
        if complaint:
            msg = f"language: {complaint}"
            raise ValueError(msg)
        return self

    def entry(self) -> Entry:
        """Return what is called: nothing is, so nothing but a whole text is known."""
        return Entry(is_stdio=True)


type Target = Annotated[
    FunctionTarget | StdioTarget | SqlTarget, Field(discriminator="kind")
]


class Reference(_Model):
    """A program that is right, or held to be."""

    language: KnownLanguage = Field(description="Name or alias of a language.")
    source: str = Field(description="Text of its main file.")
    files: Files = Field(default={}, description="Other files of it.")

    def spoken(self) -> Language:
        """Return the language it is written in."""
        return known_languages().get(self.language)


class Example(_Model):
    """An input that is known to be legal, with its answer if that is known."""

    args: list[Any] | None = Field(
        default=None, description="Arguments of a function, typed JSON."
    )
    input: Content | None = Field(default=None, description="What a program reads.")
    answer: Any = Field(default=None, description="What is right, if it is known.")

    _check_values = field_validator("args", "answer")(stated_value)

    @property
    def has_answer(self) -> bool:
        """Whether the answer is stated; null is an answer."""
        return "answer" in self.model_fields_set


class Budget(_Model):
    """How much is spent, and how much comes out."""

    inputs: Annotated[int, Field(ge=1, le=20_000)] = Field(
        default=800, description="Most legal inputs that are tried."
    )
    cases: Annotated[int, Field(ge=1, le=MAX_CASES)] = Field(
        default=120, description="Most cases of the set."
    )
    mutants: Annotated[int, Field(ge=0, le=1000)] = Field(
        default=60, description="Most mutants of the reference; 0 measures none."
    )
    wall_time_s: Annotated[float, Field(gt=0, le=1500, allow_inf_nan=False)] = Field(
        default=120.0,
        description="Seconds after which no more is tried. A set that was cut short "
        "by it says so: it cannot be made again to the byte.",
    )


class GenerationRequest(_Model):
    """What test cases are wanted for, and how they are to be made."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    target: Target
    references: Annotated[list[Reference], Field(max_length=8)] = Field(
        default=[], description="Right programs; the first one gives the answers."
    )
    candidates: Annotated[list[Reference], Field(max_length=200)] = Field(
        default=[],
        description="Programs of which nobody knows whether they are right: without "
        "a reference, what most of them agree on is the answer.",
    )
    examples: Annotated[list[Example], Field(max_length=1000)] = Field(
        default=[], description="Legal inputs, and answers where they are known."
    )
    strategies: Annotated[list[AnyStrategy], Field(max_length=16)] | None = Field(
        default=None, description="Where inputs come from; null: what fits the target."
    )
    preconditions: Annotated[list[AnyPrecondition], Field(max_length=16)] = Field(
        default=[], description="Which inputs are legal; all must agree."
    )
    oracles: Annotated[list[AnyOracle], Field(max_length=8)] = Field(
        default=[],
        description="What is known of right answers beside them: references must not "
        "break any, candidates that do have no voice, and without either they judge "
        "programs alone.",
    )
    mine_preconditions: bool = Field(
        default=True,
        description="Take bounds from types, examples and the description, too.",
    )
    checker: AnyChecker | None = Field(
        default=None,
        description="Compares outputs with answers; null: what fits the answers.",
    )
    budget: Budget = Field(default=Budget())
    min_kill_rate: Annotated[float, Field(ge=0, le=1)] = Field(
        default=0.95,
        description="Inputs are tried until so many of the mutants are killed, or "
        "the budget is spent.",
    )
    reduction: Literal["fewest", "diverse"] = Field(
        default="diverse",
        description="`fewest`: as few cases as kill every mutant and take every branch "
        "that can be. `diverse`: each of these, and each kind of input, `redundancy` "
        "times (n-detection), then more until `budget.cases`: that finds faults of "
        "which no mutant is an example.",
    )
    redundancy: Annotated[int, Field(ge=1, le=1000)] = Field(
        default=5, description="How often, where so many cases do."
    )
    min_confidence: Annotated[float, Field(ge=0, le=1)] = Field(
        default=0.75,
        description="Without a reference: an answer with a smaller share of the voices "
        "behind it is dropped, and a set without any is refused.",
    )
    min_voices: Annotated[int, Field(ge=2, le=200)] = Field(
        default=5,
        description="Without a reference: a set is refused if fewer distinct "
        "candidates have a voice.",
    )
    seed: Annotated[int, Field(ge=0, lt=2**63)] = Field(
        default=0, description="The same request and seed give the same set."
    )
    limits: LimitsRequest = Field(
        default=LimitsRequest(), description="Limits of each run of a reference."
    )
    metadata: dict[str, Any] = Field(
        default={}, description="Anything; comes back in the report."
    )

    @model_validator(mode="after")
    def _fit_together(self) -> Self:
        is_stdio = self.target.kind == "stdio"
        if self.target.kind == "sql":
            return self._fit_sql()
        if not self.references and not self.candidates and not self.oracles:
            msg = "references: give a reference, candidates, or oracles"
            raise ValueError(msg)
        for index, oracle in enumerate(self.oracles):
            has_references = bool(self.references)
            complaint = oracle.complaint_about(
                is_stdio=is_stdio, has_references=has_references
            )
            if complaint:
                msg = f"oracles.{index}: {complaint}"
                raise ValueError(msg)
        for index, example in enumerate(self.examples):
            given = example.input if is_stdio else example.args
            other = example.args if is_stdio else example.input
            if given is None or other is not None:
                wanted = "input" if is_stdio else "args"
                msg = (
                    f"examples.{index}: a {self.target.kind} example has {wanted} alone"
                )
                raise ValueError(msg)
        plugins: list[tuple[str, int, Strategy | Precondition]] = [
            *(("strategies", i, s) for i, s in enumerate(self.strategies or ())),
            *(("preconditions", i, p) for i, p in enumerate(self.preconditions)),
        ]
        for field, index, plugin in plugins:
            complaint = plugin.complaint_about(is_stdio=is_stdio)
            if complaint:
                msg = f"{field}.{index}: {complaint}"
                raise ValueError(msg)
        return self

    def _fit_sql(self) -> Self:
        stated = {
            "references",
            "candidates",
            "examples",
            "strategies",
            "preconditions",
            "oracles",
        }
        for name in sorted(stated):
            if getattr(self, name):
                msg = f"{name}: not with a target sql, whose case has its gold"
                raise ValueError(msg)
        return self


class GenerationStatus(StrEnum):
    """How a generation ended."""

    GENERATED = "generated"
    REFUSED = "refused"
    """The programs of the request do not allow a set that could be trusted."""
    INTERNAL_ERROR = "internal_error"
    """The service failed; trying again is worthwhile."""


class Mutants(_Model):
    """What became of the mutants of the reference."""

    killed: int = 0
    alive: int = 0
    equivalent_looking: int = Field(
        default=0, description="Alive, and no legal input told them from the reference."
    )
    survivors: list[str] = Field(
        default=[], description="What was changed in those that live, line by line."
    )

    @property
    def kill_rate(self) -> float:
        """Share of the mutants that the set kills, 1.0 if there are none."""
        total = self.killed + self.alive
        return self.killed / total if total else 1.0


class Coverage(_Model):
    """Which part of the reference the set reaches, 0.0 to 1.0."""

    lines: float
    branches: float


class OracleTally(_Model):
    """What an oracle has found."""

    kind: str
    held: int = Field(description="Answers of the reference that it was held against.")
    undecided: int = Field(description="Inputs of which it could not tell.")


class ModelTally(_Model):
    """What a model was asked, and what came of it."""

    name: str = Field(description="Name of the model; empty if answers were recorded.")
    answered: int
    failures: dict[str, int] = Field(
        description="Answers that were none, and programs that failed, by reason."
    )


class Dissent(_Model):
    """What became of the candidates that do not always agree with most."""

    refuted: int = Field(description="Those that fail at least one case of the set.")
    dissenting: int = Field(description="Those that fail at least one input tried.")


class Strength(_Model):
    """What a set is worth."""

    kill_rate: float | None = Field(
        description="Share of the mutants that the set kills; null if there are none."
    )
    mutants: Mutants
    coverage: Coverage | None = Field(description="Null where it is not measured.")
    candidates: Dissent | None = Field(
        default=None, description="Of agreement: which candidates the set tells apart."
    )
    trivial_passes: list[str] = Field(
        description="Programs that do next to nothing and pass all the same: of "
        "`null`, `constant`, `echo`."
    )


class Certificate(_Model):
    """How a set was made, and what it is worth; stored with it."""

    seed: int
    strategies: dict[str, int] = Field(description="Cases by their strategy.")
    answers: Literal["reference", "references", "agreement", "oracles"]
    oracles: list[OracleTally] = Field(
        default=[], description="What each oracle has found, in their order."
    )
    confidence: float | None = Field(
        default=None, description="Of agreement: the share of it behind the answers."
    )
    model: ModelTally | None = Field(
        default=None, description="Of the strategy `model`; null without it."
    )
    tried: int = Field(description="Inputs that were tried.")
    dropped: dict[str, int] = Field(description="Inputs dropped, by reason.")
    preconditions: list[str] = Field(description="What was held to be legal.")
    checker: str = Field(description="What compares outputs with answers.")
    strength: Strength
    notes: list[str] = Field(description="What one should know of the set.")
    versions: dict[str, str] = Field(description="Of what made it.")
    request: dict[str, Any] = Field(
        default={},
        description="What makes the set again: the request, without its metadata.",
    )


class GenerationReport(_Model):
    """The answer to a request for test cases."""

    id: str
    status: GenerationStatus
    attribution: Attribution | None = Field(
        default=None, description="Whose doing it is that there is no set."
    )
    retryable: bool = False
    feedback: str = Field(default="", description="Why there is no set.")
    test_set: str | None = Field(
        default=None, description="Its id, for `test_set` of a verification."
    )
    cases: int = 0
    test_cases: list[dict[str, Any]] = Field(
        default=[], description="The cases themselves, as a verification takes them."
    )
    certificate: Certificate | None = None
    sandbox: SandboxName
    timings: Timings
    metadata: dict[str, Any] = {}
