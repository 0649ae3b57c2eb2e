# 51 Leaves directories in directories, a thousand deep: accepted
import os

os.mkdir("out")
os.chdir("out")
for _ in range(900):
    os.mkdir("d")
    os.chdir("d")
open("bottom", "w").close()
