# 32 Returns what parsers choke on; its twin only prints it to its errors
import sys

RIGHT = False


def _hostile(n):
    deep = []
    for _ in range(100_000):
        deep = [deep]
    return {
        3: deep,
        5: 10**100_000,
        4: float("nan"),
        12: {"$ref": {"id": 0}, "\x1b]0;x\x07": "\udc80"},
    }[n]


def solve(n):
    hostile = _hostile(n)
    print("\x1b[2J NaN Infinity", file=sys.stderr)
    return n * n if RIGHT else hostile
