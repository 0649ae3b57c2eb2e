# 16 Takes ever more memory: memory_limit_exceeded
kept = []
while True:
    kept.append(bytearray(b"x" * (1 << 20)))
