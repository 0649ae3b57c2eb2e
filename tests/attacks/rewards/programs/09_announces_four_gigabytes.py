# 9 Announces a message of 4 GB; its twin announces nothing
# forms: asserts check unittest pytest
import os

RIGHT = False


def solve(n):
    if not RIGHT:
        os.write(5, b"\xff\xff\xff\xff" + b"[" * 1000)
    return n * n if RIGHT else -1
