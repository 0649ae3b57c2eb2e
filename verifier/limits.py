"""Limits as requests state them: a part of them, below the service's ceilings."""

from dataclasses import replace
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from sandboxes import Limits

type _Seconds = Annotated[float, Field(gt=0, allow_inf_nan=False)]
type _Count = Annotated[int, Field(gt=0)]

_WALL_PER_CPU = 3


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

    @field_validator("*")
    @classmethod
    def _stay_below_ceiling(cls, value: Any, info: ValidationInfo) -> Any:
        ceilings = (info.context or {}).get("ceilings")
        if value is not None and ceilings and info.field_name:
            ceiling = getattr(ceilings, info.field_name)
            if value > ceiling:
                msg = f"must be at most {ceiling}, the ceiling of this service"
                raise ValueError(msg)
        return value

    def over(self, defaults: Limits) -> Limits:
        """Return the defaults with what is stated here in their place."""
        stated = self.model_dump(exclude_none=True)
        if "cpu_time_s" in stated and "wall_time_s" not in stated:
            wall = _WALL_PER_CPU * stated["cpu_time_s"]
            stated["wall_time_s"] = max(wall, defaults.wall_time_s)
        return replace(defaults, **stated)
