"""The default output validator of the Kattis problem package format, as a checker.

https://www.kattis.com/problem-package-format/spec/legacy.html#default-output-validator-specification
"""

from typing import Any


class UnknownFlagError(ValueError):
    """Flags of the default validator that no checker of ours stands for."""


def checker_for(flags: str) -> dict[str, Any]:
    """Return the checker that compares as the default validator does.

    Without flags it compares tokens and ignores their case. A float tolerance
    is for every number, integers included.

    Args:
        flags: Its command line, as in `validator_flags`.

    Raises:
        UnknownFlagError: No checker compares so.
    """
    case_sensitive, space_sensitive, tolerances = _read(flags.split())
    if tolerances and space_sensitive:
        msg = "space_change_sensitive with a float tolerance"
        raise UnknownFlagError(msg)
    if tolerances:
        return {"kind": "floats", "absolute": 0.0, "relative": 0.0} | {
            "integers": "close",
            **tolerances,
        }
    if space_sensitive and not case_sensitive:
        msg = "space_change_sensitive without case_sensitive"
        raise UnknownFlagError(msg)
    if space_sensitive:
        return {"kind": "exact"}
    return {"kind": "tokens", "case_sensitive": case_sensitive}


def _read(words: list[str]) -> tuple[bool, bool, dict[str, float]]:
    case_sensitive = space_sensitive = False
    tolerances: dict[str, float] = {}
    while words:
        match words:
            case ["case_sensitive", *rest]:
                case_sensitive = True
            case ["space_change_sensitive", *rest]:
                space_sensitive = True
            case ["float_tolerance", value, *rest]:
                tolerances = {"absolute": float(value), "relative": float(value)}
            case ["float_absolute_tolerance", value, *rest]:
                tolerances["absolute"] = float(value)
            case ["float_relative_tolerance", value, *rest]:
                tolerances["relative"] = float(value)
            case _:
                raise UnknownFlagError(words[0])
        words = rest
    return case_sensitive, space_sensitive, tolerances
