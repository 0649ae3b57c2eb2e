# 5 Children burn CPU while their parent sleeps: time_limit_exceeded (cpu)
# limits: cpu_time_s=0.3
import os
import time

for _ in range(2):
    if os.fork() == 0:
        while True:
            pass
time.sleep(1000)
