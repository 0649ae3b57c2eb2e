"""What a slot does with a job, where no box is needed to see it."""

import json
from typing import Any

import pytest

from sandboxes.backends.stub import StubSandbox
from verifier.engine.engine import Event, Job, JobKind
from verifier.engine.work import Surroundings, do_job

KEPT = {"test_cases": [{"kind": "stdio", "input": "", "answer": "x"}]}


def judged(recipe: dict[str, Any], **more: Any) -> Any:
    """Judge a wrong submission, to be shrunk, by a set that a recipe made."""
    kept = json.dumps(KEPT | {"certificate": {"request": recipe}}).encode()
    around = Surroundings(
        sandbox=StubSandbox(),
        versions={},
        load_test_set=lambda _: kept,
        store_test_set=lambda *_: None,
        tell=lambda _: None,
        is_canceled=lambda: False,
        **more,
    )
    request = {
        "submission": {"language": "python", "source": ""},
        "test_set": "sha256:" + 64 * "0",
        "shrink": {},
    }
    body = json.dumps(request).encode()
    job = Job(id="1", kind=JobKind.VERIFICATION, body=body, submitted_at=0.0)
    return json.loads(do_job(job, around)[0])


@pytest.mark.parametrize(
    ("recipe", "note"),
    [
        ({"target": {"kind": "of a later version"}}, "another version"),
        ({}, ""),
    ],
)
def test_a_recipe_that_is_not_understood_leaves_the_verdict_alone(
    recipe: dict[str, Any], note: str
) -> None:
    report = judged(recipe)

    assert report["verdict"] == "wrong_answer"
    assert note in report["shrink_note"]
    assert bool(report["shrink_note"]) == bool(note)


def test_a_language_that_is_not_here_is_told_though_shrinking_was_asked_for() -> None:
    report = judged({"x": 1}, why_unavailable=lambda _: "it is missing")

    assert report["verdict"] == "internal_error"
    assert report["reward"] is None


@pytest.mark.parametrize(
    ("is_followed", "names"), [(True, ["status", "case"]), (False, ["status"])]
)
def test_cases_are_told_of_while_somebody_follows(
    *, is_followed: bool, names: list[str]
) -> None:
    told: list[Event] = []
    around = Surroundings(
        sandbox=StubSandbox(),
        versions={},
        load_test_set=lambda _: b"",
        store_test_set=lambda *_: None,
        tell=told.append,
        is_canceled=lambda: False,
        is_followed=lambda: is_followed,
    )
    request = {"submission": {"language": "python", "source": ""}, **KEPT}
    body = json.dumps(request).encode()

    do_job(Job(id="1", kind=JobKind.VERIFICATION, body=body, submitted_at=0.0), around)

    assert [event.name for event in told] == names
