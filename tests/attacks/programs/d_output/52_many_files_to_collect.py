# 52 Leaves as many files as it may: accepted
import os

os.mkdir("out")
for number in range(3900):
    with open(f"out/{number}", "w") as file:
        file.write("x" * 1000)
