"""What generated test sets are worth, on programs whose labels are known.

    python benchmarks/testgen.py functions --labels labels.json
    python benchmarks/testgen.py agreement --labels labels.json
    python benchmarks/testgen.py stdio

`functions`: HumanEval and MBPP, from signature, docstring examples and the
canonical solution alone. Which of the wrong programs that the original tests let
through does the generated set kill, and how many right ones does it refuse?
"""

import argparse
import json
import logging
import multiprocessing
import os
import random
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import structlog
from corpora.codeflaws import load as load_codeflaws
from corpora.item import Item
from corpora.plus import Task, load_tasks, write_labels
from pydantic import TypeAdapter

from sandboxes import Sandbox, SandboxOptions, known_backends, known_languages
from verifier.assistants import Assistants
from verifier.checkers.floats import FloatsChecker
from verifier.checkers.tokens import TokensChecker
from verifier.generation.comparing import Comparer
from verifier.generation.generate import generate
from verifier.generation.inputs import Input, call_input, typed_json
from verifier.generation.messages import GenerationReport, GenerationRequest
from verifier.generation.mutants import mutants_of
from verifier.generation.replies import Reply, ReplyKind
from verifier.generation.subjects import Asking, Entry, Part, Subject
from verifier.graders.function_call import FunctionCallCase
from verifier.judge import verify
from verifier.messages import VerificationRequest
from verifier.program import Source
from verifier.reports import VerificationReport
from verifier.values import MalformedValueError, encode

FunctionCallCases = TypeAdapter(list[FunctionCallCase])
_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
_CACHE = Path.home() / ".cache" / "verifier"
_CALLS = Asking(is_isolated=False, most_deaths=1, cpu_time_s=1.0)
_PLUS_INPUTS = 300
_SHOWN = 3
_MUTANT_SEED = 20_000
"""Another seed than that of the sets, so that other mutants are chosen."""


@dataclass(slots=True)
class Tally:
    """What became of the programs of one task."""

    task: str
    corpus: str
    cases: int = 0
    took_s: float = 0.0
    feedback: str = ""
    right: int = 0
    refused: list[str] = field(default_factory=list)
    hard: int = 0
    survived: list[str] = field(default_factory=list)
    mutants: int = 0
    mutants_survived: int = 0
    kill_rate: float | None = None
    unlike: list[str] = field(default_factory=list)
    """Programs of which the tests of the corpus say something else than the label."""


class Worker:
    """One process, with its sandbox."""

    sandbox: Sandbox | None = None

    @classmethod
    def box(cls) -> Sandbox:
        """Return the sandbox of this process."""
        if cls.sandbox is None:
            quiet = structlog.make_filtering_bound_logger(logging.CRITICAL)
            structlog.configure(wrapper_class=quiet)
            options = SandboxOptions(cache=_CACHE)
            cls.sandbox = known_backends().get("nsjail")(options)
        return cls.sandbox


def request_for(task: Task, changes: dict[str, Any]) -> dict[str, Any]:
    """Ask for a set from signature, docstring and reference alone."""
    examples = []
    for args in task.examples:
        try:
            examples.append({"args": [encode(value) for value in args]})
        except (TypeError, MalformedValueError):
            continue
    return {
        "target": {
            "kind": "function",
            "function": task.function,
            "signature": task.prompt,
        },
        "references": [{"language": "python", "source": task.reference}],
        "examples": examples,
        **changes,
    }


def judge_task(job: tuple[Task, dict[str, Any], int]) -> Tally:
    """Make a set for a task, and put its programs to it."""
    task, changes, most_mutants = job
    sandbox = Worker.box()
    tally = Tally(task=task.name, corpus=task.name.partition("/")[0])
    begin = time.monotonic()
    request = GenerationRequest.model_validate(request_for(task, changes))
    report = generate(request, sandbox)
    tally.took_s = time.monotonic() - begin
    tally.cases, tally.feedback = report.cases, report.feedback
    if report.certificate:
        tally.kill_rate = report.certificate.strength.kill_rate
    programs = {p.id: p for p in task.programs if p.is_right or p.is_hard}
    mutants = hard_mutants(task, sandbox, most_mutants) if most_mutants else {}
    failed = failures(
        task, report, {**{n: p.code for n, p in programs.items()}, **mutants}, sandbox
    )
    for name, program in programs.items():
        if program.is_right:
            tally.right += 1
            if name in failed:
                tally.refused.append(f"{name}: {failed[name]}")
        else:
            tally.hard += 1
            if name not in failed:
                tally.survived.append(name)
    tally.mutants = len(mutants)
    tally.mutants_survived = sum(name not in failed for name in mutants)
    return tally


