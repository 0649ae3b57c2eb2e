"""What can go wrong above the sandboxes.

    VerifierError
    ├── EngineFullError              no more work is taken now; try again later
    ├── UnknownVerificationError     no verification of that id (or it expired)
    ├── VerificationCanceledError    it was canceled before it was done
    ├── UnknownTestSetError          no test set of that id
    ├── AssistantFailedError         a checker or interactor of the tests failed
    └── EngineUnavailableError       the engine cannot be reached

What is wrong with a *request* is a validation error of its model.
"""


class VerifierError(Exception):
    """Something went wrong that is not the submission's doing."""


class EngineFullError(VerifierError):
    """The queue is as long as it may get.

    Attributes:
        retry_after_s: When it is worth trying again.
    """

    def __init__(self, retry_after_s: float) -> None:
        super().__init__(f"the queue is full; try again in {retry_after_s:.0f} s")
        self.retry_after_s = retry_after_s


class UnknownVerificationError(VerifierError):
    """There is no verification of that id; its report may have expired."""

    def __init__(self, verification_id: str) -> None:
        super().__init__(f"no verification {verification_id!r} (any more)")


class VerificationCanceledError(VerifierError):
    """The verification was canceled before it was done."""

    def __init__(self, verification_id: str) -> None:
        super().__init__(f"verification {verification_id!r} was canceled")


class UnknownTestSetError(VerifierError):
    """There is no test set of that id."""

    def __init__(self, test_set_id: str) -> None:
        super().__init__(f"no test set {test_set_id!r}; store it first")
        self.test_set_id = test_set_id


class EngineUnavailableError(VerifierError):
    """The engine cannot take or answer anything now."""


class AssistantFailedError(VerifierError):
    """A program of the tests failed; says nothing about the submission.

    Attributes:
        role: What it is: `checker` or `interactor`.
        reason: What it did, in words for people.
        is_told: Whether it said itself that the tests are at fault, whatever
            the submission did.
    """

    def __init__(self, role: str, reason: str, *, is_told: bool = False) -> None:
        super().__init__(f"the {role} {reason}")
        self.role = role
        self.reason = reason
        self.is_told = is_told
