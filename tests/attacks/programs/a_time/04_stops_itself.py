# 4 Stops itself with a signal: time_limit_exceeded (wall)
# limits: wall_time_s=0.5
import os
import signal

os.kill(os.getpid(), signal.SIGSTOP)
