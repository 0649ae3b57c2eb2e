"""Signatures of functions: how requests write them, and what they mean.

One notation for all languages: whatever a person would write in one of them is
read as the same few shapes. Nothing here runs anything.
"""

from sandboxes.signatures.inference import infer, infer_from, type_of, widened
from sandboxes.signatures.names import SignatureError
from sandboxes.signatures.parse import parse_signature
from sandboxes.signatures.types import (
    ANY,
    Parameter,
    Shape,
    Signature,
    Type,
)

__all__ = [
    "ANY",
    "Parameter",
    "Shape",
    "Signature",
    "SignatureError",
    "Type",
    "infer",
    "infer_from",
    "parse_signature",
    "type_of",
    "widened",
]
