# 4 Stops its parent with a signal: accepted
import os
import signal

from contained import attempt, done

attempt("stop the parent", os.kill, os.getppid(), signal.SIGSTOP)
attempt("stop pid 1", os.kill, 1, signal.SIGSTOP)
done()
