"""What sealing costs: a HumanEval task beside its bare test file, and a call.

    python -m benchmarks.sealed_cost [--data DIR] [--rounds 3]

Verifies each HumanEval reference sealed, in this process, and runs the same
program with the same tests as one plain file; counts the CPU time of every
process either of them ever had, in a cgroup. Then test code that calls the
candidate ten thousand times, beside one that calls it once. Run as root. Read the
ratios: in one run, task by task in turn, they see the same machine.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from corpora.rows import Row, read_programs
from corpora.sealed import loader

from benchmarks.cpu_group import CpuGroup
from sandboxes import Sandbox, SandboxOptions, known_backends
from verifier.judge import verify
from verifier.messages import VerificationRequest

_DATA = Path(__file__).parents[2] / "shared" / "data"
_CALLS = 10_000
_ENV = {"PATH": "/usr/bin:/bin", "PYTHONHASHSEED": "0", "LANG": "C.UTF-8"}


def plain_file(row: Row) -> str:
    """Return the program that the set itself runs."""
    tests = row["tests"]
    text: str = f"{tests.get('pre') or ''}{row['code']}\n{tests['post']}\n"
    call = f"check({row['entry_point']})"
    return text if call in tests["post"] else f"{text}{call}\n"


def request_of_calls(count: int) -> VerificationRequest:
    """Return a request whose tests call the candidate that often."""
    code = f"for n in range({count}):\n    last = f(n, [n])\nassert last[1]\n"
    submission = {"language": "python", "source": "def f(n, m):\n    return n, m\n"}
    case = {"kind": "unit_tests", "code": code, "entry_point": "f"}
    return VerificationRequest.model_validate(
        {"submission": submission, "test_cases": [case]}
    )


class Meter:
    """Tells the CPU time of what this process and its children do."""

    def __init__(self, group: CpuGroup) -> None:
        self._group = group

    def verify(self, request: VerificationRequest, sandbox: Sandbox) -> float:
        """Verify something that must be accepted; return CPU milliseconds."""
        before = self._group.cpu_s()
        report = verify(request, sandbox)
        took = self._group.cpu_s() - before
        if report.reward != 1.0:
            sys.exit(f"not accepted: {report}")
        return took * 1000

    def run(self, path: Path) -> float:
        """Run a file that must end well; return CPU milliseconds."""
        before = self._group.cpu_s()
        subprocess.run(["/usr/bin/python3", str(path)], env=_ENV, check=True)
        return (self._group.cpu_s() - before) * 1000


def measured(data: Path, rounds: int, sandbox: Sandbox, meter: Meter) -> None:
    """Print both figures."""
    rows: dict[str, Row] = {row["id"]: row for row in read_programs(data, "humaneval")}
    works: list[tuple[str, VerificationRequest]] = [
        (item.id, VerificationRequest.model_validate(item.request))
        for item in loader("humaneval")(data)
        if hasattr(item, "request")
    ]
    for _, request in works[:3]:  # boxes and what is loaded once
        meter.verify(request, sandbox)
    sealed = bare = 0.0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "task.py"
        for _ in range(rounds):
            for name, request in works:
                path.write_text(plain_file(rows[name]))
                bare += meter.run(path)
                sealed += meter.verify(request, sandbox)
    count = rounds * len(works)
    print(f"{count} tasks; CPU ms each: bare {bare / count:.1f}, ", end="")
    print(f"sealed {sealed / count:.1f}; ratio {sealed / bare:.2f}")
    one = min(meter.verify(request_of_calls(1), sandbox) for _ in range(5))
    many = min(meter.verify(request_of_calls(_CALLS), sandbox) for _ in range(3))
    print(f"CPU ms a sealed call: {(many - one) / _CALLS:.3f}")


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=_DATA)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--group", type=Path, help=argparse.SUPPRESS)
    options: Any = parser.parse_args()
    if options.group is None:  # once more, with all that it starts counted
        group = CpuGroup()
        again = [sys.executable, "-m", "benchmarks.sealed_cost", *sys.argv[1:]]
        command = [*group.wrapper(), *again, "--group", str(group.folder)]
        done = subprocess.run(command, check=False)
        group.remove()
        sys.exit(done.returncode)
    cache = Path.home() / ".cache" / "verifier"
    sandbox = known_backends().get("nsjail")(SandboxOptions(cache=cache))
    try:
        measured(options.data, options.rounds, sandbox, Meter(CpuGroup(options.group)))
    finally:
        sandbox.close()


if __name__ == "__main__":
    main()
