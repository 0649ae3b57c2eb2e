"""Whole problem packages in the format of Kattis and the ICPC."""

from collections.abc import Iterator
from pathlib import Path

from corpora.item import Item, Skipped
from verifier.packages import (
    LabeledRequest,
    Package,
    read_packages,
    requests_of,
    time_limit,
)

__all__ = ["load", "time_limit"]


def load(data: Path) -> Iterator[Item | Skipped]:
    """Yield the submissions of all packages."""
    for archive in sorted((data / "packages").glob("*.tar.gz")):
        for package in read_packages(archive):
            yield from _load(package)


def _load(package: Package) -> Iterator[Item | Skipped]:
    for entry in requests_of(package):
        if not isinstance(entry, LabeledRequest):
            yield Skipped(id=entry.id, reason=entry.reason)
            continue
        yield Item(
            id=entry.id,
            label=entry.label,
            allowed=frozenset(str(verdict) for verdict in entry.allowed),
            request=entry.request,
            source=f"package {package.name}: {package.config.get('source', '')}",
            licence=str(package.config.get("license", "")),
            pace=None if entry.is_timed else package.name,
            pace_factor=entry.time_factor,
        )
