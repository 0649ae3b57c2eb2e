"""JavaScript and TypeScript: the program is loaded first; then the tests are sent."""

import posixpath
import re
import shlex
from collections.abc import Mapping, Sequence

from sandboxes.language import Parts, SharedDriver
from sandboxes.shared.inside import encoded, inside

_RUNNER = "verifier_shared.js"
_TESTS = "verifier_tests"


def _files(parts: Parts, ending: str) -> Mapping[str, bytes]:
    return {
        **parts.files,
        parts.main: encoded(parts.before),
        f"{_TESTS}{ending}": encoded(parts.code),
    }


def _javascript_files(parts: Parts) -> Mapping[str, bytes]:
    return _files(parts, ".js")


def _typescript_files(parts: Parts) -> Mapping[str, bytes]:
    return _files(parts, ".ts")


_BUILDER = "verifier_build.sh"
_SUITE = "verifier_suite.js"
_IMPORT = re.compile(
    r"""(?:\bfrom|\bimport|\brequire\s*\()\s*["'](\.\.?/[^"'\n]+)["']"""
)
_SPEC = re.compile(
    r"(?:^|/)[^/]*[.\-_](?:spec|test)\.[cm]?[jt]sx?$|(?:^|/)test/[^/]*\.js$"
)
_ENDINGS = ("", ".js", ".ts", ".json", ".mjs", ".cjs", "/index.js", "/index.ts")


def _outside(tests: Mapping[str, bytes]) -> list[str]:
    """Return what tests import by a path and do not bring: the program's files."""
    found: dict[str, None] = {}
    for path, data in tests.items():
        for name in _IMPORT.findall(data.decode(errors="replace")):
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
            if not any(target + ending in tests for ending in _ENDINGS):
                found[name] = None
    return list(found)


def _suite_files(parts: Parts) -> Mapping[str, bytes]:
    """Bundle the tests by themselves; the program stays outside of the bundle."""
    tests = dict(parts.test_files)
    specs = [path for path in tests if _SPEC.search(path)] or list(tests)
    entry = f"{_TESTS}.ts"
    tests[entry] = encoded(
        parts.code
        if parts.code.strip()
        else "".join(f'import "./{path}";\n' for path in specs)
    )
    esbuild = "/usr/bin/esbuild --platform=node --format=cjs --log-level=error"
    outside = " ".join(f"--external:{shlex.quote(name)}" for name in _outside(tests))
    own = {**parts.files, parts.main: encoded(parts.before)}
    units = [path for path in own if path.endswith((".js", ".ts", ".mjs", ".cjs"))]
    listed = " ".join(shlex.quote(f"program/{path}") for path in units)
    lines = [
        f"{esbuild} {listed} --outbase=program --outdir=out",
        f"{esbuild} tests/{entry} --bundle --packages=external {outside}"
        + f" --outfile=out/{_TESTS}.js",
    ]
    return {
        **{f"program/{path}": data for path, data in own.items()},
        **{f"tests/{path}": data for path, data in tests.items()},
        _BUILDER: encoded(" &&\n".join(lines) + "\n"),
    }


def suites(node: Sequence[str]) -> SharedDriver:
    """Return the driver for tests as Jest and Mocha have them, in both languages."""
    return SharedDriver(
        files=_suite_files,
        build=("/bin/sh", _BUILDER),
        run=(*node, _RUNNER, "main.js", "{framework}"),
        runner={name: encoded(inside(name)) for name in (_RUNNER, _SUITE)},
        late=f"{_TESTS}.js",
        frameworks=("jest", "mocha"),
    )


def javascript(node: Sequence[str]) -> SharedDriver:
    """Return the driver for JavaScript; `node` starts the interpreter."""
    return SharedDriver(
        files=_javascript_files,
        run=(*node, _RUNNER, "{source}"),
        runner={_RUNNER: encoded(inside(_RUNNER))},
        late=f"{_TESTS}.js",
    )


def typescript(node: Sequence[str]) -> SharedDriver:
    """Return the driver for TypeScript, whose types are taken off beforehand."""
    return SharedDriver(
        files=_typescript_files,
        build=(
            "/usr/bin/esbuild",
            "{units}",
            "--format=cjs",
            "--platform=node",
            "--log-level=error",
            "--outdir=out",
        ),
        run=(*node, _RUNNER, "main.js"),
        runner={_RUNNER: encoded(inside(_RUNNER))},
        late=f"{_TESTS}.js",
    )
