"""Makes a verification request of each submission in a problem package.

The folder of a submission is its label. Without a time limit in `problem.yaml`,
the accepted submissions of the problem set it: five times the slowest of them, or
as many times as it says there, at least a second. Whoever runs the requests
measures that.
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from sandboxes import MIB, Language, known_languages
from verifier.content import show
from verifier.outcome import Verdict
from verifier.packages.labels import allowed_by
from verifier.packages.package import BadPackageError, Package
from verifier.packages.validators import UnknownFlagError, checker_for

MEMORY_MIB = 1024
"""Memory of a problem that states none, as on Kattis."""
_OUTPUT_MIB = 8
TIME_FACTOR = 5.0
"""How many times the slowest accepted submission the others may take."""
_HEADERS = frozenset({".h", ".hh", ".hpp"})
# Kattis compiles C++ as C++20 or later: problemtools, config/languages.yaml.
_EXTENSIONS = {
    ".c": "c",
    ".cc": "cpp20",
    ".cpp": "cpp20",
    ".cs": "csharp",
    ".cxx": "cpp20",
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
    ".py3": "python",
    ".rb": "ruby",
    ".rs": "rust",
    ".scala": "scala",
    ".sh": "bash",
    ".ts": "typescript",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LabeledRequest:
    """A submission, and what its package says of it.

    Attributes:
        package: Name of the package.
        label: Name of its folder.
        name: Its own name.
        language: The language it is written in.
        allowed: The verdicts that say what the label says.
        request: A `VerificationRequest` as JSON. Without `is_timed` its limits
            state no CPU time.
        is_timed: Whether its time limit is known.
        time_factor: Where it is not: how many times the slowest accepted
            submission it may take.
    """

    package: str
    label: str
    name: str
    language: str
    allowed: frozenset[Verdict]
    request: dict[str, Any] = field(repr=False)
    is_timed: bool
    time_factor: float = TIME_FACTOR

    @property
    def id(self) -> str:
        """Its place: package, label and name."""
        return f"{self.package}/{self.label}/{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A submission that cannot be judged, and why."""

    id: str
    reason: str


class _UnsupportedError(Exception):
    """A package, or a program in it, has something that we do not know."""


def time_limit(slowest_s: float, factor: float = TIME_FACTOR) -> float:
    """Return the time limit of a problem by its slowest accepted submission."""
    return max(1.0, math.ceil(factor * slowest_s))


def with_time_limit(request: dict[str, Any], limit_s: float) -> dict[str, Any]:
    """Return a request with its time limit stated."""
    return {**request, "limits": {**request["limits"], "cpu_time_s": limit_s}}


def requests_of(package: Package) -> Iterator[LabeledRequest | LeftOut]:
    """Yield the submissions of a package.

    Raises:
        BadPackageError: It is not as the format says.
    """
    for label, programs in _submissions(package).items():
        for name, files in programs.items():
            try:
                yield _labeled(package, label, name, files)
            except (_UnsupportedError, UnknownFlagError) as error:
                yield LeftOut(id=f"{package.name}/{label}/{name}", reason=str(error))


def _submissions(package: Package) -> dict[str, dict[str, dict[str, bytes]]]:
    """Return the files of each submission, by label and name."""
    found: dict[str, dict[str, dict[str, bytes]]] = {}
    for path, data in package.folder("submissions").items():
        label, _, rest = path.partition("/")
        name, _, inner = rest.partition("/")
        if name and PurePosixPath(name).suffix not in {".yaml", ".md"}:
            found.setdefault(label, {}).setdefault(name, {})[inner or name] = data
    return found


def _labeled(
    package: Package, label: str, name: str, files: Mapping[str, bytes]
) -> LabeledRequest:
    try:
        allowed = allowed_by(label)
    except KeyError:
        msg = f"label {label}"
        raise _UnsupportedError(msg) from None
    config = package.config
    program = _program(files)
    limits = _mapping(config.get("limits"))
    is_timed = limits.get("time_limit") is not None
    flags = _flags(config)
    judging = _Judging(package)
    request: dict[str, Any] = {
        "submission": program,
        "test_cases": _cases(package, judging, flags),
        "limits": {
            "memory_bytes": int(_number(limits, "memory", MEMORY_MIB) * MIB),
            "output_bytes": int(_number(limits, "output", _OUTPUT_MIB) * MIB),
        },
        "stop_at_first_failure": config.get("type") != "scoring",
    }
    if not judging.is_interactive:
        request["checker"] = judging.checker(flags)
    if config.get("type") == "scoring":
        request["reward"] = {"kind": "weighted"}
    if is_timed:
        time_s = _number(limits, "time_limit", 1.0)
        request = with_time_limit(request, time_s)
    return LabeledRequest(
        package=package.name,
        label=label,
        name=name,
        language=program["language"],
        allowed=allowed,
        request=request,
        is_timed=is_timed,
        time_factor=_time_factor(limits),
    )


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _time_factor(limits: Mapping[str, Any]) -> float:
    """Return what is stated in the words of the legacy format, or of 2023-07."""
    multipliers = _mapping(limits.get("time_multipliers"))
    default = _number(limits, "time_multiplier", TIME_FACTOR)
    return _number(multipliers, "ac_to_time_limit", default)


