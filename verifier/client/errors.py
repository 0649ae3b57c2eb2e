"""What can go wrong between a client and the service.

    ClientError
    ├── RequestRefusedError             the service says what is wrong with it
    │   ├── UnknownVerificationError    no verification of that id, or no longer
    │   ├── UnknownTestSetError         no test set of that id; put it first
    │   └── VerificationCanceledError   somebody canceled it
    ├── NotReadyError                   no report within the time given
    ├── ServiceUnavailableError         it cannot be reached, or it fails
    │   └── BusyError                   it takes no more work now
    └── UnexpectedAnswerError           that is no verifier service

What the *submission* does is never an exception: it is a report.
"""

from typing import override

from pydantic import BaseModel, ConfigDict


class FieldProblem(BaseModel):
    """What is wrong with one field of a request."""

    model_config = ConfigDict(frozen=True)

    field: str = ""
    message: str = ""


class Problem(BaseModel):
    """The service's words for what is wrong (RFC 9457)."""

    model_config = ConfigDict(frozen=True)

    type: str = "about:blank"
    title: str = ""
    status: int = 0
    detail: str = ""
    errors: list[FieldProblem] = []

    @override
    def __str__(self) -> str:
        fields = [f"{error.field}: {error.message}" for error in self.errors]
        return "; ".join(fields) or self.detail or self.title or f"HTTP {self.status}"


class ClientError(Exception):
    """The service gave no answer that helps."""


class RequestRefusedError(ClientError):
    """The request is wrong; sending it again would not help.

    Attributes:
        problem: The service's words for what is wrong, field by field.
    """

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class UnknownVerificationError(RequestRefusedError):
    """There is no verification of that id; its report may have expired."""


class UnknownTestSetError(RequestRefusedError):
    """There is no test set of that id; put it, then verify again."""


class VerificationCanceledError(RequestRefusedError):
    """The verification was canceled before it was done."""


class NotReadyError(ClientError):
    """There is no report within the time given.

    Attributes:
        verification_id: Under which the report can be had later.
    """

    def __init__(self, verification_id: str) -> None:
        super().__init__(f"verification {verification_id!r} is not done yet")
        self.verification_id = verification_id


class ServiceUnavailableError(ClientError):
    """The service cannot be reached, or failed to answer."""


class BusyError(ServiceUnavailableError):
    """The service takes no more work now.

    Attributes:
        retry_after_s: When it is worth trying again; None if it does not say.
    """

    def __init__(self, problem: Problem, retry_after_s: float | None) -> None:
        super().__init__(str(problem))
        self.retry_after_s = retry_after_s


class UnexpectedAnswerError(ClientError):
    """What came back is not what a verifier service says."""
