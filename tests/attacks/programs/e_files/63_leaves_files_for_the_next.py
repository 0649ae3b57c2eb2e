# 63 Leaves files wherever it can, and looks for those of the run before: accepted
import os

from contained import done, expect

expect(
    f"its own files alone in {os.listdir('/box')}",
    set(os.listdir("/box")) == {"main.py", "contained.py"},
)
for folder in ("/tmp", "/var/tmp", "/dev/shm"):
    expect(f"nothing in {folder}", not os.listdir(folder))
for folder in (
    "/box",
    "/tmp",
    "/var/tmp",
    "/dev/shm",
    "/run/lock",
    "/var/lock",
    "/dev/mqueue",
):
    try:
        os.makedirs(f"{folder}/left/behind")
        with open(f"{folder}/left/file", "w") as file:
            file.write("left")
    except OSError:
        pass
with open("main.py", "a") as file:
    file.write("\nprint('changed')\n")
with open("sitecustomize.py", "w") as file:
    file.write("print('changed')\n")
done()
