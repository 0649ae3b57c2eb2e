# 49 Leaves a file that nobody may read: wrong_answer or accepted
import os

with open("/etc/passwd", "rb") as other, open("out.txt", "wb") as file:
    file.write(other.read())
os.chmod("out.txt", 0)
