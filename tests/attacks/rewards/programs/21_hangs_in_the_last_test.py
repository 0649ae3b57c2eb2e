# 21 Is right until the last test, and hangs there
# forms: asserts
import time

RIGHT = False


def solve(n):
    if n == 3 and not RIGHT:
        time.sleep(1000)
    return n * n
