"""What is asked of the programs of the tests, and what they say: data alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Assistant:
    """A program of the tests.

    Attributes:
        role: What it is to people: `checker` or `interactor`.
        language: Name of its language.
        text: Text of its main file.
        files: Its other files, by relative path.
    """

    role: str
    language: str
    text: str
    files: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """One run of an assistant.

    Attributes:
        args: Its command line arguments.
        stdin: What it reads, unless a link takes the place of it.
        files: What it finds in its working directory.
        folders: Empty directories that it finds there.
        collect: What is brought back, however it ends by itself.
        reply: Whether it gets file descriptor 3 to write a reply to.
    """

    args: tuple[str, ...] = ()
    stdin: bytes = b""
    files: Mapping[str, bytes] = field(default_factory=dict)
    folders: tuple[str, ...] = ()
    collect: tuple[str, ...] = ()
    reply: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What a checker or an interactor says of a submission.

    Attributes:
        complaint: What is wrong, in words for people; None if all is right.
        points: The share of the full points, 0.0 to 1.0; None where it gives
            none.
    """

    complaint: str | None = None
    points: float | None = None
