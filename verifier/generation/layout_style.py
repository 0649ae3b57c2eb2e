"""How one input is: small or large, equal or mixed, with many of the same or few."""

from collections.abc import Sequence
from copy import copy
from random import Random

from verifier.generation.edge_counts import EdgeCount
from verifier.generation.equations import Equation
from verifier.generation.forms import fill_form
from verifier.generation.joint_bounds import JointBound
from verifier.generation.known import Known
from verifier.generation.layout_parts import (
    LARGEST_BYTES,
    MOST_LISTED,
    FieldOfLine,
    ShapelessError,
)

_DENSE = 0.3
_RECENT = 20
_LISTED = 60
"""Most lines or values, in most inputs."""
_MANY = 2000
"""Most of them in most of the rest."""
_LINES = 400
"""Most lines of all times of a group together, in most inputs."""
_FEW = 4
_CORNERS = (1, 1, 2, 3)
_CORNER_REACHES = ("greatest", "least", "ends", "any", "any", "any")
_LONG = 0.2
_STRESSING = 0.08
"""How many inputs are as long as may be, where that is more: slow programs fail."""
_DEEP = 0.5
"""How many of these have few groups that are long; the others have many short ones."""
_SHARED = 0.5
"""How many inputs have words of the same few letters, if they have few at all."""
_GEOMETRIC = 0.05
"""How many inputs have rows of which each number is so many times the one before."""
_PIECED = 0.5
_WHOLE = 0.3
_WORDED = 0.6
_PIECES = (1, 1, 1, 2, 3)
_FRESH = (0.1, 0.3, 0.5, 0.9)
"""How seldom words come again, where they may."""
_FAVORITES = (0, 0, 1, 2)
"""How many of them come often."""
_KIN = (0.0, 0.0, 0.2, 0.5)
"""How many words that are listed are made of others."""
_OWN = 0.4
_NEAR = 0.2
_FACTORS = (1, 1, 2, 3, 10)
_PARTS = (1, 1, 1, 2)
_RATIOS = (2, 2, 3, 10)
_REACHES = (
    *("tiny", "tiny", "small", "small", "any", "any", "ends", "most"),
    *("least", "greatest", "scale", "mixed", "mixed"),
)


_EXTREMES = ("any", "any", "greatest", "greatest", "least", "least")
"""What values are like where there are as many as may be."""


