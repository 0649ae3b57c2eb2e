"""Searches for legal inputs near legal ones, where a validator tells which are.

Where nearly all that is drawn is illegal, the way to others leads over those that
are known: small changes of them, of which those that are taken have children of
their own. Which changes are taken is learned on the way (a bandit's weights), so
that few runs of the validator are for nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from random import Random

from verifier.generation.growing import Climb, climbs_of
from verifier.generation.inputs import Input
from verifier.generation.row_changes import CHANGES, Material
from verifier.generation.rows import Lore, Rows, read_rows, written_rows

_PORTION = 40
_MOST_TRIES = 8
"""Inputs tried for each that is wanted."""
_MOST_CLIMBS = 30
_MOST_BYTES = 20_000
"""Larger inputs are no parents of small changes: they have been grown."""
_MOST_SEEDS = 400
_ORIGINAL = 0.3
_RECENT = 0.3
_LEAST_WEIGHT = 0.03
_LARGE_ORDERS = (
    "order equal",
    "order sort",
    "order fall",
    "order shuffle",
    "fewer letters",
)
_LARGEST = 6

type Judge = Callable[[Sequence[Input]], list[bool]]


class LegalSearch:
    """Finds legal inputs.

    Args:
        seeds: Inputs that are legal, the examples first.
        lore: What texts about inputs mention.
        judge: Says of each input whether it is legal.
        random: Chance.
        origin: What inputs are said to come from.
    """

    def __init__(
        self,
        seeds: Sequence[Input],
        lore: Lore,
        judge: Judge,
        random: Random,
        origin: str,
    ) -> None:
        self._lore, self._judge = lore, judge
        self._random, self._origin = random, origin
        self._known = {one.data for one in seeds}
        self._seeds = [
            read_rows(one.data) for one in seeds if len(one.data) <= _MOST_BYTES
        ]
        self._originals = len(self._seeds)
        self._large: list[Rows] = []
        # Of those that grew, too, small changes are wanted: large, and not plain.
        self._tried = dict.fromkeys(CHANGES, 0)
        self._taken = dict.fromkeys(CHANGES, 0)
        self._tries_left = 0

    def near(self, count: int) -> Iterator[Input]:
        """Yield legal inputs near the seeds, and near these."""
        left, tries = count, _MOST_TRIES * count
        while left > 0 and tries > 0 and self._seeds:
            made: dict[bytes, tuple[Rows, list[str]]] = {}
            for _ in range(_PORTION):
                rows, names = self._child()
                data = written_rows(rows) if names else b""
                if names and data not in self._known and len(data) <= _MOST_BYTES:
                    made[data] = rows, names
            tries -= _PORTION
            self._known |= set(made)
            found = [Input(data, self._origin) for data in made]
            for one, is_legal in zip(found, self._judge(found), strict=True):
                rows, names = made[one.data]
                self._learn(names, is_legal=is_legal)
                if is_legal:
                    self._keep(rows)
                    left -= 1
                    yield one

    def large(self, tries: int) -> Iterator[Input]:
        """Yield the largest legal inputs that the first seeds grow into.

        Args:
            tries: How many are put to the judge at most, or so.
        """
        found: list[Rows] = []
        self._tries_left = tries
        for rows in self._starts():
            climbs = self._climbed(list(climbs_of(rows, self._lore)))
            found += [climb.rows for climb in climbs]
        found.sort(key=lambda rows: -len(written_rows(rows)))
        # What has grown in one way may grow in another, too.
        twice = [
            climb.rows
            for rows in found[:2]
            for climb in self._climbed(list(climbs_of(rows, self._lore)))
        ]
        twice.sort(key=lambda rows: -len(written_rows(rows)))
        large = [*twice, *found]
        yield from self._inputs(large)
        shaped = []
        material = Material(other=[], lore=self._lore, random=self._random)
        for rows in large[:_LARGEST]:
            for name in _LARGE_ORDERS:
                made = CHANGES[name](rows, material)
                if made is not None:
                    shaped.append(made)
        inputs = list(self._inputs(shaped))
        for one, is_legal in zip(inputs, self._judge(inputs), strict=True):
            if is_legal:
                yield one

    def _starts(self) -> list[Rows]:
        some = self._seeds[: self._originals]
        return some[:1] + some[-1:] if len(some) > 1 else some

    def _climbed(self, climbs: list[Climb]) -> list[Climb]:
        """Have climbs go on together until all are over; return those that grew."""
        climbs = climbs[:_MOST_CLIMBS]
        while self._tries_left > 0 and not all(climb.is_over for climb in climbs):
            asked = [(climb, climb.asks(self._random)) for climb in climbs]
            asked = [(climb, rows) for climb, rows in asked if rows]
            inputs = [
                Input(written_rows(rows), self._origin)
                for _, some in asked
                for rows in some
            ]
            self._tries_left -= len(inputs)
            verdicts = self._judge(inputs)
            for climb, some in asked:
                own, verdicts = verdicts[: len(some)], verdicts[len(some) :]
                climb.learn(own)
        return [climb for climb in climbs if climb.has_grown]

    def _inputs(self, found: Sequence[Rows]) -> Iterator[Input]:
        for rows in found:
            data = written_rows(rows)
            if data not in self._known:
                self._known.add(data)
                if len(data) <= _MOST_BYTES:
                    self._large.append(rows)
                yield Input(data, self._origin)

    def _child(self) -> tuple[Rows, list[str]]:
        """Change a seed once or more; also say by which changes."""
        random = self._random
        chance = random.random()
        if chance < _ORIGINAL:
            rows = random.choice(self._seeds[: self._originals])
        elif chance < _ORIGINAL + _RECENT:
            rows = random.choice(self._large or self._seeds[-_PORTION:])
        else:
            rows = random.choice(self._seeds)
        names: list[str] = []
        for _ in range(random.choice((1, 1, 1, 2, 2, 3))):
            [name] = random.choices(list(CHANGES), [self._weight(n) for n in CHANGES])
            other = random.choice(self._seeds)
            material = Material(other=other, lore=self._lore, random=random)
            made = CHANGES[name](rows, material)
            if made:
                rows, names = made, [*names, name]
        return rows, names

    def _weight(self, name: str) -> float:
        """Return how often a change is to be tried: what was taken, more often."""
        rate = (self._taken[name] + 1) / (self._tried[name] + 2)
        return max(_LEAST_WEIGHT, rate)

    def _learn(self, names: Sequence[str], *, is_legal: bool) -> None:
        for name in names:
            self._tried[name] += 1
            self._taken[name] += is_legal

    def _keep(self, rows: Rows) -> None:
        if len(self._seeds) >= _MOST_SEEDS:
            del self._seeds[self._random.randrange(self._originals, len(self._seeds))]
        self._seeds.append(rows)
