"""CPU time: of a cgroup, so that no process escapes the count, and of a process."""

import os
import time
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


class CpuGroup:
    """A cgroup whose CPU time is read; for v1 and v2.

    Args:
        folder: One that is there already; else one is made.
        name: Tells it from others that this process makes.
    """

    def __init__(self, folder: Path | None = None, name: str = "") -> None:
        root = Path("/sys/fs/cgroup")
        name = f"bench-{os.getpid()}{name}"
        self._v2 = (root / "cgroup.controllers").exists()
        self.folder = root / name if self._v2 else root / "cpuacct" / name
        if folder:
            self.folder = folder
        else:
            self.folder.mkdir()

    def wrapper(self) -> list[str]:
        """Return the command that starts another one inside."""
        enter = f'echo $$ > {self.folder}/cgroup.procs; exec "$@"'
        return ["/bin/sh", "-c", enter, "sh"]

    def cpu_s(self) -> float:
        """Return the CPU seconds of all that was ever inside."""
        if self._v2:
            stat = (self.folder / "cpu.stat").read_text().split()
            return int(stat[1]) / 1e6
        return int((self.folder / "cpuacct.usage").read_text()) / 1e9

    def remove(self) -> None:
        """Remove it, once what was inside has ended."""
        for _ in range(50):
            try:
                for below in self.folder.glob("verifier-*"):
                    below.rmdir()
                self.folder.rmdir()
            except OSError:
                time.sleep(0.1)
            else:
                return


def cpu_of(pid: int) -> float:
    """Return the CPU seconds of a process, its threads included."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS
