"""Reads the corpora that are compressed JSON lines."""

import gzip
import json
import lzma
from collections.abc import Iterator
from pathlib import Path
from typing import Any

type Row = dict[str, Any]


def read_programs(data: Path, name: str) -> Iterator[Row]:
    """Yield the programs of a corpus."""
    path = data / "programs" / f"{name}.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def read_tests(data: Path, name: str) -> dict[str, Row]:
    """Return the tests of a corpus by the name under which programs refer to them."""
    path = data / "programs" / f"{name}.tests.jsonl.xz"
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return {row["ref"]: row for row in rows}
