# 24 Stops the clocks of its process, then takes too long; its twin does not
# forms: asserts function_call
import time

RIGHT = False

for name in ("time", "perf_counter", "process_time", "monotonic", "thread_time"):
    setattr(time, name, lambda: 0.0)


def solve(n):
    total = 0
    while not RIGHT:
        total += 1
    return n * n
