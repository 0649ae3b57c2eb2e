"""Inputs by a JSON Schema of the arguments, by hypothesis-jsonschema."""

import json
from collections.abc import Iterator
from typing import Any, Literal, override

from pydantic import Field, field_validator

from verifier.generation.inputs import Input, call_input
from verifier.generation.strategies.strategy import Strategy, Workshop
from verifier.values import MalformedValueError

_PER_RUN = 100
_REFUSED = frozenset({"$ref", "$dynamicRef", "format", "pattern", "patternProperties"})
"""References lead elsewhere, and a regular expression can take for ever: this runs
in our own process."""


def _keys(tree: object) -> Iterator[str]:
    if isinstance(tree, dict):
        yield from tree
        for item in tree.values():
            yield from _keys(item)
    elif isinstance(tree, list):
        for item in tree:
            yield from _keys(item)


class JsonSchemaStrategy(Strategy):
    """Draws what a schema allows: the list of arguments, or what is read.

    Attributes:
        parameters: Schemas without references and patterns: one for each
            argument of a function; of a whole program one alone, whose document
            is what it reads.
    """

    kind: Literal["json_schema"] = "json_schema"
    parameters: list[dict[str, Any]] = Field(min_length=1, max_length=50)

    @field_validator("parameters")
    @classmethod
    def _be_schemas(cls, value: list[dict[str, Any]]) -> list[dict[str, Any]]:
        # Hypothesis takes a while to import, and most requests need none of it.
        from hypothesis_jsonschema import from_schema  # noqa: PLC0415
        from jsonschema import Draft202012Validator  # noqa: PLC0415

        for index, schema in enumerate(value):
            refused = _REFUSED & set(_keys(schema))
            if refused:
                msg = f"schema {index}: {min(refused)} is not supported"
                raise ValueError(msg)
            try:
                Draft202012Validator.check_schema(schema)
                from_schema(schema).validate()
            except Exception as error:  # of many types, all about the schema
                msg = f"schema {index}: {error}"[:300]
                raise ValueError(msg) from error
        return value

    @override
    def draw(self, workshop: Workshop) -> Iterator[Input]:
        from hypothesis import strategies as st  # noqa: PLC0415
        from hypothesis_jsonschema import from_schema  # noqa: PLC0415

        from verifier.generation.hypotheses import drawn  # noqa: PLC0415

        strategy = st.tuples(*map(from_schema, self.parameters))
        left = workshop.count
        while left > 0:
            seed = workshop.random.getrandbits(64)
            for values in drawn(strategy, min(left, _PER_RUN), seed):
                if workshop.problem.is_stdio:
                    document = json.dumps(values[0], ensure_ascii=False)
                    yield Input(f"{document}\n".encode(), self.kind)
                    continue
                try:
                    yield call_input(values, self.kind)
                except (TypeError, MalformedValueError):
                    continue
            left -= _PER_RUN


STRATEGIES = (JsonSchemaStrategy,)
