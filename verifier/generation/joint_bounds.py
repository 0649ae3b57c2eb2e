"""Limits on what integers make together: `h*w <= 100000`, `n+m <= 100`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import isqrt, prod
from random import Random
from typing import ClassVar

_SUM = re.compile(r"\s*(\w+(?:\s*\+\s*\w+)+)\s*<=\s*(\d{1,19})\s*")
_PRODUCT = re.compile(r"\s*(\w+(?:\s*\*\s*\w+)+)\s*<=\s*(\d{1,19})\s*")
_FEW = 10


@dataclass(frozen=True, slots=True)
class JointBound:
    """The sum or the product of some integers is at most so large.

    Attributes:
        names: Names of the integers, each once.
        is_product: Whether it is their product.
        most: The greatest that it may be.
    """

    is_equal: ClassVar[bool] = False

    names: tuple[str, ...]
    is_product: bool
    most: int

    @property
    def text(self) -> str:
        """How it is written: `a*b <= 100`."""
        return f"{('*' if self.is_product else '+').join(self.names)} <= {self.most}"

    def holds(self, known: Mapping[str, int]) -> bool:
        """Whether it is true of some integers."""
        values = [known[name] for name in self.names]
        return (prod(values) if self.is_product else sum(values)) <= self.most

    def solved(self, name: str, known: Mapping[str, int]) -> None:
        """Return nothing: a limit tells no integer."""

    def room(self, name: str, known: Mapping[str, int]) -> int | None:
        """Return the greatest that an integer may be; None if it is not bounded.

        Those that are not known yet are taken for as small as they are mostly.
        """
        if name not in self.names:
            return None
        others = [other for other in self.names if other != name]
        if not self.is_product:
            return self.most - sum(known.get(other, 0) for other in others)
        return self.most // max(1, prod(max(1, known.get(n, 1)) for n in others))

    def is_first(self, name: str, known: Mapping[str, int]) -> bool:
        """Whether an integer is one of them, and none of the others is known."""
        return name in self.names and not any(other in known for other in self.names)

    def share(self, random: Random) -> int:
        """Draw how large the first of them is to be, where all are large: shapes."""
        even = isqrt(self.most) if self.is_product else self.most // len(self.names)
        return random.choice((even, even, self.most, _FEW))


def read_joint_bound(text: str) -> JointBound:
    """Read a limit on a sum or a product.

    Raises:
        ValueError: It is none, or names an integer twice.
    """
    found = _SUM.fullmatch(text) or _PRODUCT.fullmatch(text)
    if found is None:
        msg = f"{text!r} is no limit on a sum or a product, like 'a*b <= 100'"
        raise ValueError(msg)
    names = tuple(re.findall(r"\w+", found[1]))
    if len(set(names)) < len(names):
        msg = f"{text!r} has an integer twice"
        raise ValueError(msg)
    return JointBound(names, "*" in found[1], int(found[2]))
