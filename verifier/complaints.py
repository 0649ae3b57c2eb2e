"""What is wrong with a request, field by field."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

_UNIONS = frozenset(
    {
        "test_cases",
        "checker",
        "reward",
        "target",
        "strategies",
        "preconditions",
        "lines",
    }
)
_LISTS = frozenset({"test_cases", "strategies", "preconditions", "lines"})
_OWN_PATH = re.compile(
    r"(test_cases|examples|strategies|preconditions)\.\d+(\.\w+)?$|references$"
)
"""A validator of the whole request begins its message with the field it means."""


class FieldError(BaseModel):
    """What is wrong with one field of a request.

    Attributes:
        field: Its path, like `test_cases.0.input`; empty for the whole body.
        message: What is wrong, and what is allowed.
    """

    field: str
    message: str


def field_errors(
    errors: Sequence[Mapping[str, Any]], under: str = ""
) -> list[FieldError]:
    """Translate pydantic's errors.

    Args:
        errors: What `ValidationError.errors()` gives.
        under: Path of the part that was validated.
    """
    found = []
    for error in errors:
        path = _path([*under.split("."), *error["loc"]] if under else error["loc"])
        message = str(error["msg"]).removeprefix("Value error, ")
        name, colon, rest = message.partition(": ")
        if colon and _OWN_PATH.match(name) and not path:
            path, message = name, rest
        found.append(FieldError(field=path, message=message))
    return found


def _path(location: Sequence[Any]) -> str:
    """Join a location; the tag that chose a member of a union is left out."""
    parts: list[str] = []
    tagged = False
    for part in location:
        if tagged and isinstance(part, str):
            tagged = False
            continue
        if isinstance(part, int):
            tagged = bool(parts) and parts[-1] in _LISTS
        else:
            tagged = part in _UNIONS and part not in _LISTS
        parts.append(str(part))
    return ".".join(parts)
