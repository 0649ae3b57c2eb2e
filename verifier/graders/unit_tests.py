"""`unit_tests` cases: test code as data sets have it.

Sealed, unless the case says otherwise: the test code runs in a box of its own;
the candidate's names are proxies there whose calls go to the candidate's box and
whose values come back as data (`sandboxes/inside/sealed`). So nothing that the
candidate does to frames, modules, `__eq__`, exit codes or its own output
reaches the tests. What cannot be sealed runs in one process (`shared.py`).
"""

from dataclasses import replace
from typing import Annotated, Literal, Self, override

from pydantic import Field, ValidationInfo, field_validator, model_validator

from sandboxes import Language, Limits, RunResult, Termination, known_languages
from verifier.checkers import Checker
from verifier.graders.case import Case, ending
from verifier.graders.sealed import SealedResult, run_sealed
from verifier.graders.shared import SharedTests, grade_shared, shown
from verifier.outcome import Attribution, CaseOutcome, Integrity, Verdict
from verifier.paths import Files
from verifier.program import Program
from verifier.signals import EARLY_EXIT, WROTE_TO_DRIVER, in_output

_SEALED_LANGUAGES = ("python",)
_OWN_FRAMEWORKS = frozenset(
    {
        "junit",
        "jest",
        "mocha",
        "go_test",
        "cargo_test",
        "doctest",
        "catch2",
        "rspec",
        "minitest",
        "phpunit",
    }
)
"""Frameworks of one language, whose tests are part of its program or process."""

_ALWAYS_SHARED = _OWN_FRAMEWORKS | {"appended"}
_TESTS_WAIT = 2
_PYTEST_FILE = "test_candidate.py"

type Framework = Literal[
    "asserts",
    "check",
    "unittest",
    "pytest",
    "appended",
    "junit",
    "jest",
    "mocha",
    "go_test",
    "cargo_test",
    "doctest",
    "catch2",
    "rspec",
    "minitest",
    "phpunit",
]
type _Name = Annotated[str, Field(max_length=256, pattern=r"^[^\W\d]\w*$")]


class UnitTestsCase(Case):
    """Puts a program to test code; accepted if every test passes."""

    kind: Literal["unit_tests"] = "unit_tests"
    code: str = Field(default="", description="The test code.")
    framework: Framework = Field(
        default="asserts",
        description="`asserts`: plain assertions; `check`: they define "
        "check(candidate); `appended`: prelude, source and test code are one "
        "program; others: as the framework of that name has it.",
    )
    mode: Literal["sealed", "shared"] | None = Field(
        default=None,
        description="`sealed`: in a box of their own; `shared`: in one process with "
        "the program. Sealed by default where a framework can be: in Python.",
    )
    entry_point: _Name | None = Field(
        default=None, description="The function or class under test."
    )
    prelude: str = Field(default="", description="Goes before the test code.")
    files: Files = Field(default={}, description="Files beside the tests.")
    select: list[Annotated[str, Field(max_length=1000)]] = Field(
        default=[],
        max_length=1000,
        description="TestCase classes, or pytest's node ids; all if empty.",
    )

    @field_validator("mode")
    @classmethod
    def _fit_framework(cls, mode: str | None, info: ValidationInfo) -> str | None:
        framework = info.data.get("framework")
        if mode == "sealed" and framework == "appended":
            msg = "appended tests are part of the program: only 'shared' is allowed"
            raise ValueError(msg)
        if mode == "sealed" and framework in _OWN_FRAMEWORKS:
            msg = f"{framework} runs in the program's process: only 'shared' is allowed"
            raise ValueError(msg)
        return mode

    @model_validator(mode="after")
    def _have_tests(self) -> Self:
        in_files = self.framework == "pytest" or self.framework in _OWN_FRAMEWORKS
        if not self.code.strip() and not (in_files and self.files):
            msg = "give the test code, or files with the framework of a language"
            raise ValueError(msg)
        if self.framework == "check" and self.entry_point is None:
            msg = "check(candidate) needs an entry_point to be given"
            raise ValueError(msg)
        return self

    @property
    @override
    def integrity(self) -> Integrity:
        is_shared = self.mode == "shared" or self.framework in _ALWAYS_SHARED
        return Integrity.SHARED if is_shared else Integrity.SEALED

    @override
    def needs_program(self, language: Language) -> bool:
        return self.integrity is Integrity.SEALED

    @property
    @override
    def paths_beside(self) -> frozenset[str]:
        return frozenset(self.files)

    @override
    def names(self) -> tuple[str, str | None] | None:
        return (self.entry_point, None) if self.entry_point else None

    @override
    def complaint_about(self, language: str) -> str | None:
        if self.integrity is Integrity.SEALED:
            able = list(_SEALED_LANGUAGES)
            what = "sealed unit_tests cases work with"
        else:
            languages = known_languages()
            able = [
                name
                for name in languages.names
                if languages.get(name).shared_driver(self.framework)
            ]
            what = f"shared unit_tests cases with framework {self.framework} work with"
        if language in able:
            return None
        return f"{what} {', '.join(able)}, not with {language}"

    @override
    def grade(self, program: Program, limits: Limits, checker: Checker) -> CaseOutcome:
        if self.integrity is Integrity.SHARED:
            outcome = grade_shared(program, limits, self._shared_tests())
            return replace(outcome, weight=self.weight, group=self.group)
        return self._grade_sealed(program, limits)

    def _shared_tests(self) -> SharedTests:
        return SharedTests(
            framework=self.framework,
            code=self.code,
            prelude=self._prelude(),
            entry_point=self.entry_point,
            select=self.select,
            paths=sorted(self._test_files()),
            files=self._files(),
        )

    def _grade_sealed(self, program: Program, limits: Limits) -> CaseOutcome:
        # The candidate lives as long as the tests, which may take their time;
        # how long it may keep them waiting is counted on their side.
        lasting = replace(
            limits,
            wall_time_s=_TESTS_WAIT * limits.wall_time_s + TESTS_WALL_TIME_S,
        )
        result = run_sealed(program, lasting, self._asked(limits), self._files())
        verdict, attribution, feedback = _judge(result)
        return CaseOutcome(
            verdict=verdict,
            attribution=attribution,
            feedback=feedback,
            run=_candidate_run(result, limits),
            shown_input=self.code.encode(),
            shown_output=result.candidate.stdout,
            shown_answer=shown(result.outcomes),
            signals=_signals(result),
            weight=self.weight,
            group=self.group,
        )

    def _prelude(self) -> str:
        is_open = self.prelude and not self.prelude.endswith("\n")
        return f"{self.prelude}\n" if is_open else self.prelude

    def _asked(self, limits: Limits) -> dict[str, object]:
        return {
            "framework": self.framework,
            "code": self.code,
            "prelude": self._prelude(),
            "entry_point": self.entry_point,
            "select": self.select,
            "paths": sorted(self._test_files()),
            "patience_s": limits.wall_time_s,
        }

    def _files(self) -> dict[str, bytes]:
        if self.framework == "pytest" and self.code.strip():
            code = f"{self.prelude}\n{self.code}" if self.prelude else self.code
            return {**self.files, _PYTEST_FILE: code.encode()}
        return self.files

    def _test_files(self) -> list[str]:
        names = {path: path.rpartition("/")[2] for path in self._files()}
        return [
            path
            for path, name in names.items()
            if name.endswith(".py")
            and (name.startswith("test_") or name.endswith("_test.py"))
        ]


