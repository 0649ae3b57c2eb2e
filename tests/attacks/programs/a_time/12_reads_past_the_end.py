# 12 Reads on after the end of its input: accepted
import os
import sys

sys.stdin.read()
for _ in range(1000):
    assert os.read(0, 4096) == b""
print("contained")
