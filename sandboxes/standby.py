"""Runs that may be started before it is known what they are for.

A database server takes longer to start than most queries take to run. What it
starts from is the same for every candidate, so one can be started while there is
nothing else to do, and wait for the candidate that comes next. It serves that one
alone, and ends with it.
"""

from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from sandboxes.limits import Limits
from sandboxes.run import Command, StoredFile

_REMEMBERED = 16
_LEAST_USES = 2
"""What was wanted once may never be wanted again: starting it would be for nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standby:
    """A command that can be started before the rest of its input is known.

    Attributes:
        key: Names all of it: what has the same key is the same.
        files: What is put into its box.
        command: What is started; it has an opening, and no `stdin` yet.
        limits: Its ceilings; those of time count from the rest of its input on.

    Raises:
        ValueError: The command has no opening, or nowhere to say that it is ready.
    """

    key: str
    files: Mapping[str, StoredFile] = field(repr=False)
    command: Command
    limits: Limits

    def __post_init__(self) -> None:
        if self.command.opening is None or not self.command.reply:
            msg = "a command on standby needs an opening and a reply"
            raise ValueError(msg)


class Habits:
    """What was wanted lately, and so is likely next; not for several threads."""

    def __init__(self) -> None:
        self._keys: deque[str] = deque(maxlen=_REMEMBERED)
        self._known: dict[str, Standby] = {}

    def note(self, standby: Standby) -> None:
        """Take note of one that is wanted now."""
        if standby.key in self._keys:  # the files of one used once are not kept
            self._known[standby.key] = standby
        self._keys.append(standby.key)
        for key in self._known.keys() - set(self._keys):
            del self._known[key]

    def likely(self, most: int) -> list[Standby]:
        """Return what was wanted twice or more, the most frequent first.

        Of equals the one that was wanted first is first: a case with several
        databases begins with the same one each time.
        """
        ranked = Counter(self._keys).most_common()
        found = [self._known[key] for key, uses in ranked if uses >= _LEAST_USES]
        return found[:most]
