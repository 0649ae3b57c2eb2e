"""Requests: the same models over HTTP, over the queue and in process."""

import hashlib
import json
import math
from collections.abc import Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AliasChoices,
    BaseModel,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

from sandboxes import Language, known_languages
from verifier.building import main_file
from verifier.checkers import AnyChecker
from verifier.checkers.tokens import TokensChecker
from verifier.completion import program_in
from verifier.content import Content
from verifier.graders import AnyCase, Case
from verifier.languages import KnownLanguage, SubmissionLanguage, language_of
from verifier.limits import LimitsRequest
from verifier.outcome import Integrity
from verifier.paths import Files, Paths, replaced
from verifier.rewards import AnyReward
from verifier.rewards.all_or_nothing import AllOrNothingReward

MAX_CASES = 10_000
MAX_BATCH = 10_000
TRACE_BYTES = 4096

_SUM = "print(sum(map(int, input().split())))"
EXAMPLE: dict[str, Any] = {
    "submission": {"language": "python", "source": _SUM},
    "test_cases": [{"kind": "stdio", "input": "1 2\n", "answer": "3\n"}],
}


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Submission(_Model):
    """The program to be judged."""

    language: SubmissionLanguage = Field(
        description="Name or alias of a language, or of an SQL engine; see GET "
        "/v1/languages."
    )
    source: str | None = Field(default=None, description="Text of its main file.")
    completion: str | None = Field(
        default=None,
        description="Or a model's whole answer: the program is its last fenced "
        "code block of that language.",
    )
    files: Files = Field(
        default_factory=dict,
        description="Other files of it, by relative path.",
        json_schema_extra={"default": {}},
    )

    @model_validator(mode="after")
    def _have_one_source(self) -> Self:
        if (self.source is None) == (self.completion is None):
            msg = "give either source or completion"
            raise ValueError(msg)
        return self

    def program(self) -> str | None:
        """Return the program's text; None if the completion holds none."""
        if self.completion is None:
            return self.source
        language = self.spoken()
        names = (language.name, *language.aliases, *language.tags)
        return program_in(self.completion, names)

    def spoken(self) -> Language:
        """Return the language it is written in."""
        return language_of(self.language)

    def paths(self) -> frozenset[str]:
        """Return the paths of its files, of its main source, and of what is started."""
        text = self.program()
        language = self.spoken()
        started = (part.removeprefix("./") for part in language.run)
        own = {name for name in started if name[0] not in "/{-."}
        if text is not None:
            own.add(main_file(language, text))
        return frozenset(own | set(self.files))


class ShrinkRequest(_Model):
    """How failing cases of a generated set are made smaller before they are shown."""

    cases: Annotated[int, Field(ge=1, le=20)] = Field(
        default=1, description="How many of the failing cases, the smallest first."
    )
    runs: Annotated[int, Field(ge=1, le=10_000)] = Field(
        default=300, description="Most runs of the program, for each case."
    )
    wall_time_s: Annotated[float, Field(gt=0, le=300, allow_inf_nan=False)] = Field(
        default=10.0, description="Most seconds, for all of them together."
    )


