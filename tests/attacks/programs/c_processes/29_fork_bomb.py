# 29 Multiplies, whatever the kernel says: time_limit_exceeded or memory_limit_exceeded
# limits: cpu_time_s=0.5
import os

while True:
    try:
        os.fork()
    except OSError:
        pass
