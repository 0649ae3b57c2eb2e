"""Texts whose words are put together from words before: syllables, say."""

from collections.abc import Callable, Container, Sequence
from random import Random

from verifier.generation.known import Pool
from verifier.generation.layout_parts import FieldOfLine, ShapelessError

_MOST_PARTS = 12
_GLUED = (0.0, 0.2, 0.5, 0.8)
"""How often a part goes on with the word of the one before."""


def is_made_of(one: FieldOfLine, token: str, pool: Pool) -> bool:
    """Whether a value is one of a pool, or, of a text, each word is made of them."""
    if one.type == "word":
        return token in pool
    longest = max(map(len, pool.words), default=0)
    return all(_is_put_together(word, pool, longest) for word in token.split())


def _is_put_together(word: str, parts: Container[str], longest: int) -> bool:
    ends = [True]
    for end in range(1, len(word) + 1):
        begins = range(max(0, end - longest), end)
        ends.append(any(ends[at] and word[at:end] in parts for at in begins))
    return ends[-1]


def phrase(
    parts: Sequence[str], most: int, number: Callable[[int, int], int], random: Random
) -> str:
    """Draw a text of some parts.

    Args:
        parts: What its words are put together from.
        most: The most characters that it may have.
        number: Draws a number from the first to the second.
        random: Where chance comes from.

    Raises:
        ShapelessError: There is nothing to put together.
    """
    glued = random.choice(_GLUED)
    text = ""
    for _ in range(number(1, _MOST_PARTS)):
        if not parts:
            break
        gap = "" if not text or random.random() < glued else " "
        part = random.choice(parts)
        if len(text) + len(gap) + len(part) <= most:
            text += gap + part
    if not text:
        raise ShapelessError
    return text
