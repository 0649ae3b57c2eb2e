"""Racket: the program is loaded as a module; then the tests are sent to its process."""

from collections.abc import Mapping

from sandboxes.language import Parts, SharedDriver
from sandboxes.shared.inside import encoded, inside

_RUNNER = "verifier_shared.rkt"
_TESTS = "verifier_tests.rkt"


def _files(parts: Parts) -> Mapping[str, bytes]:
    # Racket would take compiled code of that name for our runner.
    own = {path: it for path, it in parts.files.items() if "verifier_" not in path}
    return {
        **own,
        parts.main: encoded(parts.before),
        _TESTS: encoded(parts.code),
    }


DRIVER = SharedDriver(
    files=_files,
    run=("/usr/bin/racket", _RUNNER, "{source}"),
    runner={_RUNNER: encoded(inside(_RUNNER))},
    late=_TESTS,
    late_form="counted",
)
