"""How much the arrays of a program hold, by its text.

What is read into an array is no longer than the array; but few programs fill it to
the last place. Their authors add some places to the limit of the problem, and write
`[105]` for 100; a text in C needs one for its end. An example may show more.
"""

import re
from collections.abc import Iterator, Sequence

_NUMBER = re.compile(
    r"#define\s+(\w+)\s+\(?(\d{1,7})\b|\bconst\s+int\s+(\w+)\s*=\s*(\d{1,7})\b"
)
_SIZE = re.compile(r"\[\s*(\w+)\s*(?:\+\s*(\d{1,4})\s*)?\]")
_TEXTS = re.compile(r"\bchar\s+([^;(){}=*]*\[[^;(){}=*]*);")
_LEAST = 2
_SPARE = 0.8
"""A round number below a size is the limit if no more than a fifth is spare."""


def rooms_in(source: str) -> list[int]:
    """Return how many things the arrays of a program hold, each size once."""
    return sorted({n for n in _sizes(source, source) if n >= _LEAST})


def letters_in(source: str) -> int:
    """Return how long a text may be that a program in C reads; 0 if nothing tells."""
    last = []
    for names in _TEXTS.findall(source):
        for name in names.split(","):
            sizes = list(_sizes(name, source))
            if not sizes or sizes[-1] < _LEAST:
                return 0
            last.append(sizes[-1])
    # A string of C++ is as long as it comes.
    is_free = re.search(r"\bstring\s+\w+|\bmalloc\b|\bgetchar\b", source)
    return 0 if is_free or not last else limit_of(max(last))


def limit_of(size: int, shown: Sequence[int] = ()) -> int:
    """Return how many things are read into an array of some size, at most.

    Args:
        size: How many it holds.
        shown: How many examples have.
    """
    most = max(shown, default=0)
    unit = 10 ** (len(str(size)) - 1)
    below = size // unit * unit
    for limit in (below, size - 1):
        if most <= limit < size and limit >= _SPARE * size:
            return limit
    return size


def _sizes(text: str, source: str) -> Iterator[int]:
    """Yield the sizes in brackets; 0 for one that is no known number."""
    known = {a or c: int(b or d) for a, b, c, d in _NUMBER.findall(source)}
    for size, more in _SIZE.findall(text):
        number = int(size) if size.isdigit() else known.get(size, 0)
        yield number + int(more or 0) if number else 0
