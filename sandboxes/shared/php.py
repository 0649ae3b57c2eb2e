"""PHP: the program runs first; then the tests are sent to its process."""

from collections.abc import Mapping, Sequence

from sandboxes.language import Parts, SharedDriver
from sandboxes.shared.inside import encoded, inside

_FOLDER = "verifier_shared"
_RUNNER = f"{_FOLDER}/verifier_shared.php"
_OWN_FILES = ("verifier_shared.php", "verifier_phpunit.php")
_TESTS = "verifier_tests.php"
# By these a program could reach the objects of the tests, or change what is read.
_DISABLED = (
    "debug_backtrace",
    "debug_print_backtrace",
    "get_resources",
    "ini_alter",
    "ini_set",
    "stream_filter_append",
    "stream_filter_prepend",
    "stream_filter_register",
    "stream_wrapper_register",
    "stream_wrapper_unregister",
)
_OPTIONS = {
    "auto_prepend_file": _RUNNER,
    "disable_functions": ",".join(_DISABLED),
    "disable_classes": "FFI,ReflectionGenerator,ReflectionFiber",
    "ffi.enable": "0",
    "zend.assertions": "1",
    "zend.exception_ignore_args": "1",
}


def _files(parts: Parts) -> Mapping[str, bytes]:
    text = parts.before
    begins = text.lstrip().lower().startswith(("<?php", "<?=", "#!"))
    return {
        **parts.files,
        parts.main: encoded(text if begins else f"<?php\n{text}"),
        _TESTS: encoded(parts.code),
    }


def driver(interpreter: Sequence[str]) -> SharedDriver:
    """Return the driver; `interpreter` starts PHP."""
    options = [word for it in _OPTIONS.items() for word in ("-d", "=".join(it))]
    return SharedDriver(
        files=_files,
        run=(*interpreter, *options, "{source}", "{framework}"),
        runner={f"{_FOLDER}/{name}": encoded(inside(name)) for name in _OWN_FILES},
        late=_TESTS,
        frameworks=("appended", "phpunit"),
    )
