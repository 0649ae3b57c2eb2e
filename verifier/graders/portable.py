"""Rewrites typed values so that every language's JSON parser reads them alike."""

import math
from typing import Any

_SAFE_INT = 2**53


def portable(tree: Any, *, has_tuples: bool) -> Any:
    """Return a typed value with nothing in it that JSON parsers disagree on.

    Args:
        tree: The value.
        has_tuples: Whether the language knows tuples; else they become lists.

    Returns:
        The same value: integers beyond 2**53 (where JavaScript would round
        them) as `$int`, NaN and infinities as `$float`.
    """
    if isinstance(tree, list):
        return [portable(item, has_tuples=has_tuples) for item in tree]
    if isinstance(tree, dict):
        if not has_tuples and set(tree) == {"$tuple"}:
            return portable(tree["$tuple"], has_tuples=has_tuples)
        return {
            key: portable(item, has_tuples=has_tuples) for key, item in tree.items()
        }
    if isinstance(tree, bool):
        return tree
    if isinstance(tree, int) and abs(tree) >= _SAFE_INT:
        return {"$int": hex(tree)}
    if isinstance(tree, float) and not math.isfinite(tree):
        name = "nan" if math.isnan(tree) else "inf" if tree > 0 else "-inf"
        return {"$float": name}
    return tree
