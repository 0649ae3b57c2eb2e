"""Bash: the program is sourced first; then the tests are sent to its shell."""

from collections.abc import Mapping

from sandboxes.language import Parts, SharedDriver
from sandboxes.shared.inside import encoded, inside

_RUNNER = "verifier_shared.sh"
_TESTS = "verifier_tests.sh"


def _files(parts: Parts) -> Mapping[str, bytes]:
    return {
        **parts.files,
        parts.main: encoded(parts.before),
        _TESTS: encoded(parts.code),
    }


DRIVER = SharedDriver(
    files=_files,
    run=("/bin/bash", "--noprofile", "--norc", _RUNNER, "{source}"),
    runner={_RUNNER: encoded(inside(_RUNNER))},
    late=_TESTS,
    late_form="text",
)
