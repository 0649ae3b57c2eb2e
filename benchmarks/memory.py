"""How the memory of a service's processes goes, over time."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_EVERY_S = 2.0
_MIB = 1024.0
_LEAST = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The memory of one process: mean in the second and in the last quarter.

    The first quarter is left out: caches fill there.
    """

    pid: int
    name: str
    early_mib: float
    late_mib: float


class Memory:
    """Samples the private memory of processes and of the Python below them.

    Args:
        roots: Process ids of the service; what they start is looked for each time.
            Boxes and what runs in them are left out: they come and go.
    """

    def __init__(self, roots: Sequence[int]) -> None:
        self._roots = list(roots)
        self._samples: dict[int, list[tuple[float, float]]] = defaultdict(list)
        self._names: dict[int, str] = {}

    async def sample_forever(self) -> None:
        """Sample until canceled."""
        while True:
            await asyncio.to_thread(self.sample)
            await asyncio.sleep(_EVERY_S)

    def sample(self) -> None:
        """Sample once."""
        pids = set(self._roots)
        for root in self._roots:
            pids |= _children(root)
        for pid in pids:
            try:
                name = Path(f"/proc/{pid}/comm").read_text().strip()
                if "nsjail" in name:
                    continue
                text = Path(f"/proc/{pid}/smaps_rollup").read_text()
            except OSError:
                continue
            kib = sum(
                int(line.split()[1])
                for line in text.splitlines()
                if line.startswith("Private_")
            )
            self._names[pid] = f"{name}{'' if pid in self._roots else ' (child)'}"
            self._samples[pid].append((time.monotonic(), kib / _MIB))

    def latest(self) -> dict[int, tuple[str, float]]:
        """Return the name and the MiB of each process, as sampled last."""
        newest = max(times[-1][0] for times in self._samples.values())
        return {
            pid: (self._names[pid], samples[-1][1])
            for pid, samples in self._samples.items()
            if samples[-1][0] > newest - _EVERY_S
        }

    def rows(self) -> list[Row]:
        """Return what was found of the processes that were there all the time."""
        longest = max((len(samples) for samples in self._samples.values()), default=0)
        found = []
        for pid, samples in self._samples.items():
            if len(samples) < longest * 0.9 or longest < _LEAST:
                continue
            quarter = len(samples) // 4
            early = [mib for _, mib in samples[quarter : 2 * quarter]]
            late = [mib for _, mib in samples[-quarter:]]
            found.append(
                Row(
                    pid=pid,
                    name=self._names[pid],
                    early_mib=round(sum(early) / len(early), 1),
                    late_mib=round(sum(late) / len(late), 1),
                )
            )
        return found


def _children(pid: int) -> set[int]:
    found: set[int] = set()
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            found |= {int(p) for p in (task / "children").read_text().split()}
    except OSError:
        pass
    return found
