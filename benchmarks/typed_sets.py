"""What sets are worth that a reference in another language than Python answered.

HumanEvalPack has each problem in six languages, in each with a bug. In turn each
language has the reference: its canonical solution, with the task in words. Wrong
are the programs with a bug, in all languages. Right are the canonical solutions in
the reference's language and in Python: in others an integer may have fewer digits.
"""

import argparse
import json
import multiprocessing
import random
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from corpora import humanevalpack, typed
from corpora.item import Item
from corpora.rows import read_programs
from set_tally import Tally, Worker, print_row, show

from verifier.generation.generate import generate
from verifier.generation.messages import GenerationRequest
from verifier.judge import verify
from verifier.messages import VerificationRequest

_NAMES = ("function", "class_name", "method")
_LIMITS = {"cpu_time_s": 10, "wall_time_s": 60}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A problem, one of whose programs is the reference.

    Attributes:
        name: Of the problem and the reference's language.
        words: The task, as its instruction in that language says it.
        reference: The canonical solution in that language.
        programs: All programs of the problem, in all languages.
    """

    name: str
    words: str
    reference: Item
    programs: tuple[Item, ...]

    def is_judged(self, item: Item) -> bool:
        """Whether it is known what a set should say of a program."""
        language = item.request["submission"]["language"]
        own = self.reference.request["submission"]["language"]
        return item.label != "accepted" or language in {own, "python"}


def problems(data: Path) -> Iterator[Problem]:
    """Yield the problems, each once for each language but Python."""
    rows = {row["id"]: row for row in read_programs(data, "humanevalpack")}
    groups: dict[str, list[Item]] = {}
    for load in (typed.load, humanevalpack.load_calls):
        for item in load(data):
            if isinstance(item, Item) and item.request["test_cases"][0].get("args"):
                groups.setdefault(rows[item.id]["group"], []).append(item)
    for group, items in groups.items():
        for item in items:
            language = item.request["submission"]["language"]
            if item.label == "accepted" and language != "python":
                yield Problem(
                    name=f"{group}/{language}",
                    words=rows[item.id].get("instruction") or "",
                    reference=item,
                    programs=tuple(items),
                )


def named(item: Item) -> dict[str, str]:
    """Return the names of what is called of a program."""
    case = item.request["test_cases"][0]
    return {name: case[name] for name in _NAMES if case.get(name)}


def judge(job: tuple[Problem, dict[str, Any]]) -> Tally:
    """Make a set for a problem, and put its programs to it."""
    problem, changes = job
    sandbox = Worker.box()
    tally = Tally(task=problem.name, corpus=problem.name.rpartition("/")[2])
    begin = time.monotonic()
    own = problem.reference.request["submission"]
    request = {
        "target": {
            "kind": "function",
            "description": problem.words,
            **named(problem.reference),
        },
        "references": [{"language": own["language"], "source": own["source"]}],
        **changes,
    }
    report = generate(GenerationRequest.model_validate(request), sandbox)
    tally.took_s = time.monotonic() - begin
    tally.cases, tally.feedback = report.cases, report.feedback
    if report.certificate:
        tally.kill_rate = report.certificate.strength.kill_rate
    cases = report.model_dump(mode="json")["test_cases"] or []
    for item in filter(problem.is_judged, problem.programs if cases else ()):
        plain = [{k: v for k, v in one.items() if k not in _NAMES} for one in cases]
        asked = {
            "submission": item.request["submission"],
            "test_cases": [one | named(item) for one in plain],
            "limits": _LIMITS,
            "stop_at_first_failure": True,
        }
        done = verify(VerificationRequest.model_validate(asked), sandbox)
        if item.label == "accepted":
            tally.right += 1
            if done.reward != 1:
                last = next(one for one in done.cases if one.verdict != "accepted")
                why = f"{last.verdict} {last.input!r:.200} {last.feedback:.120}"
                tally.refused.append(f"{item.id}: {why}")
        else:
            tally.hard += 1
            if done.reward == 1:
                tally.survived.append(item.id)
    return tally


def languages(options: argparse.Namespace) -> int:
    """Print the table: a row for each language of the reference."""
    found = [one for one in problems(options.data) if options.only in one.name]
    if options.sample:
        chance = random.Random(options.seed)
        found = chance.sample(found, min(options.sample, len(found)))
    changes = json.loads(options.request)
    context = multiprocessing.get_context("spawn")
    tallies = []
    with ProcessPoolExecutor(options.jobs, mp_context=context) as pool:
        for tally in pool.map(judge, [(one, changes) for one in found]):
            tallies.append(tally)
            if options.verbose:
                show(tally)
    for language in [*sorted({tally.corpus for tally in tallies}), ""]:
        part = [one for one in tallies if language in {one.corpus, ""}]
        print_row(language or "all", part)
    if options.out:
        options.out.write_text(json.dumps([asdict(tally) for tally in tallies]))
    return 0