def subject_of(task: Task, sandbox: Sandbox) -> Subject:
    """Return the canonical solution, ready to be asked."""
    language = known_languages().get("python")
    part = Part(
        role="reference",
        language=language,
        source=Source(text=task.reference),
        entry=Entry(function=task.function),
        limits=language.limits,
    )
    return Subject(sandbox, part)


def failures(
    task: Task, report: GenerationReport, sources: dict[str, str], sandbox: Sandbox
) -> dict[str, str]:
    """Return which programs fail the cases of a set, and on what."""
    if not report.test_cases or not sources:
        return {}
    cases = FunctionCallCases.validate_python(report.test_cases)
    inputs = [Input(typed_json(case.args)) for case in cases]
    answers = [Reply(kind=ReplyKind.VALUE, value=case.answer) for case in cases]
    failed = {}
    with subject_of(task, sandbox) as subject, Assistants(sandbox) as assistants:
        comparer = Comparer(
            checker=cases[0].checker or TokensChecker(),
            is_stdio=False,
            assistants=assistants,
        )
        for name, replies in subject.answers_of(sources, inputs, _CALLS).items():
            for one, reply, answer in zip(inputs, replies, answers, strict=True):
                if reply.kind is ReplyKind.LEFT_OUT:
                    continue
                if not comparer.is_same(one, reply, answer):
                    got = reply.value if reply.is_value else reply.words
                    failed[name] = (
                        f"{one.data[:150].decode(errors='replace')} gives "
                        f"{str(got)[:80]}, not {str(answer.value)[:80]}"
                    )
                    break
    return failed


def hard_mutants(task: Task, sandbox: Sandbox, most: int) -> dict[str, str]:
    """Return mutants of the reference that only the larger tests kill."""
    made = mutants_of(task.reference, most, _MUTANT_SEED)
    kept = _CACHE / "hard-mutants" / f"{most}-{task.name.replace('/', '-')}.json"
    if kept.exists():
        return dict(json.loads(kept.read_text()))
    hard = _find_hard(
        task, {f"mutant {n}": m.source for n, m in enumerate(made)}, sandbox
    )
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps(hard))
    return hard


def _find_hard(task: Task, sources: dict[str, str], sandbox: Sandbox) -> dict[str, str]:
    inputs = []
    for args in [*task.base, *task.plus[:_PLUS_INPUTS]]:
        try:
            inputs.append(call_input(args, ""))
        except (TypeError, MalformedValueError):
            return {}
    if not inputs or not task.plus:
        return {}
    hard = {}
    with subject_of(task, sandbox) as subject, Assistants(sandbox) as assistants:
        comparer = Comparer(
            checker=FloatsChecker(), is_stdio=False, assistants=assistants
        )
        answers = subject.answers(inputs)
        for name, replies in subject.answers_of(sources, inputs, _CALLS).items():
            same = [
                answer.kind is not ReplyKind.VALUE
                or reply.kind is ReplyKind.LEFT_OUT
                or comparer.is_same(one, reply, answer)
                for one, reply, answer in zip(inputs, replies, answers, strict=True)
            ]
            count = len(task.base)
            if all(same[:count]) and not all(same[count:]):
                hard[name] = sources[name]
    return hard


def functions(options: argparse.Namespace) -> int:
    """Print the table of HumanEval and MBPP."""
    if not options.labels.exists():
        write_labels(options.data, options.labels, Worker.box())
    tasks = load_tasks(options.data, options.labels)
    tasks = [task for task in tasks if options.only in task.name]
    if options.sample:
        tasks = random.Random(0).sample(tasks, min(options.sample, len(tasks)))
    tasks.sort(key=lambda task: not any(p.is_hard for p in task.programs))
    changes = json.loads(options.request)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(options.jobs, mp_context=context) as pool:
        jobs = [(task, changes, options.mutants) for task in tasks]
        tallies = []
        for tally in pool.map(judge_task, jobs):
            tallies.append(tally)
            if options.verbose:
                show(tally)
    for corpus in [*sorted({tally.corpus for tally in tallies}), ""]:
        part = [t for t in tallies if t.corpus == corpus or not corpus]
        print_row(corpus or "all", part)
    if options.out:
        options.out.write_text(json.dumps([asdict(tally) for tally in tallies]))
    return 0


