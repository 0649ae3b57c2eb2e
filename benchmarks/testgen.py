"""What generated test sets are worth, on programs whose labels are known.

    python benchmarks/testgen.py functions --labels labels.json
    python benchmarks/testgen.py agreement --labels labels.json
    python benchmarks/testgen.py stdio
    python benchmarks/testgen.py students
    python benchmarks/testgen.py packages
    python benchmarks/testgen.py languages
    python benchmarks/testgen.py speed --only HumanEval/120

`functions`: HumanEval and MBPP, from signature, docstring examples and the
canonical solution alone. Which of the wrong programs that the original tests let
through does the generated set kill, and how many right ones does it refuse?
"""

import argparse
import json
import multiprocessing
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any

from contest_sets import packages, stdio, students
from corpora.plus import Task, bare_tasks, load_tasks, write_labels
from pydantic import TypeAdapter
from set_tally import CACHE, Tally, Worker, print_row, show
from typed_sets import languages

from sandboxes import Sandbox, known_languages
from verifier.assistants import Assistants
from verifier.checkers.floats import FloatsChecker
from verifier.checkers.tokens import TokensChecker
from verifier.generation.asking import Asking, Entry, Part
from verifier.generation.comparing import Comparer
from verifier.generation.generate import generate
from verifier.generation.inputs import Input, call_input, typed_json
from verifier.generation.messages import GenerationReport, GenerationRequest
from verifier.generation.mutants import mutants_of
from verifier.generation.replies import Reply, ReplyKind
from verifier.generation.subjects import Subject
from verifier.graders.function_call import FunctionCallCase
from verifier.program import Source
from verifier.values import MalformedValueError, encode

FunctionCallCases = TypeAdapter(list[FunctionCallCase])
_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
_CALLS = Asking(is_isolated=False, most_deaths=1)
_PLUS_INPUTS = 300
_SPEED_RUNS = 3
_MUTANT_SEED = 20_000
"""Another seed than that of the sets, so that other mutants are chosen."""


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
    kept = CACHE / "hard-mutants" / f"{most}-{task.name.replace('/', '-')}.json"
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
    if options.hard:
        tasks = [task for task in tasks if any(p.is_hard for p in task.programs)]
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
        print_sources(tasks, part)
    if options.out:
        options.out.write_text(json.dumps([asdict(tally) for tally in tallies]))
    return 0


def print_sources(tasks: list[Task], tallies: list[Tally]) -> None:
    """Print how many hard programs of each corpus that they come from were killed."""
    names = {tally.task for tally in tallies}
    hard = Counter(
        p.id.partition("/")[0]
        for task in tasks
        for p in task.programs
        if p.is_hard and task.name in names
    )
    alive = Counter(name.partition("/")[0] for t in tallies for name in t.survived)
    for source, count in sorted(hard.items()):
        print(f"    of {source}: {count - alive[source]} of {count}")


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


def speed(options: argparse.Namespace) -> int:
    """Print how long sets take, one after another, on one slot."""
    changes = json.loads(options.request)
    for task in bare_tasks(options.data):
        if task.name != options.only:
            continue
        request = GenerationRequest.model_validate(request_for(task, changes))
        for _ in range(_SPEED_RUNS):
            begin, own = time.monotonic(), time.process_time()
            report = generate(request, Worker.box())
            took_s, own_s = time.monotonic() - begin, time.process_time() - own
            print(
                f"{task.name}: {report.cases} cases in {took_s:.1f} s, "
                f"{own_s:.1f} s CPU of this process {report.feedback}",
                flush=True,
            )
    return 0


def main() -> int:
    """Run one of the measurements."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("what", choices=sorted(_MEASUREMENTS))
    parser.add_argument("--data", type=Path, default=_DATA)
    parser.add_argument("--labels", type=Path, default=CACHE / "plus-labels.json")
    parser.add_argument("--only", default="", help="tasks whose name has this in it")
    parser.add_argument("--hard", action="store_true", help="tasks with hard programs")
    parser.add_argument(
        "--telling", action="store_true", help="contests: no set that judges nobody"
    )
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0, help="of the sample")
    parser.add_argument(
        "--with-validators", action="store_true", help="packages: that row alone"
    )
    parser.add_argument(
        "--with-statements", action="store_true", help="students: told the statement"
    )
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
    "languages": languages,
    "packages": packages,
    "speed": speed,
    "stdio": stdio,
    "students": students,
}

if __name__ == "__main__":
    sys.exit(main())
