# 19 Is off by very little where there is no tolerance
RIGHT = False


def solve(n):
    return n * n if RIGHT else n * n + 1e-7
