"""D: one module of source and test code, whose tests a module of ours calls."""

import re
from collections.abc import Mapping, Sequence

from sandboxes.language import Parts, SharedDriver
from sandboxes.shared.inside import encoded, inside
from sandboxes.shared.native import BUILDER, HARNESS, build_command, harness

# The compiler would take a configuration that lies beside the program.
_OPTIONS = ("--conf=/etc/ldc2.conf", "--unittest", "--checkaction=C")
_MODULE = re.compile(r"^\s*module\s+[\w.]+\s*;", re.MULTILINE)
_MAIN = re.compile(r"\bmain\s*\(")
_LIBRARY = re.compile(r"(?:std|core|etc|ldc|rt|gc)(?:/|\.)|object\.di?$")
_LIBRARY_MODULE = re.compile(r"\bmodule\b[^;]*\b(?:std|core|etc|ldc|rt|gc|object)\b")


def _shadows(parts: Parts) -> str | None:
    """Return the file by which a program would bring a library of its own."""
    for path, data in parts.files.items():
        is_unit = path != parts.main and path.endswith((".d", ".di"))
        if _LIBRARY.match(path):
            return path
        if is_unit and _LIBRARY_MODULE.search(data.decode(errors="replace")):
            return path
    return None


def _files(parts: Parts) -> Mapping[str, bytes]:
    # The name of the module is ours, and stands first: no second one can follow.
    before = _MODULE.sub("", parts.before, count=1)
    if shadow := _shadows(parts):
        before = f'static assert(0, "{shadow} has the name of a library");{before}'
    whole = (
        f"module verifier_main_{parts.tag}; {before}\n{parts.code}\n"
        f"enum verifier_end_{parts.tag} = true;\n"
    )
    has_main = "true" if _MAIN.search(parts.code) else "false"
    runner = inside("verifier_shared.d").replace("HAS_MAIN", has_main)
    return {
        **parts.files,
        **parts.test_files,
        parts.main: encoded(whole),
        f"verifier_run_{parts.tag}.d": encoded(runner.replace("TAG", parts.tag)),
        HARNESS: harness(parts),
        BUILDER: encoded(inside("build_d.py")),
    }


def driver(compiler: Sequence[str]) -> SharedDriver:
    """Return the driver; `compiler` starts the compiler with its options."""
    return SharedDriver(
        files=_files,
        build=build_command((*compiler, *_OPTIONS)),
        run=("./main",),
    )
