"""Mines the lines that a statement says there are, one after the other.

A statement that says which number counts which lines is believed, if the lines of
all examples are as many as it says: then nothing is left to chance, as it is where
two numbers of the only example are as large, or lines of two kinds look alike.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from verifier.generation.layout_parts import GroupOfLines, LineOfInput
from verifier.generation.mining_state import State
from verifier.generation.stated_lines import SaidLines, singly

type Part = LineOfInput | GroupOfLines
type Step = tuple[Part, State]
type _Names = Mapping[str, str]

_MOST_STEPS = 1000


class GuidedSearch:
    """Goes down the lines of all examples as a statement says.

    Args:
        said: The lines that it speaks of.
        sizes: How many lines each example has.
        of_line: Yields what the next line of each example may be.
        of_block: Yields what so many lines of each may be, that a number counts.
    """

    def __init__(
        self,
        said: Sequence[SaidLines],
        sizes: Sequence[int],
        of_line: Callable[[State], Iterator[Step]],
        of_block: Callable[[State, str, Sequence[int]], Iterator[Step]],
    ) -> None:
        self._said = singly(said)
        self._sizes = tuple(sizes)
        self._of_line, self._of_block = of_line, of_block
        self._steps_left = _MOST_STEPS
        self.end = State(())

    def search(
        self, state: State, at: int = 0, names: _Names | None = None
    ) -> list[Part] | None:
        """Return the lines, from one of those that are said on; None, if none fit.

        Args:
            state: How far the examples are read.
            at: How many of the lines that are said are read.
            names: What integers are called, by what the statement calls them.
        """
        names = names or {}
        if at == len(self._said):
            self.end = state
            return [] if at and state.used == self._sizes else None
        said = self._said[at]
        for part, after in self._steps(state, said, names):
            self._steps_left -= 1
            if self._steps_left < 0:
                return None
            rest = self.search(after, at + 1, {**names, **_named(said, part)})
            if rest is not None:
                return [part, *rest]
        return self._after_unsaid(state, at, names)

    def _after_unsaid(self, state: State, at: int, names: _Names) -> list[Part] | None:
        """Take a line that is not spoken of as one for a number that counts the next.

        *Following the names is an integer $k$. The next $k$ lines …*
        """
        counter = self._said[at].amount.name
        left = [n - used for n, used in zip(self._sizes, state.used, strict=True)]
        if not counter or counter in names or not all(left):
            return None
        for part, after in self._of_line(state):
            if isinstance(part, GroupOfLines) or len(part.fields) > 1:
                continue
            one = part.fields[0]
            if one.type == "int" and one.count == 1 and one.name:
                rest = self.search(after, at, {**names, counter: one.name})
                if rest is not None:
                    return [part, *rest]
        return None

    def _steps(self, state: State, said: SaidLines, names: _Names) -> Iterator[Step]:
        counted = [term for one in said.counted if (term := one.term(names))]
        state = replace(state, counted=tuple(counted))
        left = [n - used for n, used in zip(self._sizes, state.used, strict=True)]
        if said.is_one:
            yield from self._of_line(state) if all(left) else ()
            return
        term = said.amount.term(names)
        if term is None:
            return
        sizes = state.values_of(term)
        fits = all(0 <= n <= most for n, most in zip(sizes, left, strict=True))
        if fits and any(sizes):
            yield from self._of_block(state, term, sizes)


def _named(said: SaidLines, part: Part) -> _Names:
    """Return what the integers of a line are called in the layout, by their names."""
    named: dict[str, str] = {}
    if not said.is_one or isinstance(part, GroupOfLines):
        return named
    for name, one in zip(said.names, part.fields, strict=False):
        if one.count != 1:
            break
        if one.type == "int" and one.name:
            named[name] = one.name
    return named
