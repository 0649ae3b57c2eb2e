# 20 Lets a child run out of memory, and ends well itself: memory_limit_exceeded
import os

if os.fork() == 0:
    kept = []
    while True:
        kept.append(bytearray(b"x" * (1 << 20)))
os.wait()
print("contained", flush=True)
os._exit(0)
