"""Which blocks a traced program has, and on which lines of its source they are.

Read from the listing of the built program: wherever a block begins, the function
that notes it is called, and is told of it by the address that it returns to.
"""

import re
from collections.abc import Iterable, Mapping

from verifier.generation.messages import Coverage

_LINE = re.compile(r"^(?:\S*/)?([^/\s:]+):(\d+)(?: \(discriminator \d+\))?$")
_INSTRUCTION = re.compile(r"^\s*([0-9a-f]+):\t(.*)$")
_FUNCTION = re.compile(r"^[0-9a-f]+ <(.+)>:$")
_NOTED = re.compile(r"\bcall\w*\s.*<__sanitizer_cov_trace_pc(?:@plt)?>")


def blocks_in(listing: bytes, main: str, lines: int) -> dict[int, int]:
    """Return the blocks of the main file of a program, with their lines.

    What GCC sets apart as cold is left out: in C++ mostly what exceptions would do
    on their way out, which no input makes happen.

    Args:
        listing: What `objdump -d -l` says of it.
        main: Name of its main file; blocks of headers are none of its own.
        lines: How many lines that has: code of headers is said to be beyond.
    """
    found: dict[int, int] = {}
    name, line = "", 0
    is_noted = is_cold = False
    for row in listing.decode(errors="replace").splitlines():
        if told := _LINE.match(row):
            name, line = told[1], int(told[2])
            continue
        if function := _FUNCTION.match(row):
            is_cold = function[1].endswith(".cold")
            continue
        instruction = _INSTRUCTION.match(row)
        if instruction is None:
            continue
        if is_noted and name == main and line <= lines and not is_cold:
            found[int(instruction[1], 16)] = line
        is_noted = _NOTED.search(instruction[2]) is not None
    return found


def coverage_of(blocks: Mapping[int, int], seen: Iterable[int]) -> Coverage | None:
    """Return which share of lines and blocks was reached; None if none are known.

    Nothing is known of a program whose runs all end before they tell.
    """
    reached = blocks.keys() & set(seen)
    if not reached:
        return None
    lines = {blocks[block] for block in reached}
    return Coverage(
        lines=round(len(lines) / len(set(blocks.values())), 4),
        branches=round(len(reached) / len(blocks), 4),
    )
