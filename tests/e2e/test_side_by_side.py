"""Cases of one submission side by side, through the service."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest

from tests.e2e.services import running_service
from tests.parts import need_redis
from verifier.client import VerifierClient

pytestmark = [pytest.mark.e2e, pytest.mark.sandbox]

SLOW = """import sys, time
begin = time.time()
time.sleep(0.5)
print(begin, time.time(), file=sys.stderr)
n = int(input())
print(n * 2 if n != {wrong} else 0)
"""
CASES = 6


@pytest.fixture(scope="module", params=["embedded", "celery"])
def client(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    pytestconfig: pytest.Config,
) -> Iterator[VerifierClient]:
    if request.param == "celery":
        need_redis(pytestconfig)
    folder = tmp_path_factory.mktemp("side_by_side")
    # A cache of its own: other services here do not tell it that they are busy.
    settings = {"VERIFIER_SLOTS": "3", "VERIFIER_CACHE_DIR": str(folder / "cache")}
    with (
        running_service(request.param, folder, settings) as running,
        VerifierClient(running.url) as opened,
    ):
        yield opened


def verify(client: VerifierClient, wrong: int | None = None, **more: Any) -> Any:
    source = SLOW.format(wrong=wrong)
    return client.verify(
        {
            "submission": {"language": "python", "source": source},
            "test_cases": [
                {"kind": "stdio", "input": f"{n}\n", "answer": f"{2 * n}\n"}
                for n in range(1, CASES + 1)
            ],
            "cache": "bypass",
            **more,
        }
    )


def test_slow_cases_use_the_cores_of_idle_slots(client: VerifierClient) -> None:
    verify(client)  # from now on there are boxes
    report = verify(client, trace="all")

    assert report.verdict == "accepted"
    assert [case.index for case in report.cases] == list(range(CASES))
    times = sorted(
        tuple(map(float, (case.stderr or b"").split())) for case in report.cases
    )
    # Some began before others had ended, but the first, which shows what to expect.
    assert times[1][0] >= times[0][1]
    assert any(later[0] < one[1] for one, later in pairwise(times))


def test_what_comes_of_it_is_the_same(client: VerifierClient) -> None:
    report = verify(client, wrong=4)
    stopped = verify(client, wrong=4, stop_at_first_failure=True)

    passed = ["accepted"] * 3
    assert [it.verdict for it in report.cases] == [*passed, "wrong_answer", *passed[1:]]
    assert [it.verdict for it in stopped.cases] == [
        *passed,
        "wrong_answer",
        "skipped",
        "skipped",
    ]
