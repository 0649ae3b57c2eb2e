"""Rust: one library of source and test code, linked with our own entry and end.

Tests are the functions marked `#[test]` in the test code, or its `main`. They
are called from a function whose name no source can know, instead of by Rust's
own test runner, whose exit code a program could make.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from sandboxes.language import Parts, SharedDriver
from sandboxes.shared.inside import encoded, inside
from sandboxes.shared.native import HARNESS, harness

_NOISE = re.compile(
    r'//[^\n]*|/\*.*?\*/|b?"(?:\\.|[^"\\])*"|r(#*)".*?"\1|\'(?:\\.|[^\'\\\n])\'',
    re.DOTALL,
)
_TOKEN = re.compile(
    r"(?P<mod>\bmod\s+(?P<name>\w+)\s*\{)|(?P<open>\{)|(?P<close>\})"
    r"|(?P<test>#\[test\]\s*(?P<more>(?:#\[[^\]]*\]\s*)*)"
    r"(?:pub\s*(?:\([^)]*\)\s*)?)?fn\s+(?P<function>\w+))"
)
_MAIN = re.compile(r"\bfn\s+main\s*\(")
_MACRO = re.compile(r"(?<![\w:])(assert(?:_eq|_ne)?|panic|matches|vec|format)!")
_CFG = re.compile(r"#\[cfg\(test\)\]")
_MARKED = re.compile(
    r"#\[test\]\s*(?:#\[[^\]]*\]\s*)*(?:pub\s*(?:\([^)]*\)\s*)?)?(?=fn\b)"
)
_MOD = re.compile(r"\b(?:pub\s+)?mod(?=\s+\w+\s*\{)")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Test:
    path: str
    must_panic: bool = False


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _tests(code: str) -> Iterator[_Test]:
    """Yield the tests in a text, with their paths."""
    folders: list[str] = []
    plain = _NOISE.sub(_blank, code)
    for token in _TOKEN.finditer(plain):
        if token["mod"]:
            folders.append(token["name"])
        elif token["open"]:
            folders.append("")
        elif token["close"]:
            if folders:
                folders.pop()
        elif "ignore" not in token["more"]:
            names = [name for name in folders if name]
            path = "::".join((*names, token["function"]))
            yield _Test(path=path, must_panic="should_panic" in token["more"])


def _runner(code: str, tag: str) -> str:
    tests = list(_tests(code))
    if not tests and _MAIN.search(code):
        tests = [_Test(path="main")]
    std = f"::verifier_std_{tag}::"
    calls = "".join(
        f'    one("{test.path}", {str(test.must_panic).lower()}, '
        f"&|| {std}process::Termination::report({test.path}()));\n"
        for test in tests
    )
    return inside("verifier_shared.rs").replace("TAG", tag).replace("CALLS", calls)


def _files(parts: Parts) -> Mapping[str, bytes]:
    runner = _runner(parts.code, parts.tag)
    std = f"::verifier_std_{parts.tag}::"
    code = _CFG.sub("", _MACRO.sub(rf"{std}\1!", parts.code))
    code = _MOD.sub("pub mod", _MARKED.sub("pub ", code))
    return {
        **parts.files,
        **parts.test_files,
        parts.main: encoded(f"{parts.before}\n{code}\n{runner}"),
        HARNESS: harness(parts),
    }


_USE = re.compile(r"^(\s*(?:pub\s+)?use\s+)(\w+)(?=::|;)", re.MULTILINE)
_EXTERN = re.compile(r"^\s*extern\s+crate\s+\w+\s*;", re.MULTILINE)
_OWN_ROOTS = frozenset({"std", "core", "alloc", "crate", "super", "self"})


def _as_module(number: int, text: str) -> str:
    """Make a test file a module of the crate: there, the crate has no other name."""

    def renamed(match: re.Match[str]) -> str:
        return match[0] if match[2] in _OWN_ROOTS else f"{match[1]}crate"

    text = _USE.sub(renamed, _EXTERN.sub("", text))
    return (
        f"mod verifier_tests_{number} {{\n#[allow(unused)] use super::*;\n{text}\n}}\n"
    )


def _cargo_files(parts: Parts) -> Mapping[str, bytes]:
    texts = [
        data.decode(errors="surrogateescape")
        for path, data in parts.test_files.items()
        if path.endswith(".rs")
    ]
    texts += [parts.code] if parts.code.strip() else []
    modules = [_as_module(number, text) for number, text in enumerate(texts)]
    rest = {path: it for path, it in parts.test_files.items() if path[-3:] != ".rs"}
    return _files(replace(parts, code="".join(modules), test_files=rest))


_BUILD = (
    "/usr/bin/rustc --edition=2021 -O --cap-lints=warn --crate-type=staticlib "
    '-o libprogram.a "$0" && /usr/bin/gcc -O2 -ffreestanding -fno-stack-protector '
    '-static -no-pie "-Wl,-e,verifier_start_$1,--wrap=__assert_fail" -o out/main '
    f"-x c {HARNESS} -x none libprogram.a -lm"
)

DRIVER = SharedDriver(
    files=_files,
    build=("/bin/sh", "-c", _BUILD, "{source}", "{tag}"),
    run=("./main",),
)

CARGO_TEST = replace(DRIVER, files=_cargo_files, frameworks=("cargo_test",))
