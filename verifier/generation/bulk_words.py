"""The words of very many lines, drawn column by column."""

from math import isqrt
from random import Random

from verifier.generation.forms import fill_form, without_zero
from verifier.generation.known import Known
from verifier.generation.layout_parts import (
    FieldOfLine,
    ShapelessError,
    value_of,
)

_FEW_LETTERS = 2
_FEW_KINDS = 10
_PIECED = 0.1


class BulkWords:
    """The words of lines, those of one pool from the same few or many.

    Args:
        repeat: How many lines there are.
        room: How long words may be, if lines are to have room.
        known: What is known of the input.
        random: Where chance comes from.
    """

    def __init__(self, repeat: int, room: int, known: Known, random: Random) -> None:
        self.known, self.random, self._room = known, random, room
        kinds = (_FEW_KINDS, isqrt(repeat), 2 * isqrt(repeat), repeat)
        self._kinds = random.choice(kinds)
        self._pools: dict[str, list[str]] = {}

    def column(self, one: FieldOfLine, spread: str, size: int) -> list[str]:
        """Draw words of a field: of all letters, of few, or as long as may be."""
        choices = self.random.choices
        if one.words:
            return choices(one.words, k=size)
        if one.is_reference:
            pool = self.known.pool(one.among).words
            if not pool:
                raise ShapelessError
            return choices(pool, k=size)
        if one.among:
            if one.among not in self._pools:
                self._pools[one.among] = self._new(one, spread, self._kinds)
            return choices(self._pools[one.among], k=size)
        return self._new(one, spread, size)

    def _new(self, one: FieldOfLine, spread: str, size: int) -> list[str]:
        choices = self.random.choices
        if one.forms:
            choose = self.random.choice
            forms = choices(one.forms, k=size)
            return [fill_form(form, one.alphabet, choose) for form in forms]
        least = value_of(one.least, self.known)
        most = value_of(one.most, self.known)
        if not 0 < least <= most:
            raise ShapelessError
        most = max(least, min(most, self._room))
        letters = one.alphabet
        match spread:
            case "near":
                letters = "".join(choices(letters, k=_FEW_LETTERS))
            case "high":
                least = most
            case _:
                pass
        lengths = choices(range(least, most + 1), k=size)
        words = ["".join(choices(letters, k=length)) for length in lengths]
        if one.nonzero:
            return [without_zero(word, one.alphabet, self.random) for word in words]
        if pieces := [piece for piece in one.pieces if least <= len(piece) <= most]:
            words = [
                self.random.choice(pieces) if self.random.random() < _PIECED else word
                for word in words
            ]
        return words
