"""No body makes the service fail: those nearly right are judged or refused."""

import asyncio
from collections import Counter

import pytest

from tests.fuzz.answers import Answer, from_application
from tests.fuzz.bodies import VALID, bodies

_COUNT = 1500


@pytest.mark.slow
def test_no_body_makes_the_service_fail() -> None:
    faults: list[str] = []
    statuses: Counter[int] = Counter()

    def look(answer: Answer) -> None:
        statuses[answer.status] += 1
        if fault := answer.fault():
            faults.append(f"{answer.path}: {fault}\n{answer.body[:2000]!r}")

    asyncio.run(from_application(bodies(_COUNT, 2), 2, look))

    assert not faults, "\n\n".join(faults[:5])
    assert statuses[200] > _COUNT / 20  # else nothing has been judged
    assert statuses[422] > _COUNT / 20


def test_same_seed_makes_the_same_bodies() -> None:
    first, again, other = (list(bodies(200, seed)) for seed in (5, 5, 6))

    assert first == again != other
    assert {path for path, _ in first} >= set(VALID) - {"/api/v2/execute"}


@pytest.mark.parametrize(
    ("status", "kind", "text", "fault"),
    [
        (200, "application/json", "{}", False),
        (500, "application/problem+json", "{}", True),
        (0, "", "Traceback", True),
        (422, "application/json", '{"errors": [1]}', True),
        (422, "application/problem+json", "{}", True),
        (422, "application/problem+json", '{"errors": [1]}', False),
        (404, "text/html", "<p>", True),
        (200, "application/json", '{"a": "KeyError in the service"}', True),
    ],
)
def test_faults_are_told(status: int, kind: str, text: str, *, fault: bool) -> None:
    answer = Answer(path="/x", body=b"", status=status, kind=kind, text=text)

    assert bool(answer.fault()) is fault
