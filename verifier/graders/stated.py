"""What a request states of values and types, checked when it is read."""

from typing import Any

from sandboxes.signatures import SignatureError, parse_signature
from verifier.graders.portable import portable
from verifier.values import check_form


def stated_value(value: Any) -> Any:
    """Return a typed value in the form that every language reads.

    Raises:
        ValueError: It has none.
    """
    normal = portable(value, has_tuples=True)  # a bare NaN is understood
    complaint = check_form(normal)
    if complaint:
        raise ValueError(complaint)
    return normal


def stated_signature(text: str | None) -> str | None:
    """Return a signature that can be read.

    Raises:
        ValueError: It cannot.
    """
    try:
        if text is not None:
            parse_signature(text)
    except SignatureError as error:
        raise ValueError(str(error)) from None
    return text
