r"""Puts limits on what numbers make together into a mined layout.

`$h \cdot w \le 10^5$`, `$n + m \le 100$` and `$nm \le 10^6$` are read, where each of
the numbers has a limit of its own. One that an example breaks was meant for something
else; what cannot be put otherwise is a doubt: inputs that break it are larger than any
that right programs were written for.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from verifier.generation.joint_bounds import JointBound
from verifier.generation.layout import Layout, fitting_layout
from verifier.generation.limit_places import Slot
from verifier.generation.statement import GOES_ON, NUMBER, plain_text, value_of_term

_NAME = r"[A-Za-z](?:_?\w)?"
_JOINT = re.compile(
    rf"(?<![\w*^/+-])(?<![*^/+-] )({_NAME}(?:\s*\*\s*{_NAME}){{1,3}}"
    rf"|{_NAME}(?:\s*\+\s*{_NAME}){{1,3}}|[A-Za-z]{{2}})"
    rf"\s*(<=|<)\s*({NUMBER})"
)


def with_joint_limits(
    layout: Layout, part: str, slots: Mapping[str, Slot], examples: Sequence[bytes]
) -> tuple[Layout, list[str]]:
    """Return a layout with the joint limits of a statement, and those it cannot have.

    Args:
        layout: What the examples have in common, with the limits of the statement.
        part: What it says about the input, without macros.
        slots: Where the numbers are that it names.
        examples: Inputs that are legal.
    """
    doubts = []
    for text, bound in _joint_limits(part, slots):
        tree = layout.model_dump()
        tree["equations"].append(bound.text)
        if fitting_layout(tree, []) is None:
            doubts.append(text)
        layout = fitting_layout(tree, examples) or layout
    return layout, doubts


def _joint_limits(
    part: str, slots: Mapping[str, Slot]
) -> Iterator[tuple[str, JointBound]]:
    """Yield limits, as they are written, and of the fields that they are about."""
    plain = plain_text(part)
    for found in _JOINT.finditer(plain):
        most = value_of_term(found[3])
        if most is None or most < 1 or GOES_ON.match(plain, found.end()):
            continue
        is_product = "+" not in found[1]
        names = re.findall(_NAME, found[1])
        if found[1].isalpha():
            # Two letters side by side are a product, if they are two names.
            names = [*found[1]]
            if found[1] in slots or not all(name in slots for name in names):
                continue
        if len(set(names)) == len(names):
            fields = [slots[n].field.name if n in slots else n for n in names]
            bound = JointBound(tuple(fields), is_product, most - (found[2] == "<"))
            yield found[0], bound
