# 32 Leaves a child behind that keeps the output open: accepted
import os
import time

if os.fork() == 0:
    os.setsid()
    time.sleep(1000)
print("contained")
