"""Inputs in the neighborhood of examples that have no layout that is simple.

What such an example means is not known: which numbers count lines, which words are
names of others. So all that may be is kept, lines, tokens, small numbers, signs, and
only letters and larger numbers change, into others of the same kind and length.
"""

import re
from random import Random

_TOKEN = re.compile(rb"\S+")
_RUN = re.compile(rb"[0-9]+|[a-z]+|[A-Z]+")
_DIGITS, _SMALL, _LARGE = b"0123456789", b"abcdefghijklmnopqrstuvwxyz", b"AZ"


def skeleton(data: bytes) -> bytes:
    """Return what inputs share that differ in letters and larger numbers alone."""
    least = _least_free(data)
    return _TOKEN.sub(lambda found: _bones(found[0], least), data)


def _least_free(data: bytes) -> int:
    """Return the least number that cannot count lines or tokens."""
    rows = data.split(b"\n")
    return 1 + max(len(rows), *(len(row.split()) for row in rows))


def _bones(token: bytes, least: int) -> bytes:
    if token.isdigit() and (len(token) < 10 and int(token) < least):  # noqa: PLR2004
        return token
    return _RUN.sub(lambda run: _kind(run[0]) * len(run[0]), token)


def _kind(run: bytes) -> bytes:
    return b"9" if run.isdigit() else b"a" if run.islower() else b"A"


def neighbor(data: bytes, random: Random) -> bytes:
    """Change letters and larger numbers of an input, its skeleton stays.

    Words that are equal stay so, because they may name the same thing.
    """
    least = _least_free(data)
    tokens = sorted(set(_TOKEN.findall(data)))
    free = [token for token in tokens if _bones(token, least) != token]
    if not free:
        return data
    chosen = random.sample(free, random.randint(1, min(3, len(free))))
    others = {token: _other(token, free, least, random) for token in chosen}
    return _TOKEN.sub(lambda found: others.get(found[0], found[0]), data)


def nudged(data: bytes, random: Random) -> bytes:
    """Change one letter, or the last digit of one larger number, of an input.

    A word that is there again is a name, and changes everywhere.
    """
    least = _least_free(data)
    places = [found.span() for found in _TOKEN.finditer(data)]
    free = [
        span
        for span in places
        if _bones(data[slice(*span)], least) != data[slice(*span)]
    ]
    if not free:
        return data
    start, end = random.choice(free)
    token = bytearray(data[start:end])
    letters = [n for n, letter in enumerate(token) if not chr(letter).isdigit()]
    digits = [n for n, letter in enumerate(token) if chr(letter).isdigit()]
    if digits and not any(chr(token[n]).isalpha() for n in letters):
        step = random.choice((-2, -1, 1, 2))
        token[digits[-1]] = ord("0") + (token[digits[-1]] - ord("0") + step) % 10
        return data[:start] + bytes(token) + data[end:]
    place = random.choice([n for n in letters if chr(token[n]).isalpha()] or [0])
    seen = [
        c
        for c in set(data)
        if _kind(bytes([c])) == _kind(bytes([token[place]])) and chr(c).isalpha()
    ]
    if seen:
        token[place] = random.choice(sorted(seen))
    old, new = data[start:end], bytes(token)
    tokens = _TOKEN.findall(data)
    if tokens.count(old) == 1:
        return data[:start] + new + data[end:]
    if new in tokens:
        return data
    return _TOKEN.sub(lambda found: new if found[0] == old else found[0], data)


def _other(token: bytes, free: list[bytes], least: int, random: Random) -> bytes:
    """Return a token of the same bones: one that is there, or a changed one."""
    bones = _bones(token, least)
    alike = [one for one in free if one != token and _bones(one, least) == bones]
    if alike and random.random() < 0.5:  # noqa: PLR2004
        return random.choice(alike)
    made = bytearray(token)
    for place in random.sample(range(len(made)), min(len(made), random.randint(1, 3))):
        letter = made[place : place + 1]
        if letter.isdigit():
            is_leading = place == 0 and len(made) > 1 and letter != b"0"
            made[place] = random.choice(_DIGITS[1:] if is_leading else _DIGITS)
        elif letter.islower():
            made[place] = random.choice(_SMALL)
        elif letter.isupper():
            made[place] = random.randint(*_LARGE)
    changed = bytes(made)
    return changed if _bones(changed, least) == bones else token
