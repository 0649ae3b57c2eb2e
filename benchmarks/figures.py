"""The figures of a benchmark: a table, a file, a picture, a comparison."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What one work costs at one concurrency.

    Attributes:
        work: Its name.
        how: The engine, or `bare`.
        concurrency: Requests under way at a time.
        per_second: Verifications a second.
        cpu_ms: CPU milliseconds a verification, all processes counted.
        p50_ms: Median latency.
        p95_ms: 95th percentile of the latency.
        ratio: `cpu_ms` over that of the bare programs.
    """

    work: str
    how: str
    concurrency: int
    per_second: float
    cpu_ms: float
    p50_ms: float
    p95_ms: float
    ratio: float


_HEADER = ("work", "how", "at once", "per s", "CPU ms", "p50 ms", "p95 ms", "x bare")


def header() -> str:
    """Return the first line of the table."""
    return "{:18}{:10}{:>8}{:>9}{:>9}{:>9}{:>9}{:>9}".format(*_HEADER)


def line(figure: Figure) -> str:
    """Return one line of the table."""
    return (
        f"{figure.work:18}{figure.how:10}{figure.concurrency:8}"
        f"{figure.per_second:9.1f}{figure.cpu_ms:9.2f}{figure.p50_ms:9.1f}"
        f"{figure.p95_ms:9.1f}{figure.ratio:9.2f}"
    )


def save(figures: Sequence[Figure], path: Path) -> None:
    """Save figures as JSON."""
    path.write_text(json.dumps([asdict(figure) for figure in figures], indent=1))


def load(path: Path) -> list[Figure]:
    """Load figures that were saved."""
    return [Figure(**fields) for fields in json.loads(path.read_text())]


def comparison(before: Sequence[Figure], after: Sequence[Figure]) -> list[str]:
    """Return the lines of a table of two runs: ratios to the bare program, and change.

    Ratios, not milliseconds: the machine may have been another one.
    """
    known = {(f.work, f.how, f.concurrency): f for f in before}
    lines = [
        "{:18}{:10}{:>8}{:>9}{:>9}{:>9}".format(
            *_HEADER[:3], "before", "after", "change"
        )
    ]
    for figure in after:
        old = known.get((figure.work, figure.how, figure.concurrency))
        if old and figure.how != "bare":
            change = figure.ratio / old.ratio - 1
            lines.append(
                f"{figure.work:18}{figure.how:10}{figure.concurrency:8}"
                f"{old.ratio:9.2f}{figure.ratio:9.2f}{change:+9.0%}"
            )
    return lines


def plot(figures: Sequence[Figure], path: Path) -> None:
    """Draw the ratios to the bare programs, a group of bars a work (PNG)."""
    # Imported here: only this needs it.
    import matplotlib as mpl  # noqa: PLC0415

    mpl.use("Agg")
    from matplotlib import pyplot as plt  # noqa: PLC0415

    shown = [figure for figure in figures if figure.how != "bare"]
    works = list(dict.fromkeys(figure.work for figure in shown))
    kinds = list(dict.fromkeys((figure.how, figure.concurrency) for figure in shown))
    ratios = {(f.work, f.how, f.concurrency): f.ratio for f in shown}
    picture, axes = plt.subplots(figsize=(11, 5))
    width = 0.8 / len(kinds)
    for number, (how, concurrency) in enumerate(kinds):
        places = [index + number * width for index in range(len(works))]
        heights = [ratios.get((work, how, concurrency), 0.0) for work in works]
        axes.bar(places, heights, width, label=f"{how}, {concurrency} at once")
    axes.axhline(1.0, color="black", linewidth=0.8)
    axes.set_yscale("log")
    axes.set_ylabel("CPU, times a bare subprocess")
    axes.set_xticks([index + 0.4 for index in range(len(works))], works)
    axes.legend(fontsize=8)
    picture.tight_layout()
    picture.savefig(path)
