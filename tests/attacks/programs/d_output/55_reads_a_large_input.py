# 55 Reads 50 MB of input: accepted
import os

total = 0
while data := os.read(0, 1 << 20):
    total += len(data)
print("contained" if total == 50_000_000 else total)
