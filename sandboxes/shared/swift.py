"""Swift: one file of source and test code, linked with our own entry."""

import re
from collections.abc import Mapping, Sequence

from sandboxes.language import Parts, SharedDriver
from sandboxes.shared.inside import encoded, inside
from sandboxes.shared.native import BUILDER, HARNESS, build_command, harness

_OPERATORS = "verifier_operators"
_EQUALITY = re.compile(r"\bfunc\s*==")


def _files(parts: Parts) -> Mapping[str, bytes]:
    end = f"verifier_end_{parts.tag}"
    whole = (
        f'{parts.before}\n{parts.code}\n@_silgen_name("{end}") func {end}()\n{end}()\n'
    )
    own = inside("end_swift.c").replace("TAG", parts.tag)
    # The test code of MultiPL-E compares tuples by an == of its own.
    operators = len(_EQUALITY.findall(parts.code))
    builder = inside("build_swift.py")
    return {
        **parts.files,
        **parts.test_files,
        parts.main: encoded(whole),
        HARNESS: harness(parts) + encoded(own),
        _OPERATORS: encoded(str(operators)),
        BUILDER: encoded(builder),
    }


def driver(compiler: Sequence[str]) -> SharedDriver:
    """Return the driver; `compiler` starts the compiler with its options."""
    return SharedDriver(
        files=_files,
        build=build_command(compiler),
        run=("./main",),
    )