class VerificationRequest(_Model):
    """A submission, its test cases, and how to judge it."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    submission: Submission
    test_cases: Annotated[list[AnyCase], Field(min_length=1, max_length=MAX_CASES)] | (
        None
    ) = Field(default=None, description="The test cases …")
    test_set: str | None = Field(
        default=None,
        pattern=r"^sha256:[0-9a-f]{64}$",
        description="… or the id of stored ones …",
    )
    generate: dict[str, Any] | None = Field(
        default=None,
        description="… or a request for test cases, as POST /v1/test_sets/generate "
        "takes it: they are made, stored, and judged by.",
    )
    checker: AnyChecker = Field(
        default=TokensChecker(), description="Compares output and answer."
    )
    reward: AnyReward = Field(
        default=AllOrNothingReward(), description="Makes one number of the outcomes."
    )
    limits: LimitsRequest = Field(
        default=LimitsRequest(), description="Limits of each run."
    )
    build_limits: LimitsRequest = Field(
        default=LimitsRequest(), description="Limits of the build."
    )
    integrity: Literal["any", "sealed"] = Field(
        default="any",
        description="`sealed`: refuse test cases that would run in one process with "
        "the program.",
    )
    stop_at_first_failure: bool = Field(
        default=False, description="Skip what follows the first case that fails."
    )
    null_check: bool = Field(
        default=False,
        description="Put a program that does nothing to the cases, too, and report "
        "whether it passes: cases that it passes are worth nothing.",
    )
    trace: Literal["none", "failures", "all"] = Field(
        default="failures", description="The cases whose texts are shown."
    )
    trace_bytes: Annotated[int, Field(ge=0, le=1_048_576)] = Field(
        default=TRACE_BYTES, description="Bytes shown of each text."
    )
    shrink: ShrinkRequest | None = Field(
        default=None,
        description="Make failing cases of a generated set smaller, and show the "
        "smallest inputs on which the program still fails beside them.",
    )
    cache: Literal["use", "bypass"] = Field(
        default="use",
        description="`bypass`: judge it even if an equal request is under way, or was "
        "answered lately.",
    )
    metadata: dict[str, Any] = Field(
        default_factory=dict,
        description="Anything; comes back in the report.",
        json_schema_extra={"default": {}},
    )

    @field_validator("metadata")
    @classmethod
    def _be_json(cls, value: dict[str, Any]) -> dict[str, Any]:
        if not _is_finite(value):
            msg = "must not hold NaN or Infinity, which JSON does not have"
            raise ValueError(msg)
        return value

    @model_validator(mode="after")
    def _have_one_set_of_cases(self) -> Self:
        sources = (self.test_cases, self.test_set, self.generate)
        if sum(source is not None for source in sources) != 1:
            msg = "give one of test_cases, test_set and generate"
            raise ValueError(msg)
        if self.shrink and self.test_cases is not None:
            msg = (
                "shrink: needs generate, or a test_set that was generated: only "
                "those have a reference that answers smaller inputs"
            )
            raise ValueError(msg)
        if self.shrink and self.trace == "none":
            msg = "shrink: shows nothing with trace 'none'; use 'failures' or 'all'"
            raise ValueError(msg)
        complaint = self.complaint_about(self.test_cases or ())
        if complaint:
            index, field, words = complaint
            place = f"test_cases.{index}.{field}" if field else f"test_cases.{index}"
            msg = f"{place}: {words}"
            raise ValueError(msg)
        return self

    def complaint_about(self, cases: Sequence[Case]) -> tuple[int, str, str] | None:
        """Say why the submission cannot be put to test cases, if so.

        Returns:
            Index of the first such case, the field of it that is wrong (empty
            for the whole), and why.
        """
        own: frozenset[str] | None = None
        for index, case in enumerate(cases):
            complaint = case.complaint_about(self.submission.language)
            if complaint:
                return index, "", complaint
            if self.integrity == "sealed" and case.integrity is not Integrity.SEALED:
                return index, "mode", _NOT_SEALED
            if not case.paths_beside:
                continue
            own = own or self.submission.paths()
            path = replaced(own, case.paths_beside)
            if path:
                words = f"{path!r} would replace a file of the submission"
                return index, "files", words
        return None


_NOT_SEALED = (
    "shared, which runs tests in one process with the program; with the request's "
    "integrity 'sealed' only mode 'sealed' is allowed, and no framework 'appended'"
)


class TestSet(_Model):
    """Test cases to be stored once and named often."""

    __test__ = False  # not a test class, whatever pytest thinks

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"test_cases": EXAMPLE["test_cases"]}]}
    )

    test_cases: Annotated[list[AnyCase], Field(min_length=1, max_length=MAX_CASES)] = (
        Field(validation_alias=AliasChoices("test_cases", "cases"))
    )


class KeptTestSet(TestSet):
    """Test cases as they are stored; generated ones with their certificate."""

    certificate: dict[str, Any] | None = None

    @property
    def recipe(self) -> dict[str, Any] | None:
        """The request that the set was made by; None if it was not generated."""
        return (self.certificate or {}).get("request") or None


def content_id(cases: list[Any]) -> str:
    """Return the id under which test cases are stored.

    Args:
        cases: The cases as they are sent, plain JSON.

    Returns:
        `sha256:` and the hash of their canonical JSON: keys sorted, no white
        space, UTF-8.
    """
    text = json.dumps(cases, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


class RunRequest(_Model):
    """A program to run without tests."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"language": "python", "source": _SUM, "stdin": "1 2\n"}]
        }
    )

    language: KnownLanguage = Field(description="Name or alias of a language.")
    source: str = Field(description="Text of its main file.")
    stdin: Content = Field(default=b"", description="What it reads.")
    args: list[Annotated[str, Field(max_length=4096, pattern=r"^[^\x00]*$")]] = Field(
        default=[], max_length=256, description="Its command line arguments."
    )
    files: Files = Field(default={}, description="Files in its working directory.")
    collect: Paths = Field(
        default=[],
        description="Files that it may leave in its working directory, to be brought "
        "back.",
    )
    limits: LimitsRequest = Field(
        default=LimitsRequest(), description="Limits of the run."
    )
    build_limits: LimitsRequest = Field(
        default=LimitsRequest(), description="Limits of the build."
    )

    def spoken(self) -> Language:
        """Return the language it is written in."""
        return known_languages().get(self.language)


def _is_finite(tree: Any) -> bool:
    if isinstance(tree, float):
        return math.isfinite(tree)
    if isinstance(tree, dict):
        return all(map(_is_finite, tree.values()))
    if isinstance(tree, list):
        return all(map(_is_finite, tree))
    return True
