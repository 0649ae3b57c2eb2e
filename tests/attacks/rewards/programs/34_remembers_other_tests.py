# 34 Remembers what earlier tests asked; its twin what it answered
RIGHT = False
_seen = []


def solve(n):
    _seen.append(n)
    return n * n if RIGHT else _seen[0] * _seen[0] + len(_seen) - 2
