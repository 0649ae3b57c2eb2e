# 48 Leaves a symbolic link to a system file: wrong_answer
import os

os.symlink("/etc/passwd", "out.txt")
