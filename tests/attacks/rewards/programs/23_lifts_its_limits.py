# 23 Lifts limits of its own process and catches everything; its twin ends in time
# forms: asserts function_call
import resource
import signal

RIGHT = False

signal.alarm(0)
for number in (signal.SIGALRM, signal.SIGXCPU, signal.SIGTERM):
    signal.signal(number, signal.SIG_IGN)
for what in (resource.RLIMIT_CPU, resource.RLIMIT_AS):
    try:
        resource.setrlimit(what, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    except (OSError, ValueError):
        pass


def solve(n):
    while not RIGHT:
        try:
            while True:
                pass
        except BaseException:
            continue
    return n * n
