"""The contract of a reward: outcomes to one number."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from verifier.outcome import CaseOutcome


class Reward(BaseModel):
    """Makes one number of the outcomes of all cases asked for; pure.

    It is asked only when every outcome is the candidate's doing: a failure of
    the tests or of the service has no reward at all.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    counts_work: ClassVar[bool] = False
    """Whether cases must count what submissions cost, where that is not done anyway."""

    @abstractmethod
    def value(self, outcomes: Sequence[CaseOutcome]) -> float:
        """Return the reward, from 0.0 to 1.0.

        Args:
            outcomes: One for each case asked for, skipped ones included; not
                empty.
        """
