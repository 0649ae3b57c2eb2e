"""Parts of the words of examples that are written by rules of their own.

Dates, addresses and formulas are letters, digits and marks in an order that nobody
states. Words of random characters have none of it; words of parts of the examples,
in other places, have some.
"""

import re
from collections.abc import Sequence
from random import Random

_RUN = re.compile(r"[0-9]+|[A-Za-z]+|[^0-9A-Za-z]+")
_LEAST_RUNS = 3
"""A word of fewer has no order of its own."""
_MOST_RUNS = 5
_LONGEST = 12
_MOST = 24


def chunks_of(words: Sequence[str]) -> list[str]:
    """Return parts of words, from the begin of one kind of characters to an end.

    Args:
        words: Those of the examples.

    Returns:
        Nothing, unless there are words of several kinds of characters.
    """
    found: dict[str, None] = {}
    for word in words:
        runs = _RUN.findall(word)
        if len(runs) < _LEAST_RUNS:
            continue
        for size in range(1, _MOST_RUNS + 1):
            for at in range(len(runs) - size + 1):
                chunk = "".join(runs[at : at + size])
                if len(chunk) <= _LONGEST:
                    found[chunk] = None
    listed = list(found)
    return Random(0).sample(listed, min(_MOST, len(listed)))