def print_row(name: str, tallies: list[Tally]) -> None:
    """Print the sums of some tasks."""
    hard, right = sum(t.hard for t in tallies), sum(t.right for t in tallies)
    killed = hard - sum(len(t.survived) for t in tallies)
    refused = sum(len(t.refused) for t in tallies)
    mutants = sum(t.mutants for t in tallies)
    dead = mutants - sum(t.mutants_survived for t in tallies)
    cases = sum(t.cases for t in tallies) / max(1, len(tallies))
    took = sum(t.took_s for t in tallies) / max(1, len(tallies))
    empty = sum(not t.cases for t in tallies)
    print(
        f"{name:10} tasks {len(tallies)} ({empty} without a set) "
        f"hard killed {killed}/{hard} = {killed / max(1, hard):.1%}  "
        f"hard mutants {dead}/{mutants} = {dead / max(1, mutants):.1%}  "
        f"right refused {refused}/{right} = {refused / max(1, right):.1%}  "
        f"cases {cases:.0f}  {took:.1f} s a set"
    )


def contest_tasks(data: Path) -> list[list[Item]]:
    """Return the programs of Codeflaws by problem, those with a right one."""
    groups: dict[str, list[Item]] = {}
    for item in load_codeflaws(data):
        if isinstance(item, Item):
            problem = "-".join(item.id.split("/")[1].split("-")[:2])
            groups.setdefault(problem, []).append(item)
    return [
        items
        for items in groups.values()
        if any(i.is_right for i in items) and any(not i.is_right for i in items)
    ]


def judge_contest(job: tuple[list[Item], dict[str, Any]]) -> Tally:
    """Make a set from one accepted program and three cases; judge the others."""
    items, changes = job
    sandbox = Worker.box()
    reference = next(item for item in items if item.is_right)
    tally = Tally(task=reference.id, corpus="codeflaws")
    shown = reference.request["test_cases"][:_SHOWN]
    if any("files" in case for case in shown):
        tally.feedback = "about files"
        return tally
    begin = time.monotonic()
    asked = {
        "target": {"kind": "stdio"},
        "references": [reference.request["submission"]],
        "examples": [{"input": c["input"], "answer": c["answer"]} for c in shown],
        **changes,
    }
    report = generate(GenerationRequest.model_validate(asked), sandbox)
    tally.took_s = time.monotonic() - begin
    tally.cases, tally.feedback = report.cases, report.feedback
    if not report.test_cases:
        report = report.model_copy(update={"test_cases": shown})
    for item in items:
        if item is not reference:
            _judge_item(item, shown, report.test_cases, tally, sandbox)
    return tally


def _judge_item(
    item: Item,
    shown: list[dict[str, Any]],
    made: list[dict[str, Any]],
    tally: Tally,
    sandbox: Sandbox,
) -> None:
    """Put a program to a set, if its own tests say what its label says."""
    own = item.request["test_cases"]
    passes_own = _verdict(item, own, sandbox).verdict == "accepted"
    if passes_own != item.is_right:
        tally.unlike.append(f"{item.id}: {item.label}")
    elif item.is_right:
        tally.right += 1
        said = _verdict(item, made, sandbox)
        if said.verdict != "accepted":
            tally.refused.append(f"{item.id}: {_first_failure(said)}")
    elif _verdict(item, shown, sandbox).verdict == "accepted":
        tally.hard += 1
        if _verdict(item, made, sandbox).verdict == "accepted":
            tally.survived.append(f"{item.id}: {item.label}")


def _verdict(
    item: Item, cases: list[dict[str, Any]], sandbox: Sandbox
) -> VerificationReport:
    request = {**item.request, "test_cases": cases, "stop_at_first_failure": True}
    return verify(VerificationRequest.model_validate(request), sandbox)


def _first_failure(report: VerificationReport) -> str:
    failed = next(case for case in report.cases if case.verdict != "accepted")
    return f"{(failed.input or b'')[:80]!r} {failed.verdict} {failed.feedback}"[:200]


def stdio(options: argparse.Namespace) -> int:
    """Print the table of Codeflaws."""
    groups = contest_tasks(options.data)
    if options.sample:
        groups = random.Random(0).sample(groups, min(options.sample, len(groups)))
    changes = json.loads(options.request)
    context = multiprocessing.get_context("spawn")
    tallies = []
    with ProcessPoolExecutor(options.jobs, mp_context=context) as pool:
        for tally in pool.map(judge_contest, [(items, changes) for items in groups]):
            tallies.append(tally)
            if options.verbose:
                show(tally)
    print_row("codeflaws", tallies)
    return 0