class Style:
    """How one input is: small or large, equal or mixed.

    Args:
        random: Where chance comes from.
        constants: Numbers that a program is known to compare with.
    """

    def __init__(self, random: Random, constants: Sequence[int] = ()) -> None:
        self.random = random
        self._constants = constants
        self.comparing = random.choice((0.0, 0.0, 0.0, 0.4)) if constants else 0.0
        self.reach = random.choice(_REACHES)
        self.letters = random.choice(("one", "two", "marked", "all", "all"))
        # What words have to do with each other shows where they share their letters.
        is_shared = random.random() < _SHARED
        self._few: dict[str, str] | None = {} if is_shared else None
        self.counts: set[str] = set()
        self.equations: list[Equation | JointBound] = []
        self.cliques: list[int] = []
        self.edges: list[EdgeCount] = []
        self.planned: dict[str, int] = {}
        self.order = random.choice(("", "", "", "equal", "up", "down"))
        self.is_geometric = random.random() < _GEOMETRIC
        self.tilt = random.choice((0, 0, 0, 1, 5))
        self.ties = random.choice((0.0, 0.0, 0.3, 0.7))
        # Where each field went its own way, many would seldom be small together.
        self.apart = random.choice((0.0, _OWN))
        self.lines_apart = random.choice((0.0, 0.0, _OWN))
        self.opposites = random.choice((0.0, 0.0, 0.5))
        self.multiples = random.choice((0.0, 0.0, 0.0, 0.6))
        self.is_stressing = random.random() < _STRESSING
        self.has_pieces = random.random() < _PIECED
        self._again: tuple[float, int] | None = None
        self._kin: float | None = None
        if self.is_stressing:
            self.reach = random.choice(_EXTREMES)
        self.is_deep = random.random() < _DEEP
        self.grouping: set[str] = set()
        self.left: dict[str, int] = {}
        self.listed, self.room = _LISTED, MOST_LISTED
        self.letters_left = self.longest = LARGEST_BYTES
        self._made: list[int] = []
        self.own: dict[int, Style] = {}

    def corner(self) -> None:
        """Have few of everything, each at an end of its range, or anywhere in it.

        What goes wrong at the largest value alone is seldom seen beside others; nor
        is what two values far from each other show, if there are many.
        """
        self.listed = self.random.choice(_CORNERS)
        self.reach = self.random.choice(_CORNER_REACHES)
        self.apart, self.lines_apart = self.random.choice((0.0, _OWN)), 0.0
        self.ties = self.multiples = self.comparing = 0.0

    def of(self, one: FieldOfLine) -> "Style":
        """Return the style of one field: many small ones beside a large one, say."""
        if id(one) not in self.own:
            self.own[id(one)] = self
            if self.random.random() < self.apart:
                other = copy(self)
                some = _EXTREMES if self.is_stressing else _REACHES
                other.reach = self.random.choice(some)
                self.own[id(one)] = other
        return self.own[id(one)]

    def of_line(self) -> "Style":
        """Return the style of the lines of one kind: all of one may be least, say."""
        if self.random.random() >= self.lines_apart:
            return self
        other = copy(self)
        other.reach = self.random.choice(_EXTREMES if self.is_stressing else _REACHES)
        other.own = {}
        return other

    def within(self, times: int) -> "Style":
        """Return the style of one time of a group, which is like the others or not."""
        other = copy(self)
        if self.random.random() < _OWN:
            other = self.even()
            other.reach = self.random.choice(_REACHES)
            other.letters, other.order = self.letters, self.order
        other.own = {}
        other.listed = max(_FEW, min(self.listed, _LINES // max(1, times)))
        other.room = max(_FEW, self.room // max(1, times))
        other.letters_left = self.letters_left // max(1, times)
        return other

    def for_words(self, count: int) -> "Style":
        """Return the style of lines of so many words, which share the letters left."""
        other = copy(self)
        other.longest = self.letters_left // max(1, count) - (count > 1)
        return other

    def even(self) -> "Style":
        """Return a style in which every number is as likely as any other."""
        other = Style(self.random, self._constants)
        other.reach, other.letters, other.ties = "any", "all", 0.0
        other.is_stressing = self.is_stressing
        other.counts, other.equations = self.counts, self.equations
        other.cliques, other.planned = self.cliques, self.planned
        other.edges = self.edges
        other.is_deep, other.grouping, other.left = (
            self.is_deep,
            self.grouping,
            self.left,
        )
        other.listed, other.room = self.listed, self.room
        other.letters_left, other.longest = self.letters_left, self.longest
        return other

    def most_listed(self, low: int, high: int, *, is_bounded: bool) -> int:
        """Return how many there may be this time: few, mostly; seldom very many."""
        most = max(low, self.listed)
        if self.is_stressing:
            return max(low, min(high, self.room))
        if not is_bounded and self.random.random() < _LONG:
            most = max(low, min(_MANY, self.room))
        return min(high, most)

    def most_letters(self, low: int, high: int) -> int:
        """Return how long a word may be this time; very long ones are seldom."""
        high = min(high, max(low, self.longest))
        if self.is_stressing or high <= _MANY:
            return high
        most = _MANY if self.random.random() < _LONG else self.listed
        return max(low, min(high, most))

    def powers(self, low: int, high: int, count: int, known: Known) -> list[int]:
        """Draw a row in which a number is so many times the one before.

        The ratio is one that was read before, now and then: where a program counts
        what is in proportion, numbers drawn by chance never are.
        """
        ratios = [n for n in known.values() if 1 < n <= max(2, high // 2)]
        ratio = self.random.choice([*_RATIOS, *ratios])
        first = max(1, low)
        made: list[int] = []
        for _ in range(count):
            number = made[-1] * ratio if made else high + 1
            made.append(number if number <= high else min(high, first))
            if self.random.random() < _OWN / max(1, count):
                first += 1
        return made

    def near(self, known: Known, low: int, high: int) -> int | None:
        """Return a count like an earlier number, now and then: edges like nodes."""
        if not known or self.random.random() >= _NEAR:
            return None
        number = self.random.choice([*known.values()]) + self.random.choice((-1, 0, 1))
        return number if low <= number <= high else None

    def wants_most(self, low: int, high: int) -> bool:
        """Whether there are to be as many as may be."""
        return self.is_stressing and high > low

    def most_beside(self, name: str, high: int, known: Known) -> int:
        """Return how large a number may be, beside those that it is bounded with."""
        for one in self.equations:
            if (most := one.room(name, known)) is None:
                continue
            high = min(high, most)
            if self.is_stressing and isinstance(one, JointBound):
                is_first = one.is_first(name, known)
                high = min(high, one.share(self.random)) if is_first else high
        return high

    def beside_edges(
        self, name: str, low: int, high: int, known: Known
    ) -> tuple[int, int]:
        """Return between what a number may be, if it counts edges, or their nodes."""
        for one in self.edges:
            low, high = one.narrowed(name, low, high, known)
        return low, high

    def solved(self, name: str, known: Known) -> int | None:
        """Return what a number must be, if an equation or a plan says so."""
        if name in self.planned:
            return self.planned[name]
        for equation in self.equations:
            number = equation.solved(name, known)
            if number is not None:
                return number
        return None

    def again(self, one: FieldOfLine, words: Sequence[str]) -> str | None:
        """Return a word that is there already; None, now and then, if it may be new.

        Raises:
            ShapelessError: It may not be new, and there is none.
        """
        if self._again is None:
            choose = self.random.choice
            self._again = choose(_FRESH), choose(_FAVORITES)
        fresh, favorites = self._again
        if one.is_reference and not words:
            raise ShapelessError
        if not words or (not one.is_reference and self.random.random() < fresh):
            return None
        if favorites and self.random.random() < _OWN:
            words = words[:favorites]
        return self.random.choice(words)

    def kin(self, words: Sequence[str]) -> str | None:
        """Return a word made of some that are there, now and then: a part, or two.

        Who takes the begin of a name for the name is seldom found out otherwise.
        """
        if self._kin is None:
            self._kin = self.random.choice(_KIN)
        if not words or self.random.random() >= self._kin:
            return None
        word = self.random.choice(words)
        if self.random.random() < _DENSE:
            return word[: self.random.randint(1, len(word))]
        return word + self.random.choice(words)

    def tilted(self, letters: str) -> str:
        """Make one letter likelier than others, now and then."""
        return letters + self.random.choice(letters) * (len(letters) * self.tilt)

    def few_of(self, letters: str) -> str:
        """Choose one or two letters; of marks one, and a letter or two beside it."""
        if self._few is None:
            return self._some_of(letters)
        if letters not in self._few:
            self._few[letters] = self._some_of(letters)
        return self._few[letters]

    def _some_of(self, letters: str) -> str:
        few = 1 if self.letters == "one" else 2
        chosen = [self.random.choice(letters) for _ in range(few)]
        marks = [letter for letter in letters if not letter.isalnum()]
        if self.letters == "marked" and marks and len(marks) < len(letters):
            chosen.append(self.random.choice(marks))
        return "".join(chosen)

    def formed(self, one: FieldOfLine) -> str:
        """Draw a word of one of its forms; sometimes of few different letters."""
        made: dict[str, str] = {}

        def choose(letters: str) -> str:
            if self.letters != "all":
                letters = made.setdefault(letters, self.few_of(letters))
            return self.random.choice(letters)

        return fill_form(self.random.choice(one.forms), one.alphabet, choose)

    def pieced(self, one: FieldOfLine, letters: str, sizes: tuple[int, int]) -> str:
        """Draw a word of pieces, with letters of its own between them, or one alone."""
        piece = self.random.choice(one.pieces)
        if self.random.random() < _WHOLE and sizes[0] <= len(piece) <= sizes[1]:
            return piece
        size = self.number(*sizes, is_count=True)
        if one.type == "text" and self.random.random() < _WORDED:
            return self._worded(one, letters, sizes[1])
        text = ""
        while len(text) < size:
            if one.type == "text" and text and self.random.random() < _DENSE:
                text += " "
            some = self.random.randint(0, 2)
            text += "".join(self.random.choice(letters) for _ in range(some))
            text += self.random.choice(one.pieces)
        return text[-size:]

    def _worded(self, one: FieldOfLine, letters: str, most: int) -> str:
        """Draw words, some or all of which end in pieces, or are one."""
        words = []
        share = self.random.choice((0.2, 0.4, 0.7, 1.0))
        for _ in range(self.random.choice((1, 2, 3, _FEW, 3 * _FEW))):
            some = self.random.choice((0, 0, 1, 2, 5))
            head = "".join(self.random.choice(letters) for _ in range(some)).strip()
            is_pieced = not head or self.random.random() < share
            # Who counts pieces, and not words with one, is right of most words.
            pieces = self.random.choices(one.pieces, k=self.random.choice(_PIECES))
            words.append(head + "".join(pieces) if is_pieced else head)
        while len(words) > 1 and len(" ".join(words)) > most:
            words.pop()
        return " ".join(words)[:most]

    def number(self, low: int, high: int, *, is_count: bool = False) -> int:
        """Draw a number; of counts, none is as large as another on purpose."""
        if low > high:
            raise ShapelessError
        if not is_count and self._made and self.random.random() < self.ties:
            again = self.random.choice(self._made[-_RECENT:])
            if low < 0 < high and self.random.random() < self.opposites:
                again = -again
            if low <= again <= high:
                return again
        made = self._drawn(low, high)
        if self.random.random() < self.comparing:
            made = self._compared(low, high, made)
        if not is_count and self._made and self.random.random() < self.multiples:
            near = self.random.choice(self._made[-_RECENT:])
            part = self.random.choice(_PARTS)
            near = near * self.random.choice(_FACTORS) // part
            near += self.random.randint(-1, 1)
            made = near if low <= near <= high else made
        self._made.append(made)
        return made

    def _compared(self, low: int, high: int, other: int) -> int:
        """Draw a number that is compared with, or one beside it; or take another."""
        factor = self.random.choice(_FACTORS)
        near = self.random.choice(self._constants) * factor + self.random.randint(-1, 1)
        return near if low <= near <= high else other

    def _drawn(self, low: int, high: int) -> int:
        random = self.random
        reach = self.reach
        if reach == "mixed":
            reach = random.choice(("tiny", "small", "any", "ends", "scale"))
        middle = 0 if low < 0 < high else low
        match reach:
            case "tiny":
                return random.randint(max(low, middle - 3), min(high, middle + 3))
            case "small":
                return random.randint(max(low, middle - 12), min(high, middle + 12))
            case "ends":
                ends = (low, min(low + 1, high), max(high - 1, low), high)
                return random.choice(ends)
            case "least":
                return low
            case "greatest":
                return high
            case "scale":
                size = random.randint(0, max(1, (high - middle).bit_length()))
                sign = -1 if low < 0 and random.random() < _DENSE else 1
                return max(low, min(high, middle + sign * random.getrandbits(size)))
            case "most" if random.random() < _DENSE:
                return high
            case _:
                return random.randint(low, high)
