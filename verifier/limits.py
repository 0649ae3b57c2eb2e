"""Limits as requests state them: a part of them, below the service's ceilings."""

from dataclasses import replace
from functools import lru_cache
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from sandboxes import MIB, Language, Limits

type _Seconds = Annotated[float, Field(gt=0, allow_inf_nan=False)]
type _Count = Annotated[int, Field(gt=0)]

_WALL_PER_CPU = 3
_KEPT = 64
"""Limits that are remembered: the cases of a submission most often have the same."""


class LimitsRequest(BaseModel):
    """Ceilings for one run; what is not stated is the language's default.

    Validated with a context `{"ceilings": Limits}`, a value above its ceiling
    is refused.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    cpu_time_s: _Seconds | None = Field(
        default=None, description="CPU seconds of all its processes."
    )
    wall_time_s: _Seconds | None = Field(
        default=None,
        description="Seconds on the clock; three times cpu_time_s if only that is set.",
    )
    memory_bytes: _Count | None = Field(
        default=None, description="Peak memory of all its processes, swap included."
    )
    output_bytes: _Count | None = Field(
        default=None, description="Bytes of stdout, and as many of stderr."
    )
    processes: _Count | None = Field(
        default=None, description="Processes and threads at one time."
    )
    scratch_bytes: _Count | None = Field(
        default=None, description="Bytes it may keep in files."
    )
    scratch_files: _Count | None = Field(
        default=None, description="Files and directories it may keep."
    )
    language_factors: bool | None = Field(
        default=None,
        description="Whether times are multiplied by the language's factor, and "
        "memory raised to its floor: true unless stated.",
    )

    @field_validator("*")
    @classmethod
    def _stay_below_ceiling(cls, value: Any, info: ValidationInfo) -> Any:
        ceilings = (info.context or {}).get("ceilings")
        is_ceiled = info.field_name != "language_factors"
        if value is not None and ceilings and info.field_name and is_ceiled:
            ceiling = getattr(ceilings, info.field_name)
            if value > ceiling:
                msg = f"must be at most {ceiling}, the ceiling of this service"
                raise ValueError(msg)
        return value

    def over(self, defaults: Limits) -> Limits:
        """Return the defaults with what is stated here in their place."""
        stated = self.model_dump(exclude_none=True, exclude={"language_factors"})
        if "cpu_time_s" in stated and "wall_time_s" not in stated:
            wall = _WALL_PER_CPU * stated["cpu_time_s"]
            stated["wall_time_s"] = max(wall, defaults.wall_time_s)
        return replace(defaults, **stated)


def in_language(
    limits: Limits, language: Language, *requests: LimitsRequest | None
) -> Limits:
    """Translate limits of a problem into those of a language.

    Limits are stated for a problem, mostly with a compiled language in mind. What a
    runtime needs before the program's first line, and how much slower it is, is no
    failure of the program. So stated limits and defaults are both translated, but
    for output, processes and files, and the service's ceilings bound what is stated.

    Args:
        limits: What was stated, or the language's defaults.
        language: Its factors.
        requests: Who may switch this off, the least particular first.

    Returns:
        Limits with more time and memory, or the same.
    """
    said = [it.language_factors for it in requests if it is not None]
    wanted = [it for it in said if it is not None]
    if wanted and not wanted[-1]:
        return limits
    floor_bytes = language.memory_floor_mib * MIB
    return _translated(limits, language.cpu_time_factor, floor_bytes)


@lru_cache(_KEPT)
def _translated(limits: Limits, factor: float, floor_bytes: int) -> Limits:
    return replace(
        limits,
        cpu_time_s=limits.cpu_time_s * factor,
        wall_time_s=limits.wall_time_s * factor,
        memory_bytes=max(limits.memory_bytes, floor_bytes),
    )


@lru_cache(_KEPT)
def with_grace(limits: Limits, factor: float) -> Limits:
    """Return limits with so many times the CPU seconds."""
    return replace(limits, cpu_time_s=limits.cpu_time_s * factor)
