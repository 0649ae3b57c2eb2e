"""What all SQL cases share: the databases that a submission is run on."""

import datetime as dt
from collections.abc import Callable
from typing import Annotated, Any, Self, override

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from sandboxes import Database, known_databases
from verifier.content import Content
from verifier.errors import AssistantFailedError
from verifier.graders.case import Case
from verifier.sql.csv_rows import complaint_about, load_statements
from verifier.sql.stage import SETUP, Image, Instance, Stage
from verifier.sql.wire import Pins

MOST_SQL_BYTES = 100_000
_MOST_INSTANCES = 64
_CLOCK = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)

type StoredId = Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]
type Csv = dict[Annotated[str, Field(min_length=1, max_length=128)], str]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DatabaseContents(_Model):
    """Contents of a database, to be stored once or given in a case."""

    setup: str = Field(default="", description="SQL that makes them.")
    csv: Csv = Field(
        default={}, description="CSV with a header, by table; loaded after the setup."
    )
    image: Content | None = Field(
        default=None,
        description="A database file to begin with (SQLite, DuckDB).",
    )

    @field_validator("csv")
    @classmethod
    def _be_csv(cls, value: dict[str, str]) -> dict[str, str]:
        for table, text in value.items():
            complaint = complaint_about(table, text)
            if complaint:
                raise ValueError(complaint)
        return value

    def instance(self, database: Database) -> Instance:
        """Return what is loaded into an engine."""
        parts = [self.setup, *load_statements(self.csv, self.setup, database)]
        setup = tuple(part for part in parts if part.strip())
        return Instance(setup=setup, image=self.image)


class InstanceFields(DatabaseContents):
    """Contents of a database, or the id of stored ones."""

    database: StoredId | None = Field(
        default=None, description="Id of a stored database; see POST /v1/databases."
    )
    variant_of: Annotated[int, Field(ge=0)] | None = Field(
        default=None,
        description="Index of an earlier instance that this one's setup changes.",
    )
    generated: bool = Field(
        default=False, description="Whether its rows were made up, not given."
    )

    @model_validator(mode="before")
    @classmethod
    def _take_text(cls, value: Any) -> Any:
        """Take a bare text for setup SQL, or for an id."""
        if isinstance(value, str):
            return {"database" if value.startswith("sha256:") else "setup": value}
        return value

    @model_validator(mode="after")
    def _be_one_of_both(self) -> Self:
        if self.database and (self.setup or self.csv or self.image is not None):
            msg = "give either database, or setup, csv and image"
            raise ValueError(msg)
        if self.variant_of is not None and (self.database or self.image is not None):
            msg = "variant_of goes with setup and csv alone"
            raise ValueError(msg)
        return self

    def filled_in(self, load: Callable[[str], bytes]) -> "InstanceFields":
        """Return the contents in place of their id."""
        if self.database is None:
            return self
        contents = StoredDatabase.model_validate_json(load(self.database)).database
        return InstanceFields.model_construct(**dict(contents), database=None)


class StoredDatabase(_Model):
    """The form in which a database is stored."""

    database: DatabaseContents


class SqlCase(Case):
    """A case whose submission is SQL, run on one database instance or several."""

    setup: str = Field(default="", description="SQL that makes the database.")
    csv: Csv = Field(
        default={}, description="CSV with a header, by table; loaded after the setup."
    )
    image: Content | None = Field(
        default=None, description="A database file to begin with (SQLite, DuckDB)."
    )
    database: StoredId | None = Field(
        default=None, description="Or the id of a stored database."
    )
    instances: Annotated[list[InstanceFields], Field(max_length=_MOST_INSTANCES)] = (
        Field(default=[], description="Or several databases; all must be passed.")
    )
    clock: dt.datetime = Field(
        default=_CLOCK, description="What the clock says while SQL runs."
    )
    seed: Annotated[int, Field(ge=0, lt=2**31)] = Field(
        default=0, description="What random functions start from."
    )

    most_statements: Annotated[int, Field(ge=1, le=10_000)] = Field(
        default=50, description="Statements that a submission, and gold, may have."
    )

    @field_validator("clock")
    @classmethod
    def _have_a_zone(cls, value: dt.datetime) -> dt.datetime:
        return value if value.tzinfo else value.replace(tzinfo=dt.UTC)

    @field_validator("csv")
    @classmethod
    def _be_csv(cls, value: dict[str, str]) -> dict[str, str]:
        return DatabaseContents(csv=value).csv

    @model_validator(mode="after")
    def _have_one_source_of_data(self) -> Self:
        own = bool(self.setup or self.csv or self.image is not None)
        if own + bool(self.database) + bool(self.instances) > 1:
            msg = "give one of: setup (with csv and image), database, instances"
            raise ValueError(msg)
        for index, it in enumerate(self.instances):
            if it.variant_of is not None and (
                it.variant_of >= index
                or self.instances[it.variant_of].variant_of is not None
            ):
                msg = (
                    f"instances.{index}.variant_of must be the index of an earlier "
                    "instance that is no variant itself"
                )
                raise ValueError(msg)
        return self

    @override
    def complaint_about(self, language: str) -> str | None:
        engines = known_databases()
        if language in engines.by_any_name:
            return self._image_complaint(language)
        kind = type(self).model_fields["kind"].default
        return f"{kind} cases work with {', '.join(engines.names)}, not with {language}"

    def _image_complaint(self, language: str) -> str | None:
        images = [it.image for it in self.all_instances()]
        if known_databases().get(language).has_base and any(
            image is not None for image in images
        ):
            return f"an image cannot be given for {language}; give setup"
        return None

    @override
    def filled_in(self, load: Callable[[str], bytes]) -> Self:
        if self.database is None and all(it.database is None for it in self.instances):
            return self
        filled = [it.filled_in(load) for it in self.all_instances()]
        return self.model_copy(update={"database": None, "instances": filled})

    def all_instances(self) -> list[InstanceFields]:
        """Return the instances, one at least."""
        if self.instances:
            return self.instances
        return [
            InstanceFields.model_construct(
                setup=self.setup,
                csv=self.csv,
                image=self.image,
                database=self.database,
            )
        ]

    @override
    def stored_ids(self) -> list[str]:
        return [it.database for it in self.all_instances() if it.database]

    def pins(self) -> Pins:
        """Return what is the same in every run."""
        return Pins(clock_s=int(self.clock.timestamp()), seed=self.seed)

    def images(self, stage: Stage) -> list[Image]:
        """Make the images of all instances.

        Raises:
            AssistantFailedError: A setup fails.
            BoxFailedError: A box broke.
        """
        if self.stored_ids():
            raise AssistantFailedError(SETUP, "names a database that is not stored")
        made: list[Instance] = []
        for it in self.all_instances():
            own = it.instance(stage.database)
            if it.variant_of is not None:
                base = made[it.variant_of]
                own = Instance(setup=(*base.setup, *own.setup), image=base.image)
            made.append(own)
        return [stage.image(instance, self.pins()) for instance in made]

    def shown_instance(self, index: int) -> bytes:
        """Return an instance in words for the trace."""
        contents = self.all_instances()[index]
        parts = [
            contents.setup,
            *(f"-- {name}\n{text}" for name, text in contents.csv.items()),
        ]
        return "\n".join(parts).encode(errors="replace")
