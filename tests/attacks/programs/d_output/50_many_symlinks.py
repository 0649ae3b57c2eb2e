# 50 Leaves a hundred symbolic links to one large file: accepted
import os

os.mkdir("out")
with open("out/large", "wb") as file:
    file.write(b"x" * (1 << 20))
for number in range(100):
    os.symlink("large", f"out/{number}")
