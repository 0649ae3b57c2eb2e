"""Line by line."""

from itertools import zip_longest
from typing import Literal, override

from verifier.checkers.checker import Checker
from verifier.checkers.text import count_complaint, lines, shown


class LinesChecker(Checker):
    """The same lines, but for whitespace at their ends and blank lines at the end.

    Between testlib's `lcmp`, which compares the tokens of each line, and its
    `fcmp`, which compares lines as they are: space before and within a line
    counts, and so do blank lines between others. `CRLF` ends a line as `LF`
    does.
    """

    kind: Literal["lines"] = "lines"

    @override
    def complaint(self, output: bytes, answer: bytes) -> str | None:
        if output == answer:
            return None
        pairs = zip_longest(lines(output), lines(answer))
        for number, (line, expected) in enumerate(pairs, start=1):
            if line is None or expected is None:
                return count_complaint("line", lines(output), lines(answer))
            if line != expected:
                return f"line {number} is {shown(line)}, expected {shown(expected)}"
        return None


CHECKERS = (LinesChecker,)
