"""Contest problems with programs of known labels: what sets are made for, and of.

Codeflaws has programs and tests; ITSP has statements, too; packages have statements,
checkers, time limits and, some of them, programs that validate inputs.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from corpora import codeflaws, itsp
from corpora.icpc import load as load_icpc
from corpora.item import Item, submission
from corpora.rows import read_tests

from sandboxes import known_languages
from verifier.packages import LabeledRequest, Package, read_packages, requests_of

_VALIDATORS = {".py": "python", ".cpp": "cpp20", ".cc": "cpp20"}
_FASTEST = ("cpp", "cpp20", "c", "rust", "java", "go")
"""Languages of references, the most wanted first; then any other."""
_HEAD = re.compile(r"\s*/\*(.*?)\*/", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestTask:
    """A problem.

    Attributes:
        name: Its name.
        corpus: Where it is from.
        items: Its programs, the one that is to be the reference first.
        statement: The problem in words, if it is known.
        validators: Preconditions that its package states.
    """

    name: str
    corpus: str
    items: Sequence[Item]
    statement: str = ""
    validators: Sequence[dict[str, Any]] = field(default=())


def codeflaws_tasks(data: Path) -> list[ContestTask]:
    """Return the problems of Codeflaws that have right and wrong programs."""
    groups: dict[str, list[Item]] = {}
    for item in codeflaws.load(data):
        if isinstance(item, Item):
            problem = "-".join(item.id.split("/")[1].split("-")[:2])
            groups.setdefault(problem, []).append(item)
    return list(_with_both(groups, "codeflaws"))


def itsp_tasks(data: Path) -> list[ContestTask]:
    """Return the problems of ITSP that have right and wrong programs.

    The reference is the teachers' own program. The statement is the comment that it
    begins with, and is taken off it: what a set is made from is told apart.
    """
    groups: dict[str, list[Item]] = {}
    for item in itsp.load(data):
        groups.setdefault(item.id.split("/")[1], []).append(item)
    tasks = []
    for task in _with_both(groups, "itsp"):
        own = next(item for item in task.items if item.id.endswith("/Main"))
        source = str(own.request["submission"]["source"])
        head = _HEAD.match(source)
        bare = source[head.end() :] if head else source
        request = {**own.request, "submission": submission("c", bare)}
        others = [item for item in task.items if item is not own]
        tasks.append(
            replace(
                task,
                items=[replace(own, request=request), *others],
                statement=head[1].strip() if head else "",
            )
        )
    return tasks


def package_tasks(data: Path) -> list[ContestTask]:
    """Return the problems of packages that have right and wrong programs.

    Those that are there as a whole come with their validators; the others are rows.
    """
    tasks = {task.name: task for task in _rows(data)}
    for archive in sorted((data / "packages").glob("*.tar.gz")):
        for package in read_packages(archive):
            task = _whole(package)
            if task:
                tasks[task.name] = task
    return list(tasks.values())


def _rows(data: Path) -> Iterator[ContestTask]:
    tests = {
        ref.rpartition("/")[2]: t
        for ref, t in read_tests(data, "icpc-packages").items()
    }
    groups: dict[str, list[Item]] = {}
    for item in load_icpc(data):
        if isinstance(item, Item):
            for name in tests:
                if f"/{name}/" in item.id:
                    groups.setdefault(name, []).append(item)
    for task in _with_both(groups, "icpc-packages"):
        yield replace(task, statement=tests[task.name]["statement"] or "")


def _whole(package: Package) -> ContestTask | None:
    items = [
        Item(
            id=entry.id,
            label=entry.label,
            allowed=frozenset(map(str, entry.allowed)),
            request=entry.request,
            source=package.name,
            licence=str(package.config.get("license", "")),
            pace=None if entry.is_timed else package.name,
            pace_factor=entry.time_factor,
        )
        for entry in requests_of(package)
        if isinstance(entry, LabeledRequest) and entry.request.get("checker")
    ]
    for task in _with_both({package.name: items}, "packages"):
        return replace(
            task,
            statement=_statement(package),
            validators=list(_validators(package)),
        )
    return None


def _with_both(groups: dict[str, list[Item]], corpus: str) -> Iterator[ContestTask]:
    for name, items in groups.items():
        if {item.is_right for item in items} == {True, False}:
            ordered = sorted(items, key=_rank)
            yield ContestTask(name=name, corpus=corpus, items=ordered)


def _rank(item: Item) -> tuple[bool, int]:
    """Put what is right, and not slow, first; of these the fastest language."""
    is_reference = item.allowed == {"accepted"}
    language = item.language
    place = _FASTEST.index(language) if language in _FASTEST else len(_FASTEST)
    return not is_reference, place


def _statement(package: Package) -> str:
    for folder in ("problem_statement", "statement"):
        for path, text in package.folder(folder).items():
            if ".en." in path or path in {"problem.tex", "problem.md"}:
                return text.decode(errors="replace")
    return ""


def _validators(package: Package) -> Iterator[dict[str, Any]]:
    """Yield the validators of inputs: programs, and grammars of checktestdata."""
    files: dict[str, bytes] = {}
    for name in ("input_format_validators", "input_validators"):
        files |= package.folder(name)
    for folder in sorted({PurePosixPath(path).parent for path in files}):
        inside = {
            PurePosixPath(path).name: data.decode(errors="replace")
            for path, data in files.items()
            if PurePosixPath(path).parent == folder
        }
        for name, text in inside.items():
            if PurePosixPath(name).suffix == ".ctd":
                yield {"kind": "checktestdata", "source": text}
        mains = [name for name in inside if PurePosixPath(name).suffix in _VALIDATORS]
        for main in mains:
            language = _VALIDATORS[PurePosixPath(main).suffix]
            if language in known_languages().by_any_name:
                others = {n: t for n, t in inside.items() if n not in mains}
                yield {
                    "kind": "program",
                    "language": language,
                    "source": inside[main],
                    "files": others,
                    "convention": "kattis",
                }
