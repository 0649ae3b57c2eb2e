"""What generation is told beside its request, and how it says no."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from verifier.errors import UnknownTestSetError
from verifier.generation.dialogue import Model
from verifier.judge import JudgingCanceledError


def _nothing_stored(stored_id: str) -> bytes:
    raise UnknownTestSetError(stored_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerationContext:
    """What generation is told beside the request.

    Attributes:
        generation_id: Id of the job.
        versions: Version of each language's compiler or interpreter.
        tell: Told of progress, plain data.
        is_canceled: Whether it was canceled meanwhile.
        queued_s: Seconds it waited before.
        load: Returns what is stored under an id.
        model: Whom the strategy `model` asks; None if the operator states nobody.
    """

    generation_id: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)
    tell: Callable[[dict[str, Any]], None] = lambda _: None
    is_canceled: Callable[[], bool] = lambda: False
    queued_s: float = 0.0
    load: Callable[[str], bytes] = _nothing_stored
    model: Model | None = None

    def raise_if_canceled(self) -> None:
        """Raise `JudgingCanceledError` if it was canceled meanwhile."""
        if self.is_canceled():
            raise JudgingCanceledError(self.generation_id)


class RefusedError(Exception):
    """The request's programs do not allow a set that could be trusted."""
