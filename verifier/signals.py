"""What was seen trying: hints for a trainer, which never change a verdict.

Source: the design's "Suspicion as information". Nothing here is proof: an
honest program may look at frames, and a sly one may hide that it does.
"""

import re
from collections.abc import Iterable

from sandboxes import Language
from verifier.building import Source
from verifier.outcome import CaseOutcome

EARLY_EXIT = "early_exit"
"""It ended while more was to be asked of it."""
WROTE_TO_DRIVER = "wrote_to_driver"
"""What came over our own descriptor was not from our driver."""
PROTOCOL_IN_OUTPUT = "protocol_in_output"
"""Its standard output looks like what our drivers tell us."""
REFUSED_SYSCALL = "refused_syscall"
"""It tried a system call that no honest program needs; `:NAME` follows."""

SIGNALS = (
    EARLY_EXIT,
    WROTE_TO_DRIVER,
    PROTOCOL_IN_OUTPUT,
    REFUSED_SYSCALL,
    "frame_access",
    "gc_scan",
)
"""All there are; the last two are a language's `signs`."""

_PROTOCOL = re.compile(
    rb'{"(?:value|raised|missing|unencodable|test|fault|done|outcome)":|verifier_'
)


def in_output(stdout: bytes) -> tuple[str, ...]:
    """Return the signals that standard output gives, where a driver of ours runs."""
    return (PROTOCOL_IN_OUTPUT,) if _PROTOCOL.search(stdout) else ()


def in_source(language: Language, source: Source) -> set[str]:
    """Return the signals that a program's text gives."""
    texts = [
        source.text,
        *(
            data.decode(errors="replace")
            for path, data in source.files.items()
            if path.endswith(language.extensions)
        ),
    ]
    return {
        name
        for name, sign in language.signs.items()
        if any(re.search(sign, text) for text in texts)
    }


def in_outcomes(outcomes: Iterable[CaseOutcome]) -> set[str]:
    """Return the signals that runs gave."""
    found: set[str] = set()
    for outcome in outcomes:
        found.update(outcome.signals)
        if outcome.run:
            found.update(f"{REFUSED_SYSCALL}:{name}" for name in outcome.run.refused)
    return found
