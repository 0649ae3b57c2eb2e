"""Whole problem packages in the format of Kattis and the ICPC.

https://www.kattis.com/problem-package-format/

The folder of a submission is its label. Without a time limit in `problem.yaml`,
the accepted submissions of a problem set it: five times the slowest of them, at
least a second. Whoever runs the items measures that (`Item.pace`).
"""

import io
import math
import tarfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import yaml  # type: ignore[import-untyped]

from corpora.item import (
    MEMORY_MIB,
    Item,
    Skipped,
    allowed_by,
    contest_limits,
    submission,
)
from corpora.validators import UnknownFlagError, checker_for
from sandboxes import Language, known_languages

NEEDS_PROGRAM = "needs program checkers"

_TIME_FACTOR = 5
_HEADERS = frozenset({".h", ".hh", ".hpp"})
_EXTENSIONS = {
    ".c": "c",
    ".cc": "cpp",
    ".cpp": "cpp",
    ".cs": "csharp",
    ".go": "go",
    ".hs": "haskell",
    ".java": "java",
    ".js": "javascript",
    ".kt": "kotlin",
    ".lisp": "common lisp",
    ".lua": "lua",
    ".ml": "ocaml",
    ".php": "php",
    ".pl": "prolog",
    ".py": "python",
    ".rb": "ruby",
    ".rs": "rust",
    ".scala": "scala",
    ".ts": "typescript",
}


def time_limit(slowest_s: float) -> float:
    """Return the time limit of a problem by its slowest accepted submission."""
    return max(1, math.ceil(_TIME_FACTOR * slowest_s))


@dataclass(slots=True)
class _Package:
    """The files of one problem, by path within it."""

    name: str
    files: dict[str, bytes] = field(default_factory=dict)

    @property
    def config(self) -> dict[str, Any]:
        return _yaml(self.files["problem.yaml"])

    def folder(self, path: str) -> dict[str, bytes]:
        return {
            name.removeprefix(f"{path}/"): data
            for name, data in sorted(self.files.items())
            if name.startswith(f"{path}/")
        }


def load(data: Path) -> Iterator[Item | Skipped]:
    """Yield the submissions of all packages."""
    for archive in sorted((data / "packages").glob("*.tar.gz")):
        for package in _read(archive):
            yield from _load(package)


def _read(archive: Path) -> list[_Package]:
    """Read an archive; a package is where a `problem.yaml` is."""
    files: dict[str, bytes] = {}
    with tarfile.open(fileobj=io.BytesIO(archive.read_bytes())) as tar:
        for member in tar:
            content = tar.extractfile(member) if member.isfile() else None
            if content:
                files[member.name.removeprefix("./")] = content.read()
    roots = [path.removesuffix("/problem.yaml") for path in files if _is_root(path)]
    packages = []
    for root in sorted(roots):
        package = _Package(PurePosixPath(root).name)
        package.files = {
            path.removeprefix(f"{root}/"): content
            for path, content in files.items()
            if path.startswith(f"{root}/")
        }
        packages.append(package)
    return packages


def _is_root(path: str) -> bool:
    return path.endswith("/problem.yaml")


def _yaml(data: bytes) -> dict[str, Any]:
    return dict(yaml.safe_load(data) or {})


def _load(package: _Package) -> Iterator[Item | Skipped]:
    config = package.config
    own_judge = any(
        package.folder(name) for name in ("output_validators", "output_validator")
    )
    for label, programs in _submissions(package).items():
        for name, files in programs.items():
            item_id = f"{package.name}/{label}/{name}"
            if own_judge or config.get("type") in {"interactive", "multi-pass"}:
                yield Skipped(id=item_id, reason=NEEDS_PROGRAM)
                continue
            found = _language(files)
            if found not in known_languages().by_any_name:
                yield Skipped(id=item_id, reason=f"language {found}")
                continue
            program = _program(known_languages().get(found), files)
            try:
                yield _item(package, config, item_id, label, program)
            except UnknownFlagError as error:
                yield Skipped(id=item_id, reason=f"validator flag {error}")


def _submissions(package: _Package) -> dict[str, dict[str, dict[str, bytes]]]:
    """Return the files of each submission, by label and name."""
    found: dict[str, dict[str, dict[str, bytes]]] = {}
    for path, data in package.folder("submissions").items():
        label, _, rest = path.partition("/")
        name, _, inner = rest.partition("/")
        if name:
            found.setdefault(label, {}).setdefault(name, {})[inner or name] = data
    return found


def _language(files: Mapping[str, bytes]) -> str:
    """Name the language that most files are in."""
    names = Counter(
        _EXTENSIONS.get(PurePosixPath(path).suffix, PurePosixPath(path).suffix)
        for path in files
        if PurePosixPath(path).suffix not in _HEADERS
    )
    name = names.most_common(1)[0][0] if names else "unknown"
    first_lines = {data.split(b"\n", 1)[0] for data in files.values()}
    if name == "python" and any(b"python2" in line for line in first_lines):
        return "python 2"
    return name


def _program(language: Language, files: Mapping[str, bytes]) -> dict[str, Any]:
    """Make a submission of its files; the first one, or `main`, is the main file."""
    texts = {path: data.decode() for path, data in files.items()}
    units = [p for p in texts if PurePosixPath(p).suffix in language.extensions]
    main = min(units, key=lambda path: (PurePosixPath(path).stem.lower() != "main",))
    source = texts.pop(main)
    return submission(language.name, source, texts)


def _item(
    package: _Package,
    config: dict[str, Any],
    item_id: str,
    label: str,
    program: dict[str, Any],
) -> Item:
    limits = config.get("limits") or {}
    time_s = limits.get("time_limit")
    flags = config.get("validator_flags") or ""
    request: dict[str, Any] = {
        "submission": program,
        "test_cases": _cases(package, flags),
        "checker": checker_for(flags),
        "limits": contest_limits(
            time_s=time_s, memory_mib=limits.get("memory", MEMORY_MIB)
        ),
        "stop_at_first_failure": config.get("type") != "scoring",
    }
    if config.get("type") == "scoring":
        request["reward"] = {"kind": "weighted"}
    return Item(
        id=item_id,
        label=label,
        allowed=allowed_by(label),
        request=request,
        source=f"package {package.name}: {config.get('source', '')}",
        licence=str(config.get("license", "")),
        pace=package.name if time_s is None else None,
    )


def _cases(package: _Package, flags: str) -> list[dict[str, Any]]:
    """Make the test cases, samples first; a folder with scores is a group."""
    data = package.folder("data")
    paths = [path for path in data if path.endswith(".in")]
    cases = []
    for path in sorted(paths, key=lambda path: (not path.startswith("sample/"), path)):
        stem = path.removesuffix(".in")
        case: dict[str, Any] = {
            "kind": "stdio",
            "id": stem,
            "input": data[path].decode(),
            "answer": data[f"{stem}.ans"].decode(),
        }
        own = _flags_of(data, stem)
        if own is not None and own != flags:
            case["checker"] = checker_for(own)
        folders = PurePosixPath(stem).parent.parts
        if len(folders) > 1:
            case["group"] = "/".join(folders)
        cases.append(case)
    return cases


def _flags_of(data: Mapping[str, bytes], stem: str) -> str | None:
    """Return the validator flags of the innermost folder that states some."""
    for folder in PurePosixPath(stem).parents:
        name = str(folder / "testdata.yaml")
        flags = (
            _yaml(data[name]).get("output_validator_flags") if name in data else None
        )
        if flags is not None:
            return str(flags)
    return None
