# 54 Closes its input while it is being fed: accepted
import os
import time

os.read(0, 1)
os.close(0)
time.sleep(0.1)
print("contained")
