"""Token by token: the default."""

from itertools import zip_longest
from typing import Literal, override

from verifier.checkers.checker import Checker
from verifier.checkers.text import count_complaint, shown, tokens


class TokensChecker(Checker):
    """The same tokens in the same order; whitespace only separates them.

    The rule of testlib's `wcmp`, and of Kattis' default validator without
    `space_change_sensitive`. Line ends count as any other whitespace.

    Attributes:
        case_sensitive: Whether `YES` and `yes` differ. Only the letters of
            ASCII have a case. (Kattis ignores case by default, as
            testlib's `yesno` does; we do not.)
    """

    kind: Literal["tokens"] = "tokens"
    case_sensitive: bool = True

    @override
    def complaint(self, output: bytes, answer: bytes) -> str | None:
        if output == answer:
            return None
        pairs = zip_longest(tokens(output), tokens(answer))
        for number, (token, expected) in enumerate(pairs, start=1):
            if token is None or expected is None:
                return count_complaint("token", tokens(output), tokens(answer))
            if token != expected and (
                self.case_sensitive or token.lower() != expected.lower()
            ):
                return f"token {number} is {shown(token)}, expected {shown(expected)}"
        return None


CHECKERS = (TokensChecker,)
