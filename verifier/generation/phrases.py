"""Texts whose words are put together from words before: syllables, say."""

from collections.abc import Container, Sequence
from random import Random

from verifier.generation.known import Pool
from verifier.generation.layout_parts import FieldOfLine, ShapelessError

_MOST_PARTS = 12
_USUAL = 0.7
"""How often a text has as many parts as those of the examples."""
_NEVER = 10**9
_GLUED = (0.0, 0.2, 0.5, 0.8)
"""How often a part goes on with the word of the one before."""


def fewest_parts(text: str, parts: Container[str], longest: int) -> int:
    """Return of how few parts the words of a text can be put together.

    Args:
        text: Words that can be.
        parts: What they are put together from.
        longest: How long the longest part is.
    """
    return sum(_fewest(word, parts, longest) for word in text.split())


def is_made_of(one: FieldOfLine, token: str, pool: Pool) -> bool:
    """Whether a value is one of a pool, or, of a text, each word is made of them."""
    if one.type == "word":
        return token in pool
    longest = max(map(len, pool.words), default=0)
    return fewest_parts(token, pool, longest) < _NEVER


def _fewest(word: str, parts: Container[str], longest: int) -> int:
    fewest = [0]
    for end in range(1, len(word) + 1):
        begins = range(max(0, end - longest), end)
        ways = [fewest[at] + 1 for at in begins if word[at:end] in parts]
        fewest.append(min(ways, default=_NEVER))
    return fewest[-1]


def phrase(one: FieldOfLine, parts: Sequence[str], most: int, random: Random) -> str:
    """Draw a text of some parts.

    Args:
        one: The field of the text.
        parts: What its words are put together from.
        most: The most characters that it may have.
        random: Where chance comes from.

    Raises:
        ShapelessError: There is nothing to put together.
    """
    glued = random.choice(_GLUED)
    text = ""
    is_usual = one.parts and random.random() < _USUAL
    count = random.choice(one.parts) if is_usual else random.randint(1, _MOST_PARTS)
    for _ in range(count):
        if not parts:
            break
        gap = "" if not text or random.random() < glued else " "
        part = random.choice(parts)
        if len(text) + len(gap) + len(part) <= most:
            text += gap + part
    if not text:
        raise ShapelessError
    return text
