# 6 Ignores SIGCHLD, so that nobody adds up what its children use: time_limit_exceeded (cpu)
# limits: cpu_time_s=0.3
import os
import signal
import time

signal.signal(signal.SIGCHLD, signal.SIG_IGN)
while True:
    if os.fork() == 0:
        end = time.process_time() + 0.1
        while time.process_time() < end:
            pass
        os._exit(0)
    time.sleep(0.05)
