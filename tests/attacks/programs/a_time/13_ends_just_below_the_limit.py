# 13 Uses nearly all of its CPU time: accepted
# limits: cpu_time_s=0.6
import time

while time.process_time() < 0.54:
    pass
print("contained")
