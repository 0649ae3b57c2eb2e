"""Equal requests stay equal while languages that they do not name are tried."""

import asyncio
import json
from typing import Any, cast

import pytest

from sandboxes import Limits
from verifier.api.admission import Admission
from verifier.api.measures import Measures
from verifier.api.state import State
from verifier.engine import Engine
from verifier.engine.engine import Ticket
from verifier.messages import VerificationRequest
from verifier.selftest import LanguageStatus, believed

STDIO = {"kind": "stdio", "input": "1", "answer": "1"}
CHECKER = {"kind": "testlib", "language": "rust", "source": "fn main() {}"}
INTERACTIVE = {"kind": "interactive", "interactor": {"source": "int main() {}"}}
RELATION = {
    "kind": "relation",
    "function": "f",
    "args": [1],
    "source": "def holds(x, output): return True",
}


class Trying:
    """As much of an engine as is asked here: versions of languages, a test set."""

    def __init__(self, cases: list[Any], versions: dict[str, str]) -> None:
        self._cases = cases
        self._versions = versions

    async def languages(self, *, of_all: bool = False) -> list[LanguageStatus]:
        """Know those that were tried."""
        return [
            believed(name).model_copy(update={"version": version})
            for name, version in self._versions.items()
        ]

    async def get_test_set(self, test_set_id: str) -> bytes:
        """Have one, whatever its id."""
        return json.dumps({"test_cases": self._cases}).encode()


def key(
    versions: dict[str, str], cases: list[Any], *, stored: bool = False, **more: Any
) -> str | None:
    engine = cast(Engine, Trying(cases, versions))
    state = State(
        engine=engine,
        ceilings=Limits(),
        measures=Measures(),
        admission=Admission(engine),
    )
    tests = {"test_set": f"sha256:{'0' * 64}"} if stored else {"test_cases": cases}
    submission = {"language": "js", "source": "function f(x) {}"}
    body = json.dumps({"submission": submission, **tests, **more}).encode()
    request = VerificationRequest.model_validate_json(body)
    return asyncio.run(state.admit(request, body, Ticket())).key


def test_a_language_that_is_tried_meanwhile_changes_nothing() -> None:
    before = key({"javascript": "20"}, [STDIO])

    assert before is not None
    assert key({"javascript": "20", "lua": "5.4", "cpp": "14"}, [STDIO]) == before


@pytest.mark.parametrize("stored", [False, True])
@pytest.mark.parametrize(
    ("language", "case", "more"),
    [
        ("javascript", STDIO, {}),
        ("rust", STDIO, {"checker": CHECKER}),
        ("rust", STDIO | {"checker": CHECKER}, {}),
        ("cpp", INTERACTIVE, {}),
        ("rust", INTERACTIVE | {"checker": CHECKER}, {}),
        ("python", RELATION, {}),
    ],
)
def test_another_version_of_what_builds_or_judges_makes_another_request(
    language: str, case: Any, more: dict[str, Any], *, stored: bool
) -> None:
    old = {"javascript": "20", "python": "3.13", "cpp": "14", "rust": "1.85"}
    first = key(old, [STDIO, case], stored=stored, **more)

    assert first is not None
    assert key(old | {language: "new"}, [STDIO, case], stored=stored, **more) != first
