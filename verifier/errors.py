"""What can go wrong above the sandboxes.

    VerifierError
    ├── RefusedNowError              not now; try again later
    │   ├── EngineFullError          as many wait as may
    │   ├── OwnerFullError           as many of one owner wait as may
    │   ├── RateError                the owner sends more than it may
    │   └── TooLateError             it could not be started before its deadline
    ├── UnknownVerificationError     no verification of that id (or it expired)
    ├── VerificationCanceledError    it was canceled before it was done
    ├── UnknownTestSetError          no test set of that id
    ├── AssistantFailedError         a checker or interactor of the tests failed
    ├── MissingPartError             an extra is not installed
    └── EngineUnavailableError       the engine cannot be reached

What is wrong with a *request* is a validation error of its model.
"""


class VerifierError(Exception):
    """Something went wrong that is not the submission's doing."""


class RefusedNowError(VerifierError):
    """It is not taken now.

    Attributes:
        retry_after_s: When it is worth trying again.
    """

    def __init__(self, reason: str, retry_after_s: float) -> None:
        super().__init__(f"{reason}; try again in {retry_after_s:.0f} s")
        self.retry_after_s = retry_after_s


class EngineFullError(RefusedNowError):
    """The queue is as long as it may get."""

    def __init__(self, retry_after_s: float) -> None:
        super().__init__("the queue is full", retry_after_s)


class OwnerFullError(RefusedNowError):
    """As many jobs of one owner wait as may."""

    def __init__(self, most_waiting: int, retry_after_s: float) -> None:
        super().__init__(f"{most_waiting} of yours are waiting", retry_after_s)


class RateError(RefusedNowError):
    """An owner sends more requests than it may."""

    def __init__(self, per_s: float, retry_after_s: float) -> None:
        super().__init__(f"more than {per_s:g} requests a second", retry_after_s)


class TooLateError(RefusedNowError):
    """A request could not be started before its deadline."""

    def __init__(self, wait_s: float, retry_after_s: float) -> None:
        reason = f"it would have to wait for {wait_s:.1f} s, longer than it may"
        super().__init__(reason, retry_after_s)


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


class MissingPartError(VerifierError):
    """Something was asked for that an extra of this package brings.

    Attributes:
        extra: Name of the extra.
    """

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f"{what} is missing; install it with 'verifier[{extra}]'")
        self.extra = extra
