"""Bytes in JSON: text where they are text, base64 where they are not."""

import base64
import binascii
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

_SCHEMA = {
    "anyOf": [
        {"type": "string"},
        {
            "type": "object",
            "properties": {"base64": {"type": "string", "contentEncoding": "base64"}},
            "required": ["base64"],
            "additionalProperties": False,
        },
    ]
}


def _load(value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    if isinstance(value, str):
        return value.encode()
    if isinstance(value, dict) and set(value) == {"base64"}:
        try:
            return base64.b64decode(value["base64"], validate=True)
        except (binascii.Error, TypeError, ValueError) as error:
            msg = f"not base64: {error}"
            raise ValueError(msg) from error
    msg = 'expected text, or {"base64": "…"} for bytes'
    raise ValueError(msg)


def show(data: bytes) -> str | dict[str, str]:
    """Return bytes in their JSON form."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(data).decode()}


type Content = Annotated[
    bytes,
    BeforeValidator(_load),
    PlainSerializer(show),
    WithJsonSchema(_SCHEMA),
]
"""Text, or `{"base64": "…"}`; bytes once it is validated."""
