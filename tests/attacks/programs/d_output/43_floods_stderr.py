# 43 Floods standard error: output_limit_exceeded
import os

while True:
    os.write(2, b"e" * 65536)
