"""Lua: the program is loaded first; then the tests are sent to its state."""

from collections.abc import Mapping

from sandboxes.language import Parts, SharedDriver
from sandboxes.shared.inside import encoded, inside

_RUNNER = "verifier_shared.lua"
_TESTS = "verifier_tests.lua"
# Lua opens no descriptor by its number but the first three.
_START = 'exec "$0" "$1" "$2" <&4 4<&-'


def _files(parts: Parts) -> Mapping[str, bytes]:
    return {
        **parts.files,
        parts.main: encoded(parts.before),
        _TESTS: encoded(parts.code),
    }


DRIVER = SharedDriver(
    files=_files,
    run=("/bin/sh", "-c", _START, "/usr/bin/lua5.4", _RUNNER, "{source}"),
    runner={_RUNNER: encoded(inside(_RUNNER))},
    late=_TESTS,
    late_form="counted",
)
