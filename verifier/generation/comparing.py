"""Whether two answers are the same, and which checker fits some answers."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from verifier.assistants import Assistants
from verifier.checkers import Checker
from verifier.checkers.floats import FloatsChecker
from verifier.checkers.program import ProgramChecker
from verifier.checkers.tokens import TokensChecker
from verifier.checkers.unordered import UnorderedChecker
from verifier.errors import AssistantFailedError
from verifier.generation.inputs import Input
from verifier.generation.replies import Reply
from verifier.graders.checking import check, check_value
from verifier.values import MalformedValueError, Value, decode, encode

_FRACTION = re.compile(rb"(?<![\w.])\d+\.\d+(?!\d*\.\d)")
"""A number with a fraction, by itself or between marks; no version, no address."""
_NUMBER = re.compile(rb"-?\d+\.\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparer:
    """Compares what programs answer, as the cases will.

    Attributes:
        checker: What compares.
        is_stdio: Whether answers are bytes that were written.
        assistants: Runs the checker if it is a program.
    """

    checker: Checker
    is_stdio: bool
    assistants: Assistants

    def is_same(self, one: Input, output: Reply, answer: Reply) -> bool:
        """Whether an output would be accepted for an answer.

        Raises:
            AssistantFailedError: The checker is a program, and it failed.
            BoxFailedError: There is no box for it.
        """
        if not (output.is_value and answer.is_value):
            return False
        if output.value == answer.value and type(output.value) is type(answer.value):
            is_quick = not isinstance(self.checker, ProgramChecker)
            if is_quick:
                return True
        if self.is_stdio:
            opinion = check(
                self.checker,
                self.assistants,
                case_input=one.data,
                output=written(output.value),
                answer=written(answer.value),
            )
        else:
            opinion = check_value(
                self.checker,
                self.assistants,
                case_input=one.data,
                output=output.value,
                answer=answer.value,
            )
        return opinion.complaint is None

    def lets_pass(
        self, one: Input, output: Reply, answer: Reply, failed: Counter[str]
    ) -> bool | None:
        """Whether the output of a wrong program would be accepted.

        Checkers are written for outputs that people thought of: that one fails on
        what a wrong program writes is told, and says nothing of the others.

        Args:
            one: The input.
            output: What the program answered.
            answer: The answer.
            failed: Counts how often the checker failed, and how.

        Returns:
            None if the checker failed.

        Raises:
            BoxFailedError: There is no box for it.
        """
        try:
            return self.is_same(one, output, answer)
        except AssistantFailedError as error:
            failed[error.reason] += 1
            return None


def written(value: Value) -> bytes:
    """Return the bytes that a whole program wrote."""
    try:
        data = decode(value)
    except MalformedValueError:
        return b""
    return data if isinstance(data, bytes) else b""


def normal(value: Value) -> Value | None:
    """Return an answer in the form in which it is stored; None if it has none."""
    try:
        return encode(decode(value))
    except (MalformedValueError, TypeError):
        return None


def fitting_checker(answers: Sequence[Value], *, is_stdio: bool) -> Checker:
    """Choose a checker by what the answers are: floats are given a tolerance."""
    if is_stdio:
        tokens = b" ".join(written(answer) for answer in answers).split()
        found = list(filter(_FRACTION.search, tokens))
        if found and not all(map(_NUMBER.fullmatch, found)):
            return FloatsChecker(numbers="inside")
        return FloatsChecker() if found else TokensChecker()
    return FloatsChecker() if any(map(_holds_float, answers)) else TokensChecker()


def _holds_float(value: Value) -> bool:
    if isinstance(value, float):
        return True
    if isinstance(value, list):
        return any(map(_holds_float, value))
    if isinstance(value, dict):
        return any(map(_holds_float, value.values()))
    return False


def unordered_checker(*, is_stdio: bool) -> Checker:
    """Return the checker to which order means nothing."""
    return UnorderedChecker(of="tokens") if is_stdio else UnorderedChecker()
