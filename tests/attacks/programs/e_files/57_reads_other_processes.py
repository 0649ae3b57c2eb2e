# 57 Looks for other processes, and into them: accepted
import os

from contained import attempt, done, expect, read

pids = {int(name) for name in os.listdir("/proc") if name.isdigit()}
expect(f"pid 1 and itself, not {pids}", pids == {1, os.getpid()})
for name in ("environ", "mem", "maps", "auxv", "syscall", "stack", "pagemap"):
    attempt(f"read {name} of pid 1", read, f"/proc/1/{name}")
for name in ("root", "cwd", "exe"):
    attempt(f"follow {name} of pid 1", os.stat, f"/proc/1/{name}/")
    attempt(f"read {name} of pid 1", os.readlink, f"/proc/1/{name}")
attempt("list the descriptors of pid 1", os.listdir, "/proc/1/fd")
attempt("write to the memory of pid 1", open, "/proc/1/mem", "wb")
attempt("spare pid 1 from the killer", open, "/proc/1/oom_score_adj", "w")
done()
