"""Programs whose answers may depend on the date, and nobody can tell by running them.

Python's clocks are put ahead in the box (`sandboxes/inside/batch.py`); those of
other languages are the machine's.
"""

import re

_CLOCKS = re.compile(
    r"\b(?:time|clock_gettime|gettimeofday|localtime|gmtime|strftime|system_clock"
    r"|Date|LocalDate|LocalDateTime|Instant|Calendar|DateTime|SystemTime|Utc|Local"
    r"|currentTimeMillis|nanoTime|Now|now)\s*(?:\(|::|\.)"
)


def names_clock(source: str, language: str) -> bool:
    """Whether a program in another language than Python seems to read a clock."""
    return language != "python" and _CLOCKS.search(source) is not None
