"""Reads verification requests from a file: one, a list, or one a line."""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from pydantic import BaseModel, ValidationError

from sandboxes import Limits
from verifier.complaints import field_errors
from verifier.messages import VerificationRequest

STDIN = "-"

_ONE_A_LINE = frozenset({".jsonl", ".ndjson"})


class BadRequestError(Exception):
    """What was asked for is wrong.

    Attributes:
        complaints: Each with file, line and field.
    """

    def __init__(self, complaints: Sequence[str]) -> None:
        super().__init__("; ".join(complaints))
        self.complaints = list(complaints)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One request as it was read.

    Attributes:
        place: File, and the line or index where there are several.
        data: The request, plain JSON.
    """

    place: str
    data: dict[str, Any]


def read_items(path: str) -> list[Item]:
    """Read requests.

    Args:
        path: A file; `-` is standard input.

    Raises:
        BadRequestError: It cannot be read, is not JSON, or holds no request.
    """
    name = "standard input" if path == STDIN else path
    text = _read(path, name)
    if not text.strip():
        raise BadRequestError([f"{name}: holds no request"])
    if Path(path).suffix in _ONE_A_LINE or _is_one_a_line(text):
        return list(_items_of_lines(name, text))
    tree = _parsed(text, name, 1)
    if isinstance(tree, list):
        return [
            _item(f"{name}, item {index}", value) for index, value in enumerate(tree)
        ]
    return [_item(name, tree)]


def _read(path: str, name: str) -> str:
    try:
        data = sys.stdin.buffer.read() if path == STDIN else Path(path).read_bytes()
    except OSError as error:
        raise BadRequestError([f"{name}: {error.strerror}"]) from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadRequestError([f"{name}:{line}: not UTF-8"]) from error


def _is_one_a_line(text: str) -> bool:
    first, _, rest = text.lstrip().partition("\n")
    if not rest.strip():
        return False
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        return False
    return True


def _items_of_lines(name: str, text: str) -> Iterator[Item]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield _item(f"{name}:{number}", _parsed(line, name, number))


def _parsed(text: str, name: str, line: int) -> Any:
    try:
        return json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        at = f"{name}:{line + error.lineno - 1}:{error.colno}"
        raise BadRequestError([f"{at}: not JSON: {error.msg}"]) from error
    except (ValueError, RecursionError) as error:
        raise BadRequestError([f"{name}:{line}: not JSON: {error}"]) from error


def _refuse(constant: str) -> NoReturn:
    msg = f"{constant} is not a JSON number"
    raise ValueError(msg)


def _item(place: str, value: Any) -> Item:
    if not isinstance(value, dict):
        complaint = f"{place}: a request is an object, not {json.dumps(value)[:40]}"
        raise BadRequestError([complaint])
    return Item(place=place, data=value)


def validated(items: Sequence[Item], ceilings: Limits) -> list[VerificationRequest]:
    """Make requests of what was read.

    Args:
        items: What was read.
        ceilings: The most that a request may ask for.

    Raises:
        BadRequestError: Some are wrong; it tells of all of them.
    """
    requests: list[VerificationRequest] = []
    complaints: list[str] = []
    for item in items:
        try:
            request = validated_as(VerificationRequest, item, ceilings)
        except BadRequestError as error:
            complaints += error.complaints
            continue
        if request.test_set is not None:
            why = "a service keeps test sets; name it with --url, or give test_cases"
            complaints.append(f"{item.place}: test_set: {why}")
        if request.generate is not None:
            why = "a service makes test cases; use --url, or verifier generate"
            complaints.append(f"{item.place}: generate: {why}")
        requests.append(request)
    if complaints:
        raise BadRequestError(complaints)
    return requests


def validated_as[T: BaseModel](model: type[T], item: Item, ceilings: Limits) -> T:
    """Make a model of what was read.

    Raises:
        BadRequestError: It is wrong; it tells every field.
    """
    try:
        return model.model_validate(item.data, context={"ceilings": ceilings})
    except ValidationError as error:
        raise BadRequestError(list(_complaints(item, error))) from error


def _complaints(item: Item, error: ValidationError) -> Iterator[str]:
    # Only here, and only now: it comes with the web framework.
    for wrong in field_errors(error.errors(include_url=False, include_input=False)):
        field = f"{wrong.field}: " if wrong.field else ""
        yield f"{item.place}: {field}{wrong.message}"
