# 49 Leaves a device that never ends, or would like to: wrong_answer
import os
import stat

try:
    os.mknod("out.txt", stat.S_IFCHR | 0o666, os.makedev(1, 5))
except OSError:
    pass
