# 22 Hides memory in a file that has no name: memory_limit_exceeded
import os

while True:
    fd = os.memfd_create("hidden")
    for _ in range(15):
        os.write(fd, b"x" * (1 << 20))
