"""Reads the SQL data of others (`tests/data/sql`)."""

import csv
import gzip
import io
import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

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
