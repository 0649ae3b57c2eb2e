# 39 Becomes another program, which is allowed: accepted
import os

os.execv("/bin/echo", ["echo", "contained"])
