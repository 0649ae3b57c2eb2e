# 51 Leaves files whose names are no text: accepted
import os

os.mkdir("out")
for name in (b"\xff\xfe", b"new\nline", b"\x1b[2J", b"-rf", b"*", b"a" * 255, b" "):
    open(b"out/" + name, "w").close()
