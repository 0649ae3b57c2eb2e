"""Corpora of real programs whose verdicts are known, as verification requests.

Each module reads one corpus and yields, program by program, an `Item` (what to
ask the service, and what it must answer) or a `Skipped` (why it cannot be
asked). Nothing here runs a program, or knows where one is run.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from corpora import (
    appended,
    codeflaws,
    exercism,
    humaneval,
    humanevalpack,
    icpc,
    itsp,
    packages,
    quixbugs,
    sealed,
    typed,
)
from corpora.item import Item, Skipped

type Load = Callable[[Path], Iterator[Item | Skipped]]

SUITES: Mapping[str, Load] = {
    "codeflaws": codeflaws.load,
    "itsp": itsp.load,
    "packages": packages.load,
    "icpc": icpc.load,
    "humaneval-calls": humaneval.load_calls,
    "humaneval-programs": humaneval.load_programs,
    "humanevalpack-calls": humanevalpack.load_calls,
    "humanevalpack-typed": typed.load,
    "exercism": exercism.loader(("java", "go", "javascript", "ruby")),
    "quixbugs-junit": quixbugs.load,
    "humanevalpack-programs": humanevalpack.load_programs,
    "llm-calls": humaneval.load_llm_calls,
    "llm-programs": humaneval.load_llm_programs,
    **{
        f"{corpus}-sealed": sealed.loader(corpus)
        for corpus in (
            "humaneval",
            "humanevalplus",
            "mbppplus",
            "mbxp",
            "humanevalpack",
            "classeval",
            "quixbugs",
            "llm-samples",
        )
    },
    **{
        f"{corpus}-appended": appended.loader(corpus)
        for corpus in (
            "humaneval-x",
            "mbxp",
            "humanevalpack",
            "mceval",
            "multipl-e",
            "llm-samples",
        )
    },
}
"""Loaders by the name of their suite."""

__all__ = ["SUITES", "Item", "Load", "Skipped"]
