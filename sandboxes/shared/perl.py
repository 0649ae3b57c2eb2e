"""Perl: the program is loaded first; then the tests are sent to its process."""

from collections.abc import Mapping

from sandboxes.language import Parts, SharedDriver
from sandboxes.shared.inside import encoded, inside

_RUNNER = "verifier_shared.pl"
_TESTS = "verifier_tests.pl"


def _files(parts: Parts) -> Mapping[str, bytes]:
    return {
        **parts.files,
        parts.main: encoded(parts.before),
        _TESTS: encoded(parts.code),
    }


DRIVER = SharedDriver(
    files=_files,
    run=("/usr/bin/perl", _RUNNER, "{source}"),
    runner={_RUNNER: encoded(inside(_RUNNER))},
    late=_TESTS,
    late_form="counted",
)
