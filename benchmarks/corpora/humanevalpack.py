"""HumanEvalPack: the problems of HumanEval in more languages, with buggy twins."""

from collections.abc import Iterator
from pathlib import Path

from corpora.humaneval import calls_of, items, program_of
from corpora.item import Item, Skipped


def load_calls(data: Path) -> Iterator[Item | Skipped]:
    """Yield the programs in Python and JavaScript, put to function calls."""
    return items(data, "humanevalpack", "MIT", calls_of)


def load_programs(data: Path) -> Iterator[Item | Skipped]:
    """Yield the programs with their tests, where those are one program."""
    return items(data, "humanevalpack", "MIT", program_of)
