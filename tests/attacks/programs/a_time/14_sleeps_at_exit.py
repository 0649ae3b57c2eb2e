# 14 Sleeps after its last statement: time_limit_exceeded (wall)
# limits: wall_time_s=0.5
import atexit
import time

atexit.register(time.sleep, 1000)
print("contained", flush=True)
