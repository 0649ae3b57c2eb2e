# 49 Leaves a directory: wrong_answer
import os

os.mkdir("out.txt")
with open("out.txt/out.txt", "wb") as file, open("/etc/passwd", "rb") as other:
    file.write(other.read())
