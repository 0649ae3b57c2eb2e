"""The contract of a checker: is this output right?"""

from abc import abstractmethod

from pydantic import BaseModel, ConfigDict

from verifier.values import difference


class Checker(BaseModel):
    """Compares an output with an answer; pure and total.

    A checker never raises, whatever the bytes, and accepts every answer as
    its own output. A method that raises all the same is our own failure
    (`internal_error`), never a wrong answer.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    def languages(self) -> frozenset[str]:
        """Return the languages of its programs, whose versions may matter."""
        return frozenset()

    @abstractmethod
    def complaint(self, output: bytes, answer: bytes) -> str | None:
        """Say what is wrong with an output.

        Args:
            output: What the submission wrote to standard output.
            answer: What was expected.

        Returns:
            What is wrong, in words for people; None if the output is right.
        """

    def value_complaint(self, output: object, answer: object) -> str | None:
        """Say what is wrong with a returned value (typed JSON, `verifier.values`).

        Checkers of text compare values as Python's `==` does; those to whom
        tolerance or order means something override this.

        Returns:
            What is wrong, in words for people; None if the value is right.
        """
        return difference(output, answer)
