# 13 Uses a little more than its CPU time, and answers well: time_limit_exceeded (cpu)
# limits: cpu_time_s=0.6
import time

while time.process_time() < 0.62:
    pass
print("contained")
