"""Puts bodies that are nearly right to the whole application, in this process.

python -m benchmarks.fuzz [--cases 100000] [--skip 0] [--seed 1]
    [--url http://localhost:8000]

Without a URL programs are only played (`instant`), but everything else is real: routes,
parsing, admission, judging, reports. Prints each answer that is a failure of the
service's own, and exits with 1 if there is any.
"""

import argparse
import asyncio
import sys
from collections import Counter
from itertools import islice

from tests.fuzz.answers import Answer, from_application, from_service
from tests.fuzz.bodies import bodies

_TELL_EVERY = 5000


def main() -> None:
    """Fuzz, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--skip", type=int, default=0, help="of these cases, the first")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--url", help="a running service, in place of a played one")
    options = parser.parse_args()
    chosen = islice(bodies(options.cases, options.seed), options.skip, None)
    counts: Counter[tuple[str, int]] = Counter()
    faults = 0

    def look(answer: Answer) -> None:
        nonlocal faults
        counts[answer.path, answer.status] += 1
        if not counts.total() % _TELL_EVERY:
            print(f"{counts.total()} bodies, {faults} faults", flush=True)
        if fault := answer.fault():
            faults += 1
            print(f"{answer.path}: {fault}\n  {answer.body[:2000]!r}", flush=True)

    if options.url:
        from_service(options.url, chosen, look)
    else:
        asyncio.run(from_application(chosen, options.seed, look))
    for (path, status), count in sorted(counts.items()):
        print(f"{count:8} {status} {path}")
    print(f"{counts.total():8} bodies, {faults} faults")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
