"""Integers of a kind: even ones, odd ones, primes."""

from typing import Literal

type OnlyRule = Literal["any", "even", "odd", "prime", "positive"]

_WITNESSES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)
"""Enough for all numbers below 3.3e24 (Sorenson and Webster 2015)."""


def is_only(rule: OnlyRule, number: int) -> bool:
    """Whether an integer is of a kind."""
    match rule:
        case "any":
            return True
        case "even":
            return number % 2 == 0
        case "odd":
            return number % 2 == 1
        case "prime":
            return is_prime(number)
        case "positive":
            return number > 0


def is_prime(number: int) -> bool:
    """Whether an integer is prime (Miller and Rabin, with enough witnesses)."""
    for prime in _WITNESSES:
        if number % prime == 0:
            return number == prime
    if number < _WITNESSES[-1]:
        return False
    odd, twos = number - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    for witness in _WITNESSES:
        power = pow(witness, odd, number)
        if power in {1, number - 1}:
            continue
        for _ in range(twos - 1):
            power = power * power % number
            if power == number - 1:
                break
        else:
            return False
    return True


def nearest(rule: OnlyRule, number: int, low: int, high: int) -> int | None:
    """Return the nearest integer of a kind within bounds; None if none is near.

    Args:
        rule: The kind.
        number: Where to begin, within the bounds.
        low: Least integer.
        high: Greatest integer.
    """
    # Between primes below 10**18 there are at most 1,500 others.
    for distance in range(1500):
        for other in (number + distance, number - distance):
            if low <= other <= high and is_only(rule, other):
                return other
        if number - distance < low and number + distance > high:
            return None
    return None
