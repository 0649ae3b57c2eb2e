# 22 Uses up files and memory, for the box to break; its twin a little
# forms: asserts function_call stdio
import os

RIGHT = False


def solve(n):
    try:
        for number in range(10 if RIGHT else 100_000):
            with open(f"file{number}", "w") as file:
                file.write("x" * 4096)
    except OSError:
        pass
    held = [bytearray(1 << 16) for _ in range(10 if RIGHT else 100_000)]
    return n * n if RIGHT else len(held)
