# 25 Lets a child answer and its parent leave; its twin's child only looks on
import os

RIGHT = False


def solve(n):
    if os.fork() != 0:
        if not RIGHT:
            os._exit(0)
        return n * n
    os.setsid()
    if RIGHT:
        os._exit(0)
    return -1
