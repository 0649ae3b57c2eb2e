"""What can go wrong on our side of the sandbox wall.

    SandboxError
    ├── SandboxUnavailableError   the backend cannot start a box here
    └── BoxFailedError            a box that had started broke
    UnknownPluginError            no language, database, backend of that name

What the *submission* does is never an exception: it is a `RunResult`.
"""

from collections.abc import Iterable


class SandboxError(Exception):
    """Our own machinery failed; says nothing about the program in the box."""


class SandboxUnavailableError(SandboxError):
    """The backend cannot start a box on this machine.

    Attributes:
        backend: Name of the backend, as in `VERIFIER_SANDBOX`.
        reason: What is missing, and how to supply it.
    """

    def __init__(self, backend: str, reason: str) -> None:
        super().__init__(f"sandbox {backend!r} is unavailable: {reason}")
        self.backend = backend
        self.reason = reason


class BoxFailedError(SandboxError):
    """A box broke, so we cannot tell what became of the command in it.

    Attributes:
        started: Whether the command had been started. Only then can the
            command itself be what broke the box.
    """

    def __init__(self, reason: str, *, started: bool = False) -> None:
        super().__init__(reason)
        self.started = started


class UnknownPluginError(LookupError):
    """There is no language, database or backend of that name."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        self.known = sorted(known)
        super().__init__(f"no {kind} {name!r}; known: {', '.join(self.known)}")
