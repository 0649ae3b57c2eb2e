# 33 Kills every process that it can: accepted
import os
import signal

from contained import attempt, done

attempt("kill all", os.kill, -1, signal.SIGKILL)
attempt("kill pid 1", os.kill, 1, signal.SIGKILL)
done()
