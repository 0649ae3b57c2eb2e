# 24 Uses twice its memory, half of it in each of four processes: memory_limit_exceeded
import os
import time

for _ in range(3):
    if os.fork() == 0:
        break
kept = b"x" * (30 << 20)
time.sleep(1000)
