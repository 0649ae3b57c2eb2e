"""The strategy `model` is taken only where there is a model, or its answers."""

import asyncio
from typing import Any, cast

import pytest

from sandboxes import Limits
from verifier.api.admission import Admission
from verifier.api.measures import Measures
from verifier.api.problems import ProblemError
from verifier.api.state import State
from verifier.engine import Engine
from verifier.engine.engine import Ticket
from verifier.generation.messages import GenerationRequest


class Idle:
    """As much of an engine as is asked here."""

    async def languages(self, *, of_all: bool = False) -> list[Any]:
        """Know of none that is missing."""
        return []


def admitted(strategy: dict[str, Any], *, has_model: bool) -> object:
    engine = cast(Engine, Idle())
    state = State(
        engine=engine,
        ceilings=Limits(),
        measures=Measures(),
        admission=Admission(engine),
        has_model=has_model,
    )
    request = GenerationRequest.model_validate(
        {
            "target": {"kind": "function", "function": "f"},
            "references": [{"language": "python", "source": "def f(x): return x"}],
            "strategies": [{"kind": "boundary"}, {"kind": "model", **strategy}],
        }
    )
    return asyncio.run(state.admit_generation(request, b"", Ticket()))


def test_without_a_model_the_request_is_wrong() -> None:
    with pytest.raises(ProblemError) as caught:
        admitted({}, has_model=False)
    [error] = caught.value.problem.errors or []

    assert error.field == "strategies.1"
    assert "VERIFIER_MODEL_URL" in error.message


def test_with_a_model_or_its_answers_it_is_taken() -> None:
    assert admitted({}, has_model=True)
    assert admitted({"answers": ["x"]}, has_model=False)
