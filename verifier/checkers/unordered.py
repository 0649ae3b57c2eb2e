"""The same lines or tokens in any order."""

from collections import Counter
from collections.abc import Iterator
from typing import Literal, override

from verifier.checkers.checker import Checker
from verifier.checkers.text import lines, shown, tokens
from verifier.values import unordered_difference


class UnorderedChecker(Checker):
    """The same lines, or tokens, each as often, in any order.

    What DMOJ calls `sorted`. Whitespace at the ends of lines does not count,
    and neither do blank lines, wherever they are. Of a value, the items of
    the outermost list may come in any order, those of lists within may not.

    Attributes:
        of: Whether lines or tokens may come in any order. With tokens, lines
            mean nothing.
    """

    kind: Literal["unordered"] = "unordered"
    of: Literal["lines", "tokens"] = "lines"

    @override
    def complaint(self, output: bytes, answer: bytes) -> str | None:
        if output == answer:
            return None
        missing = Counter(self._pieces(answer))
        extra = None
        for piece in self._pieces(output):
            if missing[piece] > 0:
                missing[piece] -= 1
            elif extra is None:
                extra = piece
        lacked = next((piece for piece, count in missing.items() if count), None)
        what = self.of.removesuffix("s")
        words = []
        if extra is not None:
            words.append(f"{what} {shown(extra)} is not expected (so often)")
        if lacked is not None:
            words.append(f"{what} {shown(lacked)} is missing")
        return "; ".join(words) or None

    @override
    def value_complaint(self, output: object, answer: object) -> str | None:
        return unordered_difference(output, answer)

    def _pieces(self, data: bytes) -> Iterator[bytes]:
        return tokens(data) if self.of == "tokens" else filter(None, lines(data))


CHECKERS = (UnorderedChecker,)
