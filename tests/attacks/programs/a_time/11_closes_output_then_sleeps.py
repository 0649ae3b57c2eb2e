# 11 Closes its standard streams, as if it were done, and sleeps: time_limit_exceeded (wall)
# limits: wall_time_s=0.5
import os
import time

os.write(1, b"contained\n")
for fd in range(3):
    os.close(fd)
time.sleep(1000)
