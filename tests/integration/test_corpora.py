"""Real programs get the verdicts that their corpora state: a sample of them.

`benchmarks/verdicts.py` judges the whole corpora, and made the sample.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sandboxes import Sandbox
from verifier.judge import verify
from verifier.messages import VerificationRequest

pytestmark = [pytest.mark.sandbox, pytest.mark.slow]

SUBMISSIONS = Path(__file__).parents[1] / "submissions"


def _items() -> Iterator[Any]:
    for path in sorted(SUBMISSIONS.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            item = json.loads(line)
            yield pytest.param(item, id=f"{path.stem}:{item['id']}")


@pytest.mark.parametrize("item", list(_items()))
def test_verdict_is_that_of_the_label(item: dict[str, Any], sandbox: Sandbox) -> None:
    request = VerificationRequest.model_validate_json(json.dumps(item["request"]))

    report = verify(request, sandbox)

    failed = [case for case in report.cases if case.feedback]
    assert report.verdict in item["allowed"], (failed[:1], report.build.stderr)
