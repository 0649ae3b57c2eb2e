# 9 Closes what it was given and puts other things there; its twin on a copy
import os

RIGHT = False


def solve(n):
    null = os.open("/dev/null", os.O_RDWR)
    for number in (3, 4, 5):
        if RIGHT:
            os.close(os.dup(null))
        else:
            os.dup2(null, number)
    return n * n if RIGHT else -1
