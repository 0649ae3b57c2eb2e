"""What sets for whole programs are worth, on contest problems.

An accepted program is the reference, three cases are the examples. *Hard* programs
pass these three and fail the tests of their corpus; right ones pass all of them.
Where tests and label differ, as they do where an answer is one of several or the
test that failed is missing, a program says nothing and is left out.
"""

import argparse
import hashlib
import json
import multiprocessing
import random
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import replace
from typing import Any

from contest_tasks import ContestTask, codeflaws_tasks, itsp_tasks, package_tasks
from corpora.item import Item
from set_tally import CACHE, Tally, Worker, print_row, show

from sandboxes import Sandbox
from verifier.generation.generate import generate
from verifier.generation.messages import GenerationRequest
from verifier.judge import verify
from verifier.messages import VerificationRequest
from verifier.packages import time_limit, with_time_limit
from verifier.reports import VerificationReport

_SHOWN = 3
_PATIENCE_S = 20.0
"""CPU seconds of accepted programs while their problem's limit is measured."""
_SLOW = "time_limit_exceeded"

type _Cases = Sequence[dict[str, Any]]


def judge_contest(job: tuple[ContestTask, dict[str, Any], bool]) -> Tally:
    """Make a set from one accepted program and three cases; judge the others.

    With a third part that is true, none is made where no program would be judged.
    """
    task, changes, is_telling = job
    sandbox = Worker.box()
    items = _paced(task.items, sandbox)
    reference = items[0]
    tally = Tally(task=task.name, corpus=task.corpus)
    shown = reference.request["test_cases"][:_SHOWN]
    if any("files" in case for case in shown):
        tally.feedback = "about files"
        return tally
    if is_telling and not any(_counts(item, shown, sandbox) for item in items[1:]):
        tally.feedback = "no program is judged"
        return tally
    begin = time.monotonic()
    asked = {
        "target": {"kind": "stdio", "description": task.statement},
        "references": [reference.request["submission"]],
        "examples": [{"input": c["input"], "answer": c["answer"]} for c in shown],
        "preconditions": list(task.validators),
        "checker": reference.request.get("checker"),
        "limits": reference.request.get("limits", {}),
        **changes,
    }
    report = generate(GenerationRequest.model_validate(asked), sandbox)
    if report.status == "internal_error":
        raise RuntimeError(report.feedback)
    tally.took_s = time.monotonic() - begin
    tally.cases, tally.feedback = report.cases, report.feedback
    made = report.test_cases or shown
    for item in items[1:]:
        _judge_item(item, shown, made, tally, sandbox)
    return tally


def _paced(items: Sequence[Item], sandbox: Sandbox) -> list[Item]:
    """State the time limit, where the slowest accepted program sets it."""
    if items[0].pace is None:
        return list(items)
    slowest = 0.0
    for item in items:
        if item.allowed == {"accepted"}:
            patient = replace(item, request=with_time_limit(item.request, _PATIENCE_S))
            report = _own_verdict(patient, sandbox)
            slowest = max(slowest, report["slowest_s"])
    limit_s = time_limit(slowest, items[0].pace_factor)
    return [
        replace(item, request=with_time_limit(item.request, limit_s)) for item in items
    ]


def _counts(item: Item, shown: _Cases, sandbox: Sandbox) -> bool:
    """Whether a program is right, or wrong and hard to kill."""
    own = _own_verdict(item, sandbox)["verdict"]
    if own not in item.allowed:
        return False
    return own == "accepted" or _verdict(item, shown, sandbox).verdict == "accepted"


def _judge_item(
    item: Item, shown: _Cases, made: _Cases, tally: Tally, sandbox: Sandbox
) -> None:
    """Put a program to a set, if its own tests say what its label says."""
    own = _own_verdict(item, sandbox)["verdict"]
    if own not in item.allowed:
        tally.unlike.append(f"{item.id}: {item.label}, is {own}")
    elif own == "accepted":
        tally.right += 1
        said = _verdict(item, made, sandbox)
        if said.verdict != "accepted":
            tally.refused.append(f"{item.id}: {_first_failure(said)}")
    elif _verdict(item, shown, sandbox).verdict == "accepted":
        is_slow = own == _SLOW
        tally.hard += 1
        tally.slow += is_slow
        if _verdict(item, made, sandbox).verdict == "accepted":
            tally.survived.append(f"{item.id}: {item.label}")
            tally.slow_survived += is_slow


def _verdict(item: Item, cases: _Cases, sandbox: Sandbox) -> VerificationReport:
    request = {
        **item.request,
        "test_cases": list(cases),
        "stop_at_first_failure": True,
        "reward": {"kind": "fraction"},
    }
    report = verify(VerificationRequest.model_validate(request), sandbox)
    if report.verdict == "internal_error":
        # Our own failure says nothing of a program, and is not to be remembered.
        said = (case.feedback for case in report.cases if case.feedback)
        raise RuntimeError(next(said, "the build failed"))
    return report


def _own_verdict(item: Item, sandbox: Sandbox) -> dict[str, Any]:
    """Say what the tests of its corpus say of a program; once, then it is kept."""
    told = json.dumps(item.request, sort_keys=True, default=str)
    name = hashlib.sha256(told.encode()).hexdigest()
    kept = CACHE / "contest-verdicts" / f"{name}.json"
    if kept.exists():
        return dict(json.loads(kept.read_text()))
    report = _verdict(item, item.request["test_cases"], sandbox)
    slowest_s = max((case.cpu_time_s for case in report.cases), default=0.0)
    made = {"verdict": str(report.verdict), "slowest_s": slowest_s}
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps(made))
    return made


def _first_failure(report: VerificationReport) -> str:
    failed = next(case for case in report.cases if case.verdict != "accepted")
    return f"{(failed.input or b'')[:80]!r} {failed.verdict} {failed.feedback}"[:200]


def stdio(options: argparse.Namespace) -> int:
    """Print the table of Codeflaws."""
    _measure(codeflaws_tasks(options.data), "codeflaws", options)
    return 0


def students(options: argparse.Namespace) -> int:
    """Print the table of ITSP, from the examples alone, or with the statements."""
    tasks = itsp_tasks(options.data)
    if not options.with_statements:
        tasks = [replace(task, statement="") for task in tasks]
    _measure(tasks, "itsp", options)
    return 0


def packages(options: argparse.Namespace) -> int:
    """Print the tables of packages, without their validators and with them."""
    tasks = package_tasks(options.data)
    bare = [replace(task, validators=()) for task in tasks]
    if not options.with_validators:
        _measure(bare, "packages", options)
    stating = [task for task in tasks if task.validators]
    _measure(stating, "validators", options)
    return 0


def _measure(
    tasks: Sequence[ContestTask], name: str, options: argparse.Namespace
) -> None:
    tasks = [task for task in tasks if options.only in task.name]
    if options.sample:
        chosen = random.Random(options.seed)
        tasks = chosen.sample(tasks, min(options.sample, len(tasks)))
    changes = json.loads(options.request)
    context = multiprocessing.get_context("spawn")
    tallies = []
    with ProcessPoolExecutor(options.jobs, mp_context=context) as pool:
        jobs = [
            pool.submit(judge_contest, (task, changes, options.telling))
            for task in tasks
        ]
        for done in as_completed(jobs):
            tally = done.result()
            tallies.append(tally)
            if options.verbose:
                show(tally)
                print_row(name, tallies)
    print_row(name, tallies)