def _number(limits: Mapping[str, Any], name: str, default: float) -> float:
    """Return a limit that the package states.

    Raises:
        BadPackageError: It is no positive number.
    """
    value = limits.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float):
        value = math.nan
    if not (math.isfinite(value) and value > 0):
        msg = f"limits.{name}: not a positive number"
        raise BadPackageError(msg)
    return float(value)


def _flags(config: Mapping[str, Any]) -> str:
    return str(config.get("validator_flags") or "")


def _language(files: Mapping[str, bytes]) -> Language:
    """Return the language that most files are in.

    Raises:
        _UnsupportedError: We do not know it.
    """
    suffixes = [PurePosixPath(path).suffix for path in files]
    names = Counter(
        _EXTENSIONS.get(suffix, suffix) for suffix in suffixes if suffix not in _HEADERS
    )
    name = names.most_common(1)[0][0] if names else "unknown"
    first_lines = {data.split(b"\n", 1)[0] for data in files.values()}
    if name == "python" and any(b"python2" in line for line in first_lines):
        name = "python 2"
    if name not in known_languages().by_any_name:
        msg = f"language {name}"
        raise _UnsupportedError(msg)
    return known_languages().get(name)


def _program(files: Mapping[str, bytes]) -> dict[str, Any]:
    """Make a program of its files; the first one, or `main`, is the main file."""
    language = _language(files)
    units = [
        path
        for path in files
        if _EXTENSIONS.get(PurePosixPath(path).suffix) == language.name
    ]
    main = min(units, key=lambda path: PurePosixPath(path).stem.lower() != "main")
    program: dict[str, Any] = {
        "language": language.name,
        "source": files[main].decode(errors="replace"),
    }
    others = {path: show(data) for path, data in files.items() if path != main}
    return program | ({"files": others} if others else {})


class _Judging:
    """How the outputs of a package are judged.

    Raises:
        _UnsupportedError: In a way that we do not know.
    """

    def __init__(self, package: Package) -> None:
        config = package.config
        words = str(config.get("validation") or "default").split()
        kinds = config.get("type") or ""
        kinds = kinds if isinstance(kinds, list) else str(kinds).split()
        if "multi-pass" in [*kinds, *words] or "multipass" in words:
            msg = "multi-pass problem"
            raise _UnsupportedError(msg)
        self.is_interactive = "interactive" in [*kinds, *words]
        self._validator: dict[str, Any] | None = None
        files = package.folder("output_validators") or package.folder(
            "output_validator"
        )
        if files and (words != ["default"] or "validation" not in config):
            self._validator = _program(_first_program(files))
        elif self.is_interactive or "custom" in words:
            msg = f"{package.name}: no output validator"
            raise BadPackageError(msg)

    def checker(self, flags: str) -> dict[str, Any]:
        """Return the checker that judges with some flags.

        Raises:
            UnknownFlagError: The default validator would, but no checker of ours.
        """
        if self._validator is None:
            return checker_for(flags)
        return {"kind": "kattis", **self._validator, "args": flags.split()}

    def interactor(self, flags: str) -> dict[str, Any]:
        """Return the interactor that judges with some flags."""
        return {**(self._validator or {}), "args": flags.split()}


def _first_program(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files of the first program in a folder of programs."""
    first, slash, _ = min(files).partition("/")
    if not slash:
        return {first: files[first]}
    return {
        path.removeprefix(f"{first}/"): data
        for path, data in files.items()
        if path.startswith(f"{first}/")
    }


def _cases(package: Package, judging: _Judging, flags: str) -> list[dict[str, Any]]:
    """Make the test cases, samples first; a folder with scores is a group."""
    data = package.folder("data")
    paths = [path for path in data if path.endswith(".in")]
    cases = []
    for path in sorted(paths, key=lambda path: (not path.startswith("sample/"), path)):
        stem = path.removesuffix(".in")
        own = _flags_of(package, stem)
        case: dict[str, Any] = {
            "id": stem,
            "input": show(data[path]),
            "answer": show(data.get(f"{stem}.ans", b"")),
        }
        if judging.is_interactive:
            case["kind"], case["convention"] = "interactive", "kattis"
            case["interactor"] = judging.interactor(flags if own is None else own)
        else:
            case["kind"] = "stdio"
            if own is not None and own != flags:
                case["checker"] = judging.checker(own)
        folders = PurePosixPath(stem).parent.parts
        if len(folders) > 1:
            case["group"] = "/".join(folders)
        cases.append(case)
    if not cases:
        msg = f"{package.name}: no test data"
        raise BadPackageError(msg)
    return cases


def _flags_of(package: Package, stem: str) -> str | None:
    """Return the validator flags of the innermost folder that states some."""
    for folder in PurePosixPath(stem).parents:
        flags = package.yaml(str("data" / folder / "testdata.yaml")).get(
            "output_validator_flags"
        )
        if flags is not None:
            return str(flags)
    return None
