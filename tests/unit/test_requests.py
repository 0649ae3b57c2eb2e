"""Bad requests are refused with the field and what is allowed."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from sandboxes import Limits
from verifier.complaints import field_errors
from verifier.messages import TestSet, VerificationRequest
from verifier.messages import content_id as id_of

GOOD: dict[str, Any] = {
    "submission": {"language": "python", "source": "1"},
    "test_cases": [{"kind": "stdio", "answer": "a"}],
}
CALL = {"kind": "function_call", "function": "f", "answer": 1}


def with_(path: str, value: Any) -> dict[str, Any]:
    """Return a good request with one thing put in or replaced."""
    request: dict[str, Any] = json.loads(json.dumps(GOOD))
    *parents, last = path.split(".")
    place: Any = request
    for name in parents:
        place = place[int(name)] if name.isdigit() else place.setdefault(name, {})
    place[last] = value
    return request


def complaints(request: dict[str, Any]) -> dict[str, str]:
    """Return message by field; empty if the request is good."""
    ceilings = Limits(memory_bytes=2**32, cpu_time_s=60, wall_time_s=180)
    try:
        body = json.dumps(request)
        VerificationRequest.model_validate_json(body, context={"ceilings": ceilings})
    except ValidationError as error:
        return {e.field: e.message for e in field_errors(error.errors())}
    return {}


def test_good_request_has_no_complaints() -> None:
    assert complaints(GOOD) == {}


@pytest.mark.parametrize(
    ("path", "value", "field", "says"),
    [
        (
            "submission.language",
            "klingon",
            "submission.language",
            "known: ada, assembly,",
        ),
        ("submission.source", None, "submission", "either source or completion"),
        ("submission.completion", "x", "submission", "either source or completion"),
        ("submission.nonsense", 1, "submission.nonsense", "not permitted"),
        ("limits.cpu_time_s", 0, "limits.cpu_time_s", "greater than 0"),
        ("limits.cpu_time_s", -1, "limits.cpu_time_s", "greater than 0"),
        ("limits.cpu_time_s", float("nan"), "limits.cpu_time_s", "finite"),
        ("limits.cpu_time_s", float("inf"), "limits.cpu_time_s", "finite"),
        ("limits.cpu_time_s", 61, "limits.cpu_time_s", "at most 60"),
        ("limits.memory_bytes", 2**40, "limits.memory_bytes", "at most 4294967296"),
        ("limits.memory_bytes", 1.5, "limits.memory_bytes", "integer"),
        ("build_limits.wall_time_s", 1e9, "build_limits.wall_time_s", "at most 180"),
        ("limits.nonsense", 1, "limits.nonsense", "not permitted"),
        ("test_cases", [], "test_cases", "at least 1"),
        ("test_cases", None, "", "one of test_cases, test_set"),
        ("test_set", "sha256:" + "0" * 64, "", "one of test_cases, test_set"),
        ("test_set", "mine", "test_set", "pattern"),
        ("test_cases.0.kind", "x", "test_cases.0", "'function_call', "),
        ("test_cases.0.answer", None, "test_cases.0", "needs an answer"),
        ("test_cases.0.input", 3, "test_cases.0.input", "expected text"),
        ("test_cases.0.input", {"base64": "?"}, "test_cases.0.input", "not base64"),
        ("test_cases.0.weight", 0, "test_cases.0.weight", "greater than 0"),
        ("test_cases.0.limits", {"processes": 0}, "test_cases.0.limits.processes", ""),
        ("test_cases.0.args", ["a\0"], "test_cases.0.args.0", "pattern"),
        ("checker", {"kind": "vibes"}, "checker", "'tokens'"),
        ("checker", {"kind": "floats", "absolute": -1}, "checker.absolute", ""),
        (
            "reward",
            {"kind": "x"},
            "reward",
            "'all_or_nothing', 'efficiency', 'fraction'",
        ),
        ("trace", "some", "trace", "'none', 'failures' or 'all'"),
        ("trace_bytes", -1, "trace_bytes", "greater than or equal to 0"),
        ("metadata", {"a": [float("nan")]}, "metadata", "NaN"),
        ("callback_url", "http://169.254.169.254/", "callback_url", "not permitted"),
    ],
)
def test_bad_field_is_named(path: str, value: Any, field: str, says: str) -> None:
    found = complaints(with_(path, value))

    assert field in found
    assert says in found[field]


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "../x",
        "a/../../x",
        "a//b",
        "./a",
        "",
        "a\0b",
        "a\nb",
        "x" * 300,
        "d/" * 600 + "x",
        "a/",
    ],
)
def test_path_that_leads_elsewhere_is_refused(path: str) -> None:
    assert "submission.files" in complaints(with_("submission.files", {path: "x"}))
    assert "test_cases.0.files" in complaints(with_("test_cases.0.files", {path: "x"}))


def test_name_that_is_both_file_and_directory_is_refused() -> None:
    found = complaints(with_("submission.files", {"a": "x", "a/b": "y"}))

    assert found["submission.files"] == "path 'a' is both a file and a directory"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"function": None}, "either a function"),
        ({"class_name": "C"}, "either a function"),
        ({"function": None, "class_name": "C"}, "go together"),
        ({"answers": [1]}, "exactly one of"),
        ({"raises": "E"}, "exactly one of"),
        ({"function": "os.system('x')"}, "pattern"),
        ({"args": [{"$tuple": 3}]}, "$tuple"),
        ({"kwargs": {"a": {"$bytes": "?"}}}, "a: "),
    ],
)
def test_bad_call_is_refused(change: dict[str, Any], says: str) -> None:
    found = complaints(with_("test_cases", [CALL | change]))

    assert any(says in message for message in found.values())


def test_call_in_a_language_without_driver_names_those_with_one() -> None:
    request = with_("submission.language", "bash") | {"test_cases": [CALL]}

    assert "javascript, kotlin, php, python" in complaints(request)["test_cases.0"]


def test_test_set_id_does_not_depend_on_the_order_of_keys() -> None:
    assert id_of([{"a": 1, "b": 2}]) == id_of([{"b": 2, "a": 1}])
    assert id_of([{"a": 1}]) != id_of([{"a": 2}])


def test_test_set_takes_cases_under_either_name() -> None:
    cases = GOOD["test_cases"]

    assert TestSet.model_validate({"cases": cases}).test_cases == (
        TestSet.model_validate({"test_cases": cases}).test_cases
    )
