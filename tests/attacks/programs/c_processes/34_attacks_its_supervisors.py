# 34 Kills, stops and looks for whoever watches it: accepted
import os
import signal

from contained import attempt, done

for number in (signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM, signal.SIGUSR1):
    attempt("signal the parent", os.kill, os.getppid(), number)
    for pid in range(1, 5000):
        if pid != os.getpid():
            attempt(f"signal {pid}", os.kill, pid, number)
            attempt(f"signal group {pid}", os.killpg, pid, number)
done()
