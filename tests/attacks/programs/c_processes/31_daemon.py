# 31 Leaves a daemon behind, in a session of its own: accepted
import os
import signal
import time

for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
    signal.signal(number, signal.SIG_IGN)
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        null = os.open("/dev/null", os.O_RDWR)
        for fd in range(3):
            os.dup2(null, fd)
        os.execv("/bin/sleep", ["sleep", "31313131"])
    os._exit(0)
time.sleep(0.1)
print("contained")