TESTS_WALL_TIME_S = 60.0
"""Seconds on the clock that the tests may take beside waiting."""


def _candidate_run(result: SealedResult, limits: Limits) -> RunResult:
    """Return the candidate's run; one that kept the tests waiting was stopped."""
    if result.ended == "slow" and result.candidate.termination is Termination.EXITED:
        return replace(
            result.candidate,
            termination=Termination.WALL_TIME_LIMIT,
            wall_time_s=max(result.candidate.wall_time_s, limits.wall_time_s),
        )
    return result.candidate


def _signals(result: SealedResult) -> tuple[str, ...]:
    signals = in_output(result.candidate.stdout)
    if result.ended == "nonsense":
        signals += (WROTE_TO_DRIVER,)
    is_over = result.candidate.termination in {Termination.EXITED, Termination.SIGNALED}
    if result.ended == "ended" and is_over:
        signals += (EARLY_EXIT,)
    return signals


def _judge(result: SealedResult) -> tuple[Verdict, Attribution, str]:
    """Decide; evidence of the kernel before what the tests saw."""
    candidate = result.candidate
    settled = Verdict.of_run(candidate)
    failed = [test for test in result.outcomes if test.outcome != "passed"]
    if result.ended == "slow":
        return Verdict.TIME_LIMIT_EXCEEDED, _CANDIDATE, "kept the tests waiting"
    if settled:
        return settled, _CANDIDATE, ending(candidate)
    if result.fault and not failed:
        return Verdict.INTERNAL_ERROR, Attribution.TESTS, f"test code: {result.fault}"
    if not result.is_done:
        # With another candidate they may well end, so this one is to blame.
        words = f"the tests did not end: {ending(result.tests)}"
        return Verdict.TIME_LIMIT_EXCEEDED, _CANDIDATE, words
    if result.ended:
        words = "ended before the tests were over"
        if result.ended == "nonsense":
            words = "did not speak as the line to the tests wants it"
        return Verdict.WRONG_ANSWER, _CANDIDATE, words
    if failed:
        first = failed[0]
        verdict = Verdict.RUNTIME_ERROR if first.raised else Verdict.WRONG_ANSWER
        words = f"{len(failed)} of {len(result.outcomes)} failed; {first.name}"
        return verdict, _CANDIDATE, f"{words}: {first.message}"
    if not result.outcomes:
        return Verdict.INTERNAL_ERROR, Attribution.TESTS, "the test code tests nothing"
    return Verdict.ACCEPTED, _CANDIDATE, ""


_CANDIDATE = Attribution.CANDIDATE

CASES = (UnitTestsCase,)
