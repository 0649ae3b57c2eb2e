"""Ruby: the program is loaded first; then the tests are sent to its process."""

from collections.abc import Mapping, Sequence

from sandboxes.language import Parts, SharedDriver
from sandboxes.shared.inside import encoded, inside

_FOLDER = "verifier_shared"
_RUNNER = "verifier_shared.rb"
_TESTS = "verifier_tests.rb"
_OWN_FILES = (_RUNNER, "verifier_look.rb", "verifier_suites.rb")


def _files(parts: Parts) -> Mapping[str, bytes]:
    return {
        **parts.files,
        parts.main: encoded(parts.before),
        _TESTS: encoded(parts.code),
    }


def driver(interpreter: Sequence[str]) -> SharedDriver:
    """Return the driver; `interpreter` starts Ruby."""
    return SharedDriver(
        files=_files,
        run=(*interpreter, f"{_FOLDER}/{_RUNNER}", "{source}", "{framework}"),
        runner={f"{_FOLDER}/{name}": encoded(inside(name)) for name in _OWN_FILES},
        late=_TESTS,
        frameworks=("appended", "rspec", "minitest"),
    )
