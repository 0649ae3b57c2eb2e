"""How two results are compared: options, and profiles that are sets of them.

The defaults are strict where leniency accepts wrong answers (duplicates,
NULLs, text) and lenient where a question rarely says more (names and order of
columns, order of rows without ORDER BY, float noise).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

type Profile = Literal["strict", "bird_ex", "test_suite", "spider2", "defog_subset"]


class Columns(StrEnum):
    """Which columns of the candidate may stand for which of gold's."""

    ANY = "any"
    EXACT = "exact"
    BY_NAME = "by_name"
    SUPERSET = "superset"
    SUBSET_OF = "subset_of"


class Numeric(BaseModel):
    """When two numbers are equal; integers always compare exactly."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    mode: Literal["approx", "exact", "decimals"] = "approx"
    relative: Annotated[float, Field(ge=0, le=0.1, allow_inf_nan=False)] = 1e-6
    absolute: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] = 1e-9
    decimals: Annotated[int, Field(ge=0, le=15)] | None = Field(
        default=None, description="Digits after the point, for mode `decimals`."
    )

    @model_validator(mode="after")
    def _have_decimals(self) -> Self:
        if (self.mode == "decimals") != (self.decimals is not None):
            msg = "decimals goes with mode decimals, and with no other"
            raise ValueError(msg)
        return self

    def tolerance(self) -> tuple[float, float]:
        """Return relative and absolute tolerance."""
        if self.mode == "exact":
            return 0.0, 0.0
        if self.decimals is not None:
            return 1e-12, 0.5 * 10.0**-self.decimals
        return self.relative, self.absolute


class Comparison(BaseModel):
    """How the candidate's result is compared with gold's."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    profile: Profile | None = Field(
        default=None,
        description="A set of options as a published evaluation has them; what is "
        "stated beside it counts more.",
    )
    columns: Columns = Field(
        default=Columns.ANY,
        description="`any` order; `exact` positions; `by_name`; `superset`: the "
        "candidate may have more; `subset_of`: only condition_columns count.",
    )
    condition_columns: Annotated[list[str | int], Field(max_length=500)] = Field(
        default=[],
        description="For `subset_of`: gold's columns, by name or index from 0.",
    )
    order: Literal["auto", "strict", "ignore", "keys"] = Field(
        default="auto",
        description="Of rows. `auto`: if gold has ORDER BY at its top, ties in any "
        "order; `keys`: the same, or the tests are at fault where gold has none; "
        "`strict`: the very list; `ignore`.",
    )
    distinct: Literal["keep", "ignore"] = Field(
        default="keep", description="Whether repeated rows count."
    )
    numeric: Numeric = Field(default=Numeric(), description="Equality of numbers.")
    unicode: Literal["exact", "nfc"] = Field(
        default="exact", description="Whether text is normalized first."
    )
    coerce_numeric_text: bool = Field(
        default=False, description="Whether a text that is a number equals it."
    )
    null_is_zero: bool = Field(
        default=False, description="Whether NULL equals 0 (as spider2 has it)."
    )

    @model_validator(mode="before")
    @classmethod
    def _take_profile(cls, stated: Any) -> Any:
        if isinstance(stated, str):
            stated = {"profile": stated}
        if not isinstance(stated, dict):
            return stated
        profile = stated.get("profile")
        known = _PROFILES.get(profile, {}) if isinstance(profile, str) else {}
        return {**known, **stated}

    @model_validator(mode="after")
    def _have_condition_columns(self) -> Self:
        needs = self.columns is Columns.SUBSET_OF
        if needs != bool(self.condition_columns):
            msg = "condition_columns go with columns subset_of, and with nothing else"
            raise ValueError(msg)
        return self


_PROFILES: Mapping[str, Mapping[str, Any]] = {
    "strict": {},
    "bird_ex": {
        "columns": "exact",
        "order": "ignore",
        "distinct": "ignore",
        "numeric": {"mode": "exact"},
    },
    "test_suite": {"columns": "any", "order": "auto", "numeric": {"mode": "exact"}},
    "spider2": {
        "columns": "superset",
        "order": "ignore",
        "numeric": {"absolute": 0.01, "relative": 0.0},
        "null_is_zero": True,
    },
    "defog_subset": {"columns": "superset", "order": "ignore", "distinct": "ignore"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What comparing two results came to.

    Attributes:
        reason: Why they differ, as `wrong_arity`, `wrong_rows`, `wrong_order`,
            `wrong_names`; empty if they are equal.
        words: The same for people, with the first rows that differ.
        columns: For each of gold's columns, the candidate's that stands for it.
        columns_ambiguous: Whether other columns could stand for them as well.
        columns_capped: Whether not every assignment of columns was tried.
        row_f1: Harmonic mean of the rows' precision and recall, 0.0 to 1.0.
    """

    reason: str = ""
    words: str = ""
    columns: tuple[int, ...] = ()
    columns_ambiguous: bool = False
    columns_capped: bool = False
    row_f1: float = 1.0

    @property
    def is_equal(self) -> bool:
        """Whether the candidate's result is as good as gold's."""
        return not self.reason
