"""Puts SQL to cases in real boxes, as the judge does."""

from collections.abc import Callable
from typing import Any

import pytest

from sandboxes import Sandbox, SandboxError, known_databases
from verifier.judge import verify
from verifier.messages import VerificationRequest
from verifier.reports import VerificationReport
from verifier.sql.stage import Stage

type Judge = Callable[..., VerificationReport]


def require(engine: str, sandbox: Sandbox, config: pytest.Config) -> None:
    """Skip where an engine is not installed; with --no-skip, fail."""
    try:
        Stage(sandbox, known_databases().get(engine)).version()
    except SandboxError as error:
        if config.getoption("--no-skip"):
            raise
        pytest.skip(str(error))


@pytest.fixture
def judge(sandbox: Sandbox, pytestconfig: pytest.Config) -> Judge:
    """Judge some SQL: `judge(source, engine=…, kind=…, **fields of the case)`."""

    def judged(
        source: str, engine: str = "sqlite", reward: str = "fraction", **case: Any
    ) -> VerificationReport:
        require(engine, sandbox, pytestconfig)
        limits = case.pop("request_limits", {})
        request = {
            "submission": {"language": engine, "source": source},
            "test_cases": [{"kind": "sql_query", **case}],
            "reward": {"kind": reward},
            "limits": limits,
            "trace": "all",
        }
        return verify(VerificationRequest.model_validate(request), sandbox)

    return judged
