"""Reads the SQL data of others (`tests/data/sql`)."""

import csv
import gzip
import io
import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlglot import exp

from sandboxes import Sandbox, known_databases
from verifier.sql.literals import literal, quoted
from verifier.sql.shape import read_shape
from verifier.sql.stage import Instance, Stage
from verifier.sql.wire import Pins

CLOCK = "2024-06-01T00:00:00Z"
PINS = Pins(clock_s=int(datetime.fromisoformat(CLOCK).timestamp()))
DATA = Path(__file__).parents[2] / "data" / "sql"
DATABASES = ("academic", "broker", "geography", "restaurants", "yelp")
_CHOICE = re.compile(r"\{([^}]+)\}")


def text_of(path: Path) -> str:
    """Unpack a text."""
    return gzip.decompress(path.read_bytes()).decode()


@cache
def defog_setup(database: str) -> str:
    """SQL of one of defog's PostgreSQL databases."""
    return text_of(DATA / "defog" / f"{database}.sql.gz")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question with every accepted query."""

    name: str
    database: str
    golds: tuple[str, ...]


def variants_of(cell: str) -> Iterator[str]:
    """Spell out what a cell accepts.

    `;` separates queries; `{a, b}` is any choice of these columns, and `{}` in
    GROUP BY is the same choice again.
    """
    for query in filter(None, map(str.strip, cell.split(";"))):
        choice = _CHOICE.search(query)
        if choice is None:
            yield query
            continue
        columns = _columns(choice[1])
        for count in range(1, len(columns) + 1):
            for chosen in itertools.combinations(columns, count):
                names = [
                    re.split(r"\s+as\s+", it, flags=re.IGNORECASE)[0] for it in chosen
                ]
                chosen_text = ", ".join(chosen)
                made = query.replace(choice[0], chosen_text)
                yield made.replace("{}", ", ".join(names))


def _columns(text: str) -> list[str]:
    """Split at commas that are in no parentheses."""
    depth, parts = 0, [""]
    for character in text:
        depth += (character == "(") - (character == ")")
        if character == "," and not depth:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts if part.strip()]


def defog_questions(name: str) -> list[Question]:
    """Questions of a file to the five databases."""
    rows = csv.DictReader(io.StringIO(text_of(DATA / "defog" / f"{name}.csv.gz")))
    return [
        Question(
            name=f"{row['db_name']}-{number}",
            database=row["db_name"],
            golds=tuple(variants_of(row["query"])),
        )
        for number, row in enumerate(rows)
        if row["db_name"] in DATABASES
    ]


def leetcode_tasks() -> list[dict[str, Any]]:
    """Tasks with `slug`, `schema_mysql` and `solutions_mysql`."""
    tasks: list[dict[str, Any]] = json.loads(
        text_of(DATA / "leetcode" / "cases.json.gz")
    )
    return tasks


def chinook_script(name: str) -> str:
    """A Chinook script without the lines that choose a database."""
    text = text_of(DATA / "chinook" / f"{name}.sql.gz")
    dropped = re.compile(r"^(DROP DATABASE|CREATE DATABASE|USE|\\c)\b.*$", re.MULTILINE)
    return dropped.sub("", text)


def chinook_image() -> bytes:
    """The Chinook database as a SQLite file."""
    return gzip.decompress((DATA / "chinook" / "Chinook_Sqlite.sqlite.gz").read_bytes())


_PORTED: dict[tuple[str, str], str] = {}


def ported(database: str, engine: str, sandbox: Sandbox) -> str:
    """Return one of defog's databases as SQL for another engine.

    That engine's own script is not in the data. So it is made on PostgreSQL, and its
    rows are read and written as literals; names of types are translated.
    """
    key = (database, engine)
    if key not in _PORTED:
        _PORTED[key] = _port(database, engine, sandbox)
    return _PORTED[key]


def _port(database: str, engine: str, sandbox: Sandbox) -> str:
    source = Stage(sandbox, known_databases().get("postgresql"))
    target = known_databases().get(engine)
    image = source.image(Instance(setup=(defog_setup(database),)), PINS)
    parts = []
    for table in read_shape(source, image, PINS):
        name = quoted(_as_written(table.name.rpartition(".")[2], database), target)
        columns = ", ".join(
            f"{quoted(column.name, target)} {_type(column.type, target.dialect)}"
            for column in table.columns
        )
        parts.append(f"CREATE TABLE {name} ({columns})")
        for rows in itertools.batched(table.rows, 200):
            listed = ", ".join(
                "("
                + ", ".join(
                    literal(cell, column.type, target)
                    for cell, column in zip(row, table.columns, strict=True)
                )
                + ")"
                for row in rows
            )
            parts.append(f"INSERT INTO {name} VALUES {listed}")
    return ";\n".join(parts)


def _as_written(name: str, database: str) -> str:
    """Return a name as its script has it: PostgreSQL makes it lower case."""
    found = re.search(rf"\b{re.escape(name)}\b", defog_setup(database), re.IGNORECASE)
    return found[0] if found else name


def _type(name: str, dialect: str) -> str:
    return exp.DataType.build(name, dialect="postgres").sql(dialect=dialect)
