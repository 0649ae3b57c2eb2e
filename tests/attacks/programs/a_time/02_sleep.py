# 2 Sleeps far beyond its time: time_limit_exceeded (wall)
# limits: wall_time_s=0.5
import time

time.sleep(1000)
