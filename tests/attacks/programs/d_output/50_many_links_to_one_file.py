# 50 Leaves one large file under a hundred names: accepted
import os

os.mkdir("out")
with open("out/large", "wb") as file:
    file.write(b"x" * (1 << 20))
for number in range(100):
    os.link("out/large", f"out/{number}")
