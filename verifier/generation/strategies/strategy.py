"""The contract of a strategy: propose inputs."""

from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from verifier.assistants import Assistants
from verifier.generation.dialogue import Dialogue, nobody
from verifier.generation.inputs import Input, Problem
from verifier.generation.rows import Lore


def _all_legal(inputs: Sequence[Input]) -> list[bool]:
    return [True] * len(inputs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """What a strategy draws with.

    Attributes:
        problem: What inputs are for.
        random: The strategy's own source of chance, seeded by the request.
        assistants: Runs programs of the tests, each in a box of its own.
        count: How many inputs are wanted.
        number: The round, from 0.
        is_slow: Whether inputs of earlier rounds took too long to be answered.
        key: What tells the strategy from others of the request.
        task: The task in words, for models.
        dialogue: What models were asked, and answered.
        pioneers: Inputs that reached something new in earlier rounds.
        legal: Inputs that turned out to be legal in earlier rounds.
        judge: Says of each input whether it is legal; what it has said of an input
            once costs nothing the second time.
        lore: What validators and statement mention.
    """

    problem: Problem
    random: Random
    assistants: Assistants
    count: int
    number: int = 0
    is_slow: bool = False
    key: str = ""
    task: str = ""
    dialogue: Dialogue = field(default_factory=nobody)
    pioneers: tuple[Input, ...] = ()
    legal: tuple[Input, ...] = ()
    judge: Callable[[Sequence[Input]], list[bool]] = _all_legal
    lore: Lore = field(default_factory=Lore)


class Strategy(BaseModel):
    """A way to make inputs; the same workshop gives the same ones.

    Attributes:
        weight: Its share of the inputs, beside those of the others.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    weight: Annotated[float, Field(gt=0, le=1000, allow_inf_nan=False)] = 1.0

    @abstractmethod
    def draw(self, workshop: Workshop) -> Iterator[Input]:
        """Propose inputs, legal or not, at most as many as are wanted or so.

        Raises:
            AssistantFailedError: A program of the tests failed.
            BoxFailedError: There is no box for it.
        """

    @property
    def asks_a_model(self) -> bool:
        """Whether it needs the operator's model."""
        return False

    def complaint_about(self, *, is_stdio: bool) -> str | None:
        """Say why it cannot make inputs of that kind, if so."""
        del is_stdio
        return None
