# 42 Floods standard output: output_limit_exceeded
import os

while True:
    os.write(1, b"o" * 65536)