def show(tally: Tally) -> None:
    """Print what happened to the programs of one task."""
    killed = tally.hard - len(tally.survived)
    print(
        f"{tally.task}: {tally.cases} cases {tally.took_s:.1f} s, killed {killed} of "
        f"{tally.hard} hard, refused {len(tally.refused)} of {tally.right} right "
        f"{tally.feedback}",
        flush=True,
    )
    for name in tally.refused:
        print(f"    refused {name}")
    for name in tally.survived:
        print(f"    survived {name}", flush=True)
    for name in tally.unlike:
        print(f"    left out {name}", flush=True)


def judge_agreement(job: tuple[Task, dict[str, Any]]) -> Tally:
    """Have the models' programs agree, and compare that with the reference."""
    task, changes = job
    sandbox = Worker.box()
    tally = Tally(task=task.name, corpus=task.name.partition("/")[0])
    programs = [p for p in task.programs if p.id.startswith("llm-samples")]
    asked = request_for(task, {"references": [], **changes})
    asked["candidates"] = [{"language": "python", "source": p.code} for p in programs]
    if not programs:
        tally.feedback = "no program"
        return tally
    begin = time.monotonic()
    report = generate(GenerationRequest.model_validate(asked), sandbox)
    tally.took_s = time.monotonic() - begin
    tally.cases, tally.feedback = report.cases, report.feedback
    if report.certificate:
        tally.kill_rate = report.certificate.confidence
    cases = FunctionCallCases.validate_python(report.test_cases)
    inputs = [Input(typed_json(case.args)) for case in cases]
    with subject_of(task, sandbox) as subject, Assistants(sandbox) as assistants:
        comparer = Comparer(
            checker=FloatsChecker(), is_stdio=False, assistants=assistants
        )
        for one, case, truth in zip(
            inputs, cases, subject.answers(inputs), strict=True
        ):
            if not truth.is_value:
                continue
            tally.right += 1
            said = Reply(kind=ReplyKind.VALUE, value=case.answer)
            if not comparer.is_same(one, truth, said):
                tally.refused.append(
                    f"{one.data[:80].decode(errors='replace')}: "
                    f"{str(case.answer)[:60]}, not {str(truth.value)[:60]}"
                )
    return tally


def agreement(options: argparse.Namespace) -> int:
    """Print how often agreement is right."""
    tasks = load_tasks(options.data, options.labels)
    tasks = [task for task in tasks if options.only in task.name]
    if options.sample:
        tasks = random.Random(0).sample(tasks, min(options.sample, len(tasks)))
    changes = json.loads(options.request)
    context = multiprocessing.get_context("spawn")
    tallies = []
    with ProcessPoolExecutor(options.jobs, mp_context=context) as pool:
        for tally in pool.map(judge_agreement, [(task, changes) for task in tasks]):
            tallies.append(tally)
            if options.verbose:
                wrong = len(tally.refused)
                print(
                    f"{tally.task}: {wrong} of {tally.right} wrong, confidence "
                    f"{tally.kill_rate} {tally.feedback} {tally.refused[:1]}",
                    flush=True,
                )
    made = [tally for tally in tallies if tally.cases]
    answers = sum(tally.right for tally in made)
    wrong = sum(len(tally.refused) for tally in made)
    print(
        f"sets {len(made)} of {len(tallies)} tasks, answers {answers}, "
        f"right {1 - wrong / max(1, answers):.2%}, "
        f"tasks without a wrong one {sum(not t.refused for t in made)}"
    )
    return 0


def main() -> int:
    """Run one of the measurements."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("what", choices=sorted(_MEASUREMENTS))
    parser.add_argument("--data", type=Path, default=_DATA)
    parser.add_argument("--labels", type=Path, default=_CACHE / "plus-labels.json")
    parser.add_argument("--only", default="", help="tasks whose name has this in it")
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--request", default="{}", help="changes to the request, JSON")
    parser.add_argument("--mutants", type=int, default=20, help="of each reference")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    return _MEASUREMENTS[options.what](options)


_MEASUREMENTS: dict[str, Callable[[argparse.Namespace], int]] = {
    "agreement": agreement,
    "functions": functions,
    "stdio": stdio,
}

if __name__ == "__main__":
    sys.exit(main())
