"""Inputs of a model behind a real HTTP endpoint, run in real boxes."""

import json
import logging
from typing import Any

import pytest

from sandboxes import Sandbox
from tests.integration.chat_server import SILENCE, chat_server, said
from verifier.generation.context import GenerationContext
from verifier.generation.dialogue import ModelFailedError, ModelOptions
from verifier.generation.endpoint import Endpoint
from verifier.generation.generate import generate, kept_form
from verifier.generation.messages import GenerationReport, GenerationRequest
from verifier.judge import JudgingCanceledError
from verifier.outcome import Attribution

KEY = "sk-very-secret-key"
PAIR = '''def larger(a: int, b: int) -> int:
    """Return the larger one.

    >>> larger(3, 5)
    5
    """
    return max(a, b)
'''
GENERATOR = """Here you are:
```python
import json, random, sys
random.seed(int(sys.argv[1]))
print(json.dumps([random.randint(0, 9), random.randint(0, 9)]))
```
"""
LISTED = 'Sure.\n```json\n[1, 2]\n[2, 1]\n\n[7, 7]\nnot json\n{"a": 1}\n```\n'


def endpoint(url: str, **changes: Any) -> Endpoint:
    options = {"url": url, "name": "tiny", "key": KEY, "timeout_s": 60.0, **changes}
    return Endpoint(ModelOptions(**options))


def made(model: Endpoint | None, sandbox: Sandbox, **changes: Any) -> GenerationReport:
    request = {
        "target": {"kind": "function", "function": "larger"},
        "references": [{"language": "python", "source": PAIR}],
        "strategies": [{"kind": "model"}],
        "budget": {"inputs": 20, "cases": 20, "mutants": 0},
        **changes,
    }
    context = GenerationContext(model=model)
    return generate(GenerationRequest.model_validate(request), sandbox, context)


def origins(report: GenerationReport) -> set[str]:
    return {case["id"] for case in report.test_cases}


def failures(report: GenerationReport) -> dict[str, int]:
    assert report.certificate is not None, report.feedback
    assert report.certificate.model is not None
    return report.certificate.model.failures


@pytest.mark.sandbox
def test_its_generator_programs_are_run_in_boxes(sandbox: Sandbox) -> None:
    with chat_server([GENERATOR]) as chat:
        report = made(endpoint(chat.url), sandbox)

    assert report.status == "generated", report.feedback
    assert "model" in origins(report)
    assert report.cases > 5
    assert report.certificate is not None
    assert report.certificate.model is not None
    assert report.certificate.model.name == "tiny"
    assert report.certificate.model.answered == len(chat.asked) == 2
    assert chat.asked[0]["model"] == "tiny"
    assert chat.asked[0]["seed"] != chat.asked[1]["seed"]


@pytest.mark.sandbox
def test_it_may_be_asked_for_the_inputs_themselves(sandbox: Sandbox) -> None:
    strategy = {"kind": "model", "ask_for": "inputs", "requests": 1}
    with chat_server([LISTED]) as chat:
        report = made(endpoint(chat.url), sandbox, strategies=[strategy])
    made_by_it = [c["args"] for c in report.test_cases if c["id"] == "model"]

    assert sorted(made_by_it) == [[1, 2], [2, 1], [7, 7]]
    assert failures(report) == {"wrote an input in no known form": 2}


@pytest.mark.sandbox
def test_it_is_told_the_task_and_neither_references_nor_answers(
    sandbox: Sandbox,
) -> None:
    target = {"kind": "function", "function": "larger", "description": "Pick one."}
    examples = [{"args": [40, 41], "answer": 41_000_041}]
    with chat_server([GENERATOR]) as chat:
        made(endpoint(chat.url), sandbox, target=target, examples=examples)
    [message] = chat.asked[0]["messages"]

    assert "def larger(a, b)" in message["content"]
    assert "Pick one." in message["content"]
    assert "[40,41]" in message["content"]
    assert "max(a, b)" not in message["content"]
    assert "41000041" not in message["content"]


@pytest.mark.sandbox
def test_the_recipe_makes_the_same_set_without_the_model(sandbox: Sandbox) -> None:
    strategies = [{"kind": "model", "requests": 3}, {"kind": "boundary"}]
    with chat_server([GENERATOR, 500, "no program", GENERATOR]) as chat:
        first = made(endpoint(chat.url), sandbox, strategies=strategies)
    assert first.certificate is not None
    recipe = GenerationRequest.model_validate(first.certificate.request)
    second = generate(recipe, sandbox)
    third = generate(recipe, sandbox)

    assert first.status == "generated", first.feedback
    assert second.test_set == first.test_set
    assert kept_form(second) == kept_form(third)
    assert len(chat.asked) == 3
    assert recipe.strategies is not None
    assert recipe.strategies[0].answers == [GENERATOR, None, "no program"]  # type: ignore[attr-defined]


