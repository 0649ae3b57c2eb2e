"""What a model was asked in one generation, and what it answered: each once.

Answers are kept, so that the set can be made again without the model.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelOptions:
    """Where a model is.

    Attributes:
        url: Base of the API, such as `http://127.0.0.1:8000/v1`.
        name: Name of the model there.
        key: Shown as a bearer token; empty if none is wanted.
        timeout_s: Seconds that one answer may take.
    """

    url: str
    name: str
    key: str = field(default="", repr=False)
    timeout_s: float = 60.0


class ModelFailedError(Exception):
    """The model gave no answer that can be used.

    Attributes:
        reason: Why, in few words that are the same each time: they are counted.
        is_lost: Whether the endpoint failed, not what it said.
    """

    def __init__(self, reason: str, *, is_lost: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_lost = is_lost


class Model(Protocol):
    """Whoever answers."""

    @property
    def name(self) -> str:
        """Name of the model."""

    def ask(
        self, prompt: str, seed: int, check: Callable[[], None] = lambda: None
    ) -> str:
        """Ask once.

        Raises:
            ModelFailedError: It gives no answer.
        """


class ModelUnavailableError(Exception):
    """A model is asked for, and the operator has stated none, or it is lost."""


@dataclass(slots=True, kw_only=True)
class Dialogue:
    """Asks a model, and remembers.

    Attributes:
        model: Whom it asks; None if there is nobody.
        check: Called while an answer is waited for; may raise.
        seed: Of the request.
        failures: Answers that were none, and programs in them that failed, by reason.
        answered: How many answers came, now or recorded.
        lost: How often the endpoint itself failed.
    """

    model: Model | None
    check: Callable[[], None]
    seed: int
    failures: Counter[str] = field(default_factory=Counter)
    answered: int = 0
    lost: int = 0
    _kept: dict[str, list[str | None]] = field(default_factory=dict)

    def answers(
        self, key: str, prompts: Sequence[str], recorded: Sequence[str | None] | None
    ) -> list[str]:
        """Return the answers to some questions; they are asked once.

        Args:
            key: Who asks.
            prompts: What is asked.
            recorded: Answers of an earlier time; nobody is asked then.

        Raises:
            ModelUnavailableError: There is nobody to ask.
        """
        if key not in self._kept:
            self._kept[key] = []
            if recorded is not None:
                self._kept[key] = list(recorded)
                self.answered += sum(text is not None for text in recorded)
            else:
                self._ask(self._kept[key], prompts)
        return [text for text in self._kept[key] if text is not None]

    def _ask(self, kept: list[str | None], prompts: Sequence[str]) -> None:
        if self.model is None:
            msg = "no model is stated here: the operator sets VERIFIER_MODEL_URL"
            raise ModelUnavailableError(msg)
        for number, prompt in enumerate(prompts):
            self.check()
            text = None
            try:
                text = self.model.ask(prompt, self.seed + number, self.check)
                self.answered += 1
            except ModelFailedError as error:
                self.failures[error.reason] += 1
                self.lost += error.is_lost
            kept.append(text)

    def recorded(self, key: str) -> list[str | None]:
        """Return what was answered to one who asked; empty if nothing was asked."""
        return self._kept.get(key, [])

    def told(self) -> Mapping[str, int]:
        """Return the failures, by reason, in order."""
        return dict(sorted(self.failures.items()))


def nobody() -> Dialogue:
    """Return a dialogue with nobody."""
    return Dialogue(model=None, check=lambda: None, seed=0)
