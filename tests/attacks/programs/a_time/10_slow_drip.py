# 10 Writes a byte now and then, so that it never looks idle: time_limit_exceeded (wall)
# limits: wall_time_s=0.6
import time

while True:
    print(".", end="", flush=True)
    time.sleep(0.05)
