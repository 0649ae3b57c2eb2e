"""What of a layout is no bound: how many there are of what, and how parts go together.

A precondition that says the form of an input and its ranges knows bounds better than
examples show them. That lines are in order, or are the edges of a tree, it does not
say: that stays with the layout.
"""

import string

from verifier.generation.layout import Layout
from verifier.generation.layout_parts import (
    MOST_LISTED,
    FieldOfLine,
    GroupOfLines,
    LineOfInput,
)

_FAR = 10**19
_LETTERS = "".join(chr(code) for code in range(33, 127))


def rules_of(layout: Layout) -> Layout:
    """Return a layout without its bounds on numbers, letters and lengths.

    Bounds that name a number read before are no limits but rules: the ends of an
    edge are among its nodes.
    """
    return layout.model_copy(update={"lines": [_ruling(one) for one in layout.lines]})


def _ruling(part: LineOfInput | GroupOfLines) -> LineOfInput | GroupOfLines:
    if isinstance(part, GroupOfLines):
        lines = [_ruling(one) for one in part.lines]
        changes = {"lines": lines, "least": 0, "most": MOST_LISTED}
        return part.model_copy(update=changes)
    return part.model_copy(update={"fields": [_unbound(one) for one in part.fields]})


def _unbound(one: FieldOfLine) -> FieldOfLine:
    letters = _LETTERS + " " * (one.type == "text")
    changes: dict[str, object] = {
        "low": -_FAR if isinstance(one.low, int) else one.low,
        "high": _FAR if isinstance(one.high, int) else one.high,
        "least": 0 if isinstance(one.least, int) else one.least,
        "most": MOST_LISTED if isinstance(one.most, int) else one.most,
        "digits": max(one.digits, len(string.digits) + 2),
        "alphabet": letters,
        "words": [],
        "forms": [],
    }
    return one.model_copy(update=changes)
