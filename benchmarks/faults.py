"""Two thousand verifications while everything breaks that can.

    python -m benchmarks.faults [--count 2000] [--faults worker,slot,api,redis,...]
        [--seed 1] [--workers 2]

Starts Redis with AOF, an API node and workers, submits programs whose verdicts are
known, and inflicts a fault every few seconds until all are submitted. Then every one
that was taken must have one report, and the right one. Prints what became of them,
and exits with 1 if anything is wrong or left behind. Run it as root.
"""

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path

from tests.faults.chaos import FAULTS
from tests.faults.run import run


def main() -> None:
    """Break things, and print what became of the verifications."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--faults", default=",".join(FAULTS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    folder, begin = Path(tempfile.mkdtemp(prefix="verifier-faults-")), time.monotonic()
    try:
        outcome = run(
            folder,
            options.faults.split(","),
            options.count,
            seed=options.seed,
            workers=options.workers,
            pause_s=0.6,
            between_s=8,
        )
        is_well = not outcome.faults and not outcome.left
        if not is_well:
            print((folder / "log").read_text()[-20_000:])
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{outcome.counts.total()} verifications, {time.monotonic() - begin:.0f} s")
    for title, counts in (("what came", outcome.counts), ("faults", outcome.done)):
        print(f"{title}: {dict(counts.most_common())}")
    print("\n".join([*outcome.faults[:20], *outcome.left]))
    sys.exit(0 if is_well else 1)


if __name__ == "__main__":
    main()
