# 67 Dumps core, which leaves nothing: accepted
import os
import resource
import signal
import syslog

from contained import done, expect, system_call

expect("no core dumps, not even piped ones", resource.getrlimit(resource.RLIMIT_CORE) in ((0, 0), (1, 1)))
pid = os.fork()
if pid == 0:
    os.abort()
status = os.waitpid(pid, 0)[1]
expect(
    "an abort without a core",
    os.WTERMSIG(status) == signal.SIGABRT and not os.WCOREDUMP(status),
)
expect("no file of it", not [name for name in os.listdir(".") if "core" in name])
for _ in range(1000):
    syslog.syslog("flood")
system_call("the log of the kernel", 103, 3, None, 0)
done()
