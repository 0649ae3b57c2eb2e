# 49 Leaves a fifo, at which a reader would wait: wrong_answer
import os

os.mkfifo("out.txt")
