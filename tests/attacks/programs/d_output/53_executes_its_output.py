# 53 Executes a file that it wrote, which is allowed: accepted
import os

with open("script", "w") as file:
    file.write("#!/bin/sh\necho contained\n")
os.chmod("script", 0o755)
os.execv("./script", ["script"])
