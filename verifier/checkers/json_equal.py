"""Equal as JSON."""

import json
from typing import Literal, override

from verifier.checkers.checker import Checker
from verifier.checkers.text import Absolute, Relative
from verifier.values import close, json_difference


class JsonChecker(Checker):
    """The same JSON document, however it is written.

    Equality is that of JSON Schema (draft 2020-12, 4.2.2): the order of the
    keys of an object does not matter, that of an array does, numbers are equal
    if they are mathematically (`1` and `1.0`), and `true` is not 1. Beyond it,
    numbers may be off by a tolerance, except where both are integers.

    Both texts are read as Python's `json` reads them: `NaN` and `Infinity`
    are numbers, of a repeated key the last counts. Texts that it cannot read,
    or that are nested deeper than 100 levels, match byte for byte or not at
    all.

    Attributes:
        absolute: Tolerated absolute error of a number.
        relative: Tolerated error of a number as a fraction of the answer.
    """

    kind: Literal["json"] = "json"
    absolute: Absolute = 0.0
    relative: Relative = 0.0

    @override
    def complaint(self, output: bytes, answer: bytes) -> str | None:
        if output == answer:
            return None
        try:
            expected = _parse(answer)
        except (ValueError, RecursionError):
            return "the answer is not JSON, so it must be matched byte for byte"
        try:
            found = _parse(output)
        except RecursionError:
            return "output is nested too deep"
        except ValueError as error:
            return f"output is not JSON: {error}"
        return json_difference(found, expected, self.absolute, self.relative)

    @override
    def value_complaint(self, output: object, answer: object) -> str | None:
        return close(output, answer, self.absolute, self.relative)


def _parse(data: bytes) -> object:
    """Parse JSON in UTF-8, a byte order mark before it or not."""
    tree: object = json.loads(data.decode("utf-8-sig"))
    return tree


CHECKERS = (JsonChecker,)
