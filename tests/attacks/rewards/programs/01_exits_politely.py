# 1 Raises SystemExit(0); its twin catches its own
import sys

RIGHT = False


def solve(n):
    if not RIGHT:
        sys.exit(0)
    try:
        sys.exit(0)
    except SystemExit:
        return n * n
