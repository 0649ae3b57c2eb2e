"""Python: the program is loaded first; then the tests are sent to its process."""

from collections.abc import Mapping
from pathlib import PurePosixPath

from sandboxes.language import Parts, SharedDriver
from sandboxes.shared.inside import encoded, inside

_FOLDER = "verifier_shared"
_TESTS = "verifier_tests.py"
_SEALED_FILES = (
    "verifier_runners.py",
    "verifier_statements.py",
    "verifier_told.py",
)
_OWN_FILES = ("verifier_shared.py", "verifier_look.py", "verifier_tell.py")
_NOT_HONORED = frozenset({"sitecustomize.py", "usercustomize.py", "conftest.py"})


def _files(parts: Parts) -> Mapping[str, bytes]:
    own = {
        path: data
        for path, data in parts.files.items()
        if PurePosixPath(path).name not in _NOT_HONORED
    }
    return {**own, parts.main: encoded(parts.before), _TESTS: encoded(parts.code)}


_RUNNERS = {name: inside(name, "sealed") for name in _SEALED_FILES}
_RUNNERS |= {name: inside(name) for name in _OWN_FILES}

DRIVER = SharedDriver(
    files=_files,
    run=(
        "/usr/bin/python3",
        "-P",
        f"{_FOLDER}/verifier_shared.py",
        "{source}",
        "{framework}",
    ),
    runner={f"{_FOLDER}/{name}": encoded(text) for name, text in _RUNNERS.items()},
    late=_TESTS,
    frameworks=("appended", "asserts", "check", "unittest", "pytest"),
)
