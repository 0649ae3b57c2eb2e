"""Everything an operator may set, as `VERIFIER_*` variables."""

import os
from pathlib import Path
from typing import Annotated, Any, Literal, Self, override

from pydantic import (
    NonNegativeInt,
    PositiveFloat,
    PositiveInt,
    SecretStr,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SecretsSettingsSource,
    SettingsConfigDict,
)

from sandboxes import GIB, MIB, Limits, SandboxOptions

_ENFORCEABLE = frozenset(
    {"cpu", "memory", "processes", "network", "seccomp", "scratch"}
)

_SECRETS = Path("/run/secrets")
"""Where containers find secrets: a file a setting, `verifier_redis_url` for one."""


class Settings(BaseSettings):
    """Everything an operator may set.

    Made by an entry point (`cli`, `api`, `worker`) and handed on; nothing else
    reads the environment.
    """

    model_config = SettingsConfigDict(env_prefix="VERIFIER_", frozen=True)

    sandbox: str = "nsjail"
    """Name of the isolation backend."""

    require: Annotated[frozenset[str], NoDecode] = _ENFORCEABLE
    """What must be enforced, or no box opens; names separated by commas."""

    box: Literal["warm", "cold"] = "warm"
    """Whether a jail serves many submissions, or one run only."""

    recycle_after: PositiveInt = 1000
    """Runs that a warm jail serves before it is replaced."""

    standby: NonNegativeInt = 2
    """Database servers that an idle slot starts ahead; 0 starts none."""

    cache_dir: Path = Path("~/.cache/verifier")
    """Where what is built once is kept."""

    image_dir: Path = Path("/var/lib/verifier/images")
    """Where the root file systems are that boxes may hold."""

    docker_host: str = "unix:///var/run/docker.sock"
    """Where the docker backend finds its engine; it must be on this machine."""

    docker_runtime: str = "runc"
    """What that engine runs boxes with; never another in its place."""

    artifact_bytes: NonNegativeInt = 1 * GIB
    """How much of what builds made is kept there; 0 builds everything anew."""

    data_dir: Path = Path("~/.local/share/verifier")
    """Where the embedded engine keeps stored test sets."""

    engine: Literal["embedded", "celery"] = "embedded"
    """Who runs the work: processes of this service, or Celery workers."""

    slots: PositiveInt | None = None
    """Verifications run at one time by this process; as many as cores if unset."""

    queue_limit: PositiveInt = 4096
    """Verifications that may wait in each lane; more are refused with 429."""

    redis_url: SecretStr = SecretStr("redis://127.0.0.1:6379/0")
    """Broker and store of the celery engine."""

    report_ttl_s: PositiveFloat = 3600.0
    """Seconds a report is kept after it is ready."""

    report_cache_bytes: PositiveInt = 256 * MIB
    """Bytes of reports that the embedded engine keeps, of those that were fetched a
    quarter; the oldest go first."""

    share_reports: bool = True
    """Whether equal verifications are done once while their report is kept."""

    longest_verification_s: PositiveFloat = 1800.0
    """Seconds after which the celery engine gives a silent worker's task to another."""

    drain_s: PositiveInt = 25
    """Seconds that `verifier serve` gives open requests when it is told to stop."""

    max_body_bytes: PositiveInt = 16 * MIB
    """Largest request body."""

    max_cpu_time_s: PositiveFloat = 60.0
    """Ceiling of `limits.cpu_time_s`, and so on."""

    max_wall_time_s: PositiveFloat = 180.0
    max_memory_bytes: PositiveInt = 4 * GIB
    max_output_bytes: PositiveInt = 64 * MIB
    max_processes: PositiveInt = 512
    max_scratch_bytes: PositiveInt = 1 * GIB
    max_scratch_files: PositiveInt = 65_536

    keys_file: Path | None = None
    """File of API keys; if it is set, requests must show one (`verifier keys`)."""

    otlp_endpoint: str = ""
    """URL to which traces are sent (OTLP over HTTP); empty: nowhere."""

    model_url: str | None = None
    """Base of an OpenAI-compatible API for the strategy `model`; none if unset."""

    model_name: str = ""
    """Name of the model there."""

    model_key: SecretStr = SecretStr("")
    """Key that is shown there as a bearer token."""

    model_timeout_s: PositiveFloat = 60.0
    """Seconds that one answer of the model may take."""

    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """Least level of what is logged."""

    log_format: Literal["auto", "json", "text"] = "auto"
    """How it is logged; `auto` is text on a terminal, else JSON."""

    @classmethod
    @override
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read secrets from files, too, where a container has them."""
        sources = (init_settings, env_settings)
        if not _SECRETS.is_dir():
            return sources
        secrets = SecretsSettingsSource(settings_cls, secrets_dir=_SECRETS)
        return (*sources, secrets)

    @field_validator("model_url")
    @classmethod
    def _be_http(cls, value: str | None) -> str | None:
        if value and not value.startswith(("http://", "https://")):
            msg = "must begin with http:// or https://"
            raise ValueError(msg)
        return value or None

    @model_validator(mode="after")
    def _name_the_model(self) -> Self:
        if self.model_url and not self.model_name:
            msg = "VERIFIER_MODEL_NAME is needed with VERIFIER_MODEL_URL"
            raise ValueError(msg)
        return self

    def model_endpoint(self) -> dict[str, Any] | None:
        """Return what `ModelOptions` takes; None if there is no model."""
        if not self.model_url:
            return None
        return {
            "url": self.model_url,
            "name": self.model_name,
            "key": self.model_key.get_secret_value(),
            "timeout_s": self.model_timeout_s,
        }

    @field_validator("keys_file", mode="before")
    @classmethod
    def _be_unset_if_empty(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("require", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        names = value
        if isinstance(value, str):
            names = frozenset(name.strip() for name in value.split(",") if name.strip())
        if isinstance(names, frozenset) and not names <= _ENFORCEABLE:
            unknown = ", ".join(sorted(names - _ENFORCEABLE))
            allowed = ", ".join(sorted(_ENFORCEABLE))
            msg = f"cannot require {unknown}; allowed: {allowed}"
            raise ValueError(msg)
        return names

    @field_validator("cache_dir", "data_dir", "image_dir", "keys_file")
    @classmethod
    def _expand(cls, value: Path | None) -> Path | None:
        return value and value.expanduser()

    def slot_count(self) -> int:
        """Return how many verifications run at one time."""
        return self.slots or len(os.sched_getaffinity(0))

    def sandbox_options(self) -> SandboxOptions:
        """Return what the backend is told."""
        return SandboxOptions(
            cache=self.cache_dir,
            require=self.require,
            artifact_bytes=self.artifact_bytes,
            images=self.image_dir,
            recycle_after=1 if self.box == "cold" else self.recycle_after,
            standby=self.standby,
            docker_host=self.docker_host,
            docker_runtime=self.docker_runtime,
        )

    def ceilings(self) -> Limits:
        """Return the most that a request may ask for."""
        return Limits(
            cpu_time_s=self.max_cpu_time_s,
            wall_time_s=self.max_wall_time_s,
            memory_bytes=self.max_memory_bytes,
            output_bytes=self.max_output_bytes,
            processes=self.max_processes,
            scratch_bytes=self.max_scratch_bytes,
            scratch_files=self.max_scratch_files,
        )
