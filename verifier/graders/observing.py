"""What a program does with one input, before anybody says whether it is right."""

import json
from dataclasses import dataclass
from typing import Any

from sandboxes import Limits, RunResult
from verifier.graders.calls import Call
from verifier.graders.unbuilt import unbuilt
from verifier.outcome import CaseOutcome, Verdict, ending
from verifier.program import Program
from verifier.signals import EARLY_EXIT, WROTE_TO_DRIVER, in_output
from verifier.values import MalformedValueError, Value, parse

_WORDS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What came of one call, or one run.

    Attributes:
        value: The value returned (typed JSON), or the text written.
        shown_input: What was asked, for the trace.
        shown_output: What came, for the trace.
        run: How it ended; None if there was nothing to run.
        failure: The outcome, where it ended without a value; None where it has one.
    """

    value: Value = None
    shown_input: bytes = b""
    shown_output: bytes = b""
    run: RunResult | None = None
    failure: CaseOutcome | None = None


def observe_run(program: Program, data: bytes, limits: Limits) -> Observed:
    """Have a whole program read an input.

    Raises:
        BoxFailedError: We cannot tell what became of it.
    """
    run = program.run(data, limits)
    verdict = Verdict.of_run(run)
    failure = None
    if verdict:
        failure = CaseOutcome(
            verdict=verdict,
            feedback=ending(run),
            run=run,
            shown_input=data,
            shown_output=run.stdout,
        )
    return Observed(
        value=run.stdout.decode(errors="replace"),
        shown_input=data,
        shown_output=run.stdout,
        run=run,
        failure=failure,
    )


def observe_call(program: Program, call: Call, limits: Limits) -> Observed:
    """Call a function of a program.

    Raises:
        BoxFailedError: We cannot tell what became of it.
        LookupError: The language has no driver.
    """
    driver = program.language.call
    if driver is None:
        msg = f"{program.language.name} has no call driver"
        raise LookupError(msg)
    document = call.document(driver)
    built = program.callable_at(call.built_target(program.language, program.text))
    if built.complaint:
        return Observed(
            shown_input=document, failure=unbuilt(program, driver, call, built)
        )
    run = program.call(document, limits, built)
    reply = None if Verdict.of_run(run) else _read(run.reply)
    shown = run.stdout if reply is None else json.dumps(_said(reply)).encode()
    ended = _failure(run, reply)
    failure = None
    if ended:
        signals = in_output(run.stdout)
        if reply is None and Verdict.of_run(run) is None:
            signals += (WROTE_TO_DRIVER if run.reply else EARLY_EXIT,)
        failure = CaseOutcome(
            verdict=ended[0],
            feedback=ended[1],
            run=run,
            shown_input=document,
            shown_output=shown,
            signals=signals,
        )
    return Observed(
        value=(reply or {}).get("value"),
        shown_input=document,
        shown_output=shown,
        run=run,
        failure=failure,
    )


def _read(data: bytes) -> dict[str, Any] | None:
    try:
        tree = parse(data)
    except MalformedValueError:
        return None
    return tree if isinstance(tree, dict) else None


def _said(reply: dict[str, Any]) -> Any:
    return reply.get("value", reply)


def _failure(
    run: RunResult, reply: dict[str, Any] | None
) -> tuple[Verdict, str] | None:
    """Say why a call has no value, if so."""
    verdict = Verdict.of_run(run)
    if verdict:
        return verdict, ending(run)
    if reply is None:
        return Verdict.WRONG_ANSWER, "ended without returning a value"
    if "value" in reply:
        return None
    raised = reply.get("raised")
    if isinstance(raised, dict):
        words = f"raised {raised.get('type')}: {raised.get('message')}"
        return Verdict.RUNTIME_ERROR, words[:_WORDS]
    for key in ("missing", "unfit"):
        if key in reply:
            return Verdict.RUNTIME_ERROR, str(reply[key])[:_WORDS]
    words = f"returned {reply.get('unencodable')}"
    return Verdict.WRONG_ANSWER, words[:_WORDS]
