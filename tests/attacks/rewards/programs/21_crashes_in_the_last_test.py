# 21 Is right until the last test, and crashes there
# forms: asserts check unittest pytest
import os
import signal

RIGHT = False


def solve(n):
    if n == 3 and not RIGHT:
        os.kill(os.getpid(), signal.SIGKILL)
    return n * n
