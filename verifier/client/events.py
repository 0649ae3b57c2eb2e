"""Reads a stream of server-sent events; pure, no connection."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from verifier.client.answers import parsed
from verifier.client.errors import Problem, VerificationCanceledError
from verifier.generation.messages import GenerationReport
from verifier.reports import CaseReport, VerificationReport


class StatusEvent(BaseModel):
    """Where a verification is now."""

    model_config = ConfigDict(frozen=True)

    status: Literal["queued", "running"]


class ProgressEvent(BaseModel):
    """How far the making of a test set is."""

    model_config = ConfigDict(frozen=True)

    stage: str
    legal: int = 0
    wanted: int = 0
    kill_rate: float | None = None


type ClientEvent = (
    StatusEvent | CaseReport | ProgressEvent | VerificationReport | GenerationReport
)
"""What happens to a verification, or to a generation; the report is the last one."""

_MODELS: dict[str, type[StatusEvent | CaseReport | ProgressEvent]] = {
    "status": StatusEvent,
    "case": CaseReport,
    "progress": ProgressEvent,
}


class _Tag(BaseModel):
    """What tells a verification's report from a generation's."""

    verdict: str | None = None


class EventReader:
    """Makes events of lines; those of a kind it does not know are passed over."""

    def __init__(self) -> None:
        self._name = ""
        self._data: list[str] = []

    def read(self, line: str) -> ClientEvent | None:
        """Take one line, without its end.

        Returns:
            The event that it completes; None if it completes none.

        Raises:
            VerificationCanceledError: The verification was canceled.
            UnexpectedAnswerError: The event is not what the service says.
        """
        if not line:
            return self._complete()
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field == "event":
            self._name = value
        elif field == "data":
            self._data.append(value)
        return None

    def _complete(self) -> ClientEvent | None:
        if self._name == "canceled":
            raise VerificationCanceledError(Problem(detail="it was canceled"))
        name, text = self._name, "\n".join(self._data)
        self._name, self._data = "", []
        if name == "report" and text:
            is_verification = parsed(_Tag, text).verdict is not None
            if is_verification:
                return parsed(VerificationReport, text)
            return parsed(GenerationReport, text)
        model = _MODELS.get(name)
        return parsed(model, text) if model and text else None