@pytest.mark.sandbox
@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("I would rather not.", "wrote no program"),
        ("```python\nexit(3)\n```", "its generator ended: exited, code 3"),
        ("```python\nimport os\nos.abort()\n```", "its generator ended: signaled"),
        ("```python\nprint('x')\n```", "its generator wrote no input"),
        ("```python\ndef (\n```", "its generator"),
        (said(None, message={"refusal": "No."}), "refused"),
        (said("x", finish_reason="content_filter"), "refused"),
        (said("  "), "said nothing"),
        (b"<html>", "answered no chat completion"),
        (b'{"choices": []}', "answered no chat completion"),
        (401, "answered with HTTP 401"),
        ((500, b"oops"), "answered with HTTP 500"),
        (503, "answered with HTTP 503"),
        (said("x" * 2_000_000), "answered too much"),
    ],
    ids=[
        "no program",
        "an exit code",
        "a signal",
        "junk",
        "no python",
        "a refusal",
        "a filter",
        "blanks",
        "no json",
        "no choice",
        "unauthorized",
        "an error",
        "busy",
        "too much",
    ],
)  # fmt: skip
def test_what_it_fails_at_is_counted_and_others_go_on(
    sandbox: Sandbox, answer: Any, reason: str
) -> None:
    strategies = [{"kind": "model", "requests": 1}, {"kind": "boundary"}]
    with chat_server([answer]) as chat:
        report = made(endpoint(chat.url), sandbox, strategies=strategies)

    assert report.status == "generated", report.feedback
    assert any(found.startswith(reason) for found in failures(report))


@pytest.mark.sandbox
def test_a_hostile_generator_harms_nothing_and_knows_no_key(sandbox: Sandbox) -> None:
    spy = (
        "```python\nimport json, os, urllib.request\n"
        "found = json.dumps(dict(os.environ)) + open('/proc/self/environ').read()\n"
        "try:\n    urllib.request.urlopen('{url}', timeout=1)\n    found += 'online'\n"
        "except OSError:\n    pass\n"
        "print(json.dumps([len(found), int('secret' in found or 'online' in found)]))\n"
        "```"
    )
    with (
        chat_server(["placeholder"]) as where,
        chat_server([spy.replace("{url}", where.url)]) as chat,
    ):
        report = made(
            endpoint(chat.url), sandbox, mine_preconditions=False, examples=[]
        )
    made_by_it = [c["args"] for c in report.test_cases if c["id"] == "model"]

    assert made_by_it
    assert {told for _, told in made_by_it} == {0}
    assert not where.asked


@pytest.mark.sandbox
def test_the_key_is_in_one_header_and_nowhere_else(
    sandbox: Sandbox, caplog: pytest.LogCaptureFixture, capfd: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    with chat_server([f"{GENERATOR}\nYou showed me {KEY}.", 500]) as chat:
        model = endpoint(chat.url)
        report = made(model, sandbox)
    printed = "".join(capfd.readouterr())

    assert chat.headers[0]["Authorization"] == f"Bearer {KEY}"
    assert KEY not in json.dumps(chat.asked)
    assert KEY not in report.model_dump_json()
    assert KEY not in kept_form(report).decode()
    assert KEY not in caplog.text + printed
    assert KEY not in repr(ModelOptions(url="http://x", name="x", key=KEY))


@pytest.mark.sandbox
def test_a_lost_endpoint_is_the_fault_of_the_service(sandbox: Sandbox) -> None:
    model = endpoint("http://127.0.0.1:9/v1")
    bare = PAIR.replace(">>> larger(3, 5)\n    5\n", "")
    reference = [{"language": "python", "source": bare}]
    report = made(model, sandbox, references=reference)

    assert report.status == "internal_error"
    assert report.attribution is Attribution.SERVICE
    assert report.retryable
    assert "cannot be reached" in report.feedback


@pytest.mark.sandbox
def test_without_a_model_there_is_nobody_to_ask(sandbox: Sandbox) -> None:
    report = made(None, sandbox)

    assert report.status == "internal_error"
    assert "VERIFIER_MODEL_URL" in report.feedback


@pytest.mark.sandbox
def test_programs_that_read_have_inputs_of_a_model_too(sandbox: Sandbox) -> None:
    text = "```python\nimport sys\nprint(sys.argv[1], 5)\n```"
    with chat_server([text, '```json\n"3 4\\n"\n```']) as chat:
        report = made(
            endpoint(chat.url),
            sandbox,
            target={"kind": "stdio"},
            references=[
                {"language": "python", "source": "print(sum(map(int,input().split())))"}
            ],
            strategies=[
                {"kind": "model", "requests": 1},
                {"kind": "model", "requests": 1, "ask_for": "inputs"},
            ],
            budget={"inputs": 60, "cases": 60},
        )
    inputs = {case["input"] for case in report.test_cases}

    assert report.status == "generated", report.feedback
    assert "3 4\n" in inputs
    assert any(text.endswith(" 5\n") for text in inputs)


def test_an_answer_that_never_comes_times_out() -> None:
    with chat_server([SILENCE]) as chat, pytest.raises(ModelFailedError) as caught:
        endpoint(chat.url, timeout_s=0.3).ask("?", 1)

    assert caught.value.reason == "timed out"
    assert caught.value.is_lost


def test_a_cancel_ends_the_wait() -> None:
    waited = []

    def check() -> None:
        waited.append(1)
        if len(waited) > 1:
            raise JudgingCanceledError

    with chat_server([SILENCE]) as chat, pytest.raises(JudgingCanceledError):
        endpoint(chat.url, timeout_s=600.0).ask("?", 1, check)


def test_a_busy_endpoint_is_asked_once_more() -> None:
    with chat_server([429, "yes"]) as chat:
        answer = endpoint(chat.url).ask("?", 1)

    assert answer == "yes"
    assert len(chat.asked) == 2


def test_without_a_key_no_header_is_sent() -> None:
    with chat_server(["yes"]) as chat:
        endpoint(chat.url, key="").ask("?", 1)

    assert "Authorization" not in chat.headers[0]
