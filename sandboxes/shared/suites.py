"""Catch2 and doctest: the framework in one program with tests and candidate.

A listener tells of each test case; a main of ours fails if fewer were told of
than the test code has.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

from sandboxes.language import Parts, SharedDriver
from sandboxes.shared import native
from sandboxes.shared.inside import encoded, inside

type Framework = Literal["catch2", "doctest"]

_OWN_LINES = re.compile(
    r"^[ \t]*#[ \t]*(?:define[ \t]+(?:CATCH_CONFIG_|DOCTEST_CONFIG_IMPLEMENT)\w*"
    r"|include[ \t]*[<\"][\w./]*(?:catch|catch_all|catch_test_macros|doctest)"
    r"(?:\.hpp|\.h)?[>\"])[^\n]*$",
    re.MULTILINE,
)
_NOISE = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"', re.DOTALL)
_TEST = re.compile(r"\b(?:TEST_CASE(?:_METHOD|_FIXTURE)?|SCENARIO)\s*\(")
_SKIPPED = re.compile(r"\[(?:\.|!hide)|doctest::skip\(")
_FILE = re.compile(r"\.(?:cpp|cc|cxx)$")


def _code(parts: Parts, framework: Framework) -> str:
    texts = [
        data.decode(errors="surrogateescape")
        for path, data in parts.test_files.items()
        if _FILE.search(path)
    ]
    texts += [parts.code] if parts.code.strip() else []
    whole = "\n".join(_OWN_LINES.sub("", text) for text in texts)
    wanted = len(_TEST.findall(_NOISE.sub('""', whole))) - len(_SKIPPED.findall(whole))
    head, tail = inside(f"verifier_{framework}.hpp").split("// TESTS\n")
    tail = tail.replace("WANTED", str(max(wanted, 1))).replace("TAG", parts.tag)
    return f"{head}{whole}\n{tail}"


def driver(compiler: Sequence[str], framework: Framework) -> SharedDriver:
    """Return the driver for a compiler of GCC's with its options."""

    def files(parts: Parts) -> Mapping[str, bytes]:
        rest = {
            path: data
            for path, data in parts.test_files.items()
            if not _FILE.search(path)
        }
        code = _code(parts, framework)
        made = dict(own.files(replace(parts, code=code, test_files=rest)))
        return made | {"verifier_code": encoded(code)}

    own = native.driver(compiler)
    return replace(own, files=files, frameworks=(framework,))
