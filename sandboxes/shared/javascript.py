"""JavaScript and TypeScript: the program is loaded first; then the tests are sent."""

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
