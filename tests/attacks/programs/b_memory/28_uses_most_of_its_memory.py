# 28 Uses most of its memory for a while: accepted
import time

kept = b"x" * (40 << 20)
time.sleep(0.3)
assert kept.count(b"x") == len(kept)
print("contained")
