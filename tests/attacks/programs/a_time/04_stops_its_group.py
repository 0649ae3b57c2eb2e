# 4 Stops its process group with a signal: time_limit_exceeded (wall)
# limits: wall_time_s=0.5
import os
import signal

if os.fork() == 0:
    while True:
        os.kill(0, signal.SIGSTOP)
os.kill(0, signal.SIGSTOP)
os.wait()
