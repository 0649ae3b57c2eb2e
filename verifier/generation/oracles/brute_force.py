"""An oracle that tries everything: a slow program that is certainly right."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal, override

from pydantic import Field

from sandboxes import known_languages
from verifier.generation.answers import Answered, normal_reply
from verifier.generation.asking import Asking, Part
from verifier.generation.inputs import Input
from verifier.generation.oracles.oracle import MOST_SOURCE, Finding, Inquiry, Oracle
from verifier.generation.subjects import Subject
from verifier.languages import KnownLanguage
from verifier.paths import Files
from verifier.program import Source

_ROLE = "brute force"
_MOST_DEATHS = 20
"""It is expected to be too slow for some inputs; after so many the rest is left out."""


class BruteForceOracle(Oracle):
    """A slow program, held against a fast reference where it ends in time.

    Inputs for which it takes too long decide nothing.

    Attributes:
        language: Its language.
        source: Text of its main file.
        files: Its other files.
    """

    kind: Literal["brute_force"] = "brute_force"
    language: KnownLanguage = "python"
    source: Annotated[str, Field(max_length=MOST_SOURCE)]
    files: Files = Field(default={})

    @override
    def complaint_about(self, *, is_stdio: bool, has_references: bool) -> str | None:
        if has_references:
            return None
        return "is held against a reference; alone it is the reference"

    @override
    def judge(self, inquiry: Inquiry, answered: Sequence[Answered]) -> list[Finding]:
        language = known_languages().get(self.language)
        part = Part(
            role=_ROLE,
            language=language,
            source=Source(text=self.source, files=self.files),
            entry=inquiry.entry,
            limits=inquiry.limits.over(language.limits),
        )
        # The small ones first, so that those it can do are not left out.
        order = sorted(range(len(answered)), key=lambda p: len(answered[p].input.data))
        inputs = [answered[place].input for place in order]
        asking = Asking(most_deaths=_MOST_DEATHS)
        with Subject(inquiry.sandbox, part, inquiry.check) as subject:
            replies = map(normal_reply, subject.answers(inputs, asking))
            found = dict(zip(order, replies, strict=True))
        findings = []
        for place, one in enumerate(answered):
            reply = found[place]
            if not reply.is_value:
                findings.append(Finding.UNDECIDED)
            elif inquiry.comparer.is_same(one.input, one.answer, reply):
                findings.append(Finding.HOLDS)
            else:
                findings.append(Finding.BROKEN)
        return findings

    @override
    def cases(
        self, inquiry: Inquiry, inputs: Sequence[Input]
    ) -> list[dict[str, Any] | None]:
        return [None for _ in inputs]


ORACLES = (BruteForceOracle,)
