# 26 Floods its output; its twin writes much, but not too much, elsewhere
# forms: asserts function_call stdio
import os

RIGHT = False


def solve(n):
    while not RIGHT:
        os.write(1, b"144\n" * 10_000)
    os.write(2, b"x" * 10_000)
    return n * n
