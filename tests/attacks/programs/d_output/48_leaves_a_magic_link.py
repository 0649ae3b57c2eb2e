# 48 Leaves a link through the process table: wrong_answer
import os

os.symlink("/proc/1/root/etc/passwd", "out.txt")
