# 49 Leaves a hard link to a system file, or would like to: wrong_answer
import os

try:
    os.link("/etc/passwd", "out.txt")
except OSError:
    pass
