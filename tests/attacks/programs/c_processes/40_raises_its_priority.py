# 40 Asks for priority, and for higher limits: accepted
import os
import resource

from contained import attempt, done, expect

attempt("nice", os.nice, -5)
attempt("real time", os.sched_setscheduler, 0, os.SCHED_FIFO, os.sched_param(50))
attempt("round robin", os.sched_setscheduler, 0, os.SCHED_RR, os.sched_param(1))
for name in (
    "CPU",
    "FSIZE",
    "STACK",
    "CORE",
    "NOFILE",
    "MEMLOCK",
    "MSGQUEUE",
    "NICE",
    "RTPRIO",
):
    which = getattr(resource, f"RLIMIT_{name}")
    _, hard = resource.getrlimit(which)
    if hard != resource.RLIM_INFINITY:
        attempt(f"raise {name}", resource.setrlimit, which, (hard + 1, hard + 1))
    else:
        expect(f"a ceiling for {name}", False)
attempt("limits of another", resource.prlimit, 1, resource.RLIMIT_NOFILE, (1, 1))
done()
