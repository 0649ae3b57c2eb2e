"""What hello costs from source to verdict, before and after a compiler stays.

    python -m benchmarks.hello [LANGUAGE...]

Each program differs from the one before, so none is taken from the artifacts. The
first two are built by the compiler itself, for the third one that stays is started.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sandboxes import Sandbox, SandboxOptions, known_backends
from verifier.judge import verify
from verifier.messages import VerificationRequest

_PROGRAMS: Mapping[str, str] = {
    "java": "class Main { public static void main(String[] a) "
    "{ System.out.println(NUMBER); } }",
    "kotlin": "fun main() { println(NUMBER) }",
    "scala": "object Main { def main(a: Array[String]) { println(NUMBER) } }",
}
_BEFORE, _SETTLING, _AFTER = 2, 3, 7


def _request(language: str, number: int) -> VerificationRequest:
    asked: dict[str, Any] = {
        "submission": {
            "language": language,
            "source": _PROGRAMS[language].replace("NUMBER", str(number)),
        },
        "test_cases": [{"kind": "stdio", "input": "", "answer": f"{number}\n"}],
    }
    return VerificationRequest.model_validate(asked)


def _costs(language: str, sandbox: Sandbox) -> list[tuple[float, float]]:
    """Return CPU seconds of build and run, and seconds on the clock, of each."""
    costs = []
    for number in range(_BEFORE + _SETTLING + _AFTER):
        begin = time.monotonic()
        report = verify(_request(language, number), sandbox)
        took_s = time.monotonic() - begin
        if report.build is None or report.verdict != "accepted":
            sys.exit(f"{language}: {report}")
        costs.append((report.build.cpu_time_s + report.cases[0].cpu_time_s, took_s))
    return costs


def main(languages: Sequence[str]) -> None:
    """Print a line a language: medians of CPU and clock, before and after."""
    print(f"{'':12}{'CPU s':>8}{'s':>8}{'CPU s, stays':>16}{'s, stays':>12}")
    for language in languages or list(_PROGRAMS):
        with tempfile.TemporaryDirectory(dir="/var/tmp") as name:
            Path(name).chmod(0o755)
            options = SandboxOptions(cache=Path(name))
            sandbox = known_backends().get("nsjail")(options)
            costs = _costs(language, sandbox)
            sandbox.close()
        before, after = costs[:_BEFORE], costs[-_AFTER:]
        numbers = [
            statistics.median(pair[place] for pair in part)
            for part in (before, after)
            for place in (0, 1)
        ]
        print(
            f"{language:12}{numbers[0]:8.2f}{numbers[1]:8.2f}"
            f"{numbers[2]:16.2f}{numbers[3]:12.2f}",
            flush=True,
        )


if __name__ == "__main__":
    main(sys.argv[1:])
