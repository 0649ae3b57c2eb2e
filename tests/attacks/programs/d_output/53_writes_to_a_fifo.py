# 53 Writes to a fifo that nobody reads: time_limit_exceeded (wall)
# limits: wall_time_s=0.5
import os

os.mkfifo("fifo")
os.open("fifo", os.O_WRONLY)
