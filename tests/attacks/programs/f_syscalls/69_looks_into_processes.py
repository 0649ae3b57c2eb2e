# 69 Traces processes and reads their memory: accepted
import os
import time

from contained import done, system_call

child = os.fork()
if child == 0:
    time.sleep(60)
    os._exit(0)
vector = b"\0" * 16
for pid in (child, os.getppid(), 1):
    system_call(f"attach to {pid}", 101, 16, pid, 0, 0)
    system_call(f"seize {pid}", 101, 0x4206, pid, 0, 0)
    system_call(f"read the memory of {pid}", 310, pid, vector, 1, vector, 1, 0)
    system_call(f"write to the memory of {pid}", 311, pid, vector, 1, vector, 1, 0)
    system_call(f"compare with {pid}", 312, os.getpid(), pid, 0, 0, 0)
    fd = os.pidfd_open(pid)
    system_call(f"take a descriptor of {pid}", 438, fd, 1, 0)
    system_call(f"advise {pid}", 440, fd, vector, 1, 21, 0)
system_call("let the parent trace", 101, 0, 0, 0, 0)
done()
