# 15 Reads every clock, which is no crime: accepted
import time

first = [time.time(), time.monotonic(), time.process_time(), time.perf_counter()]
time.sleep(0.01)
second = [time.time(), time.monotonic(), time.process_time(), time.perf_counter()]
assert all(early <= late for early, late in zip(first, second))
assert second[1] - first[1] >= 0.01
assert second[0] > 1.7e9
print("contained")
