# 64 Plants links where somebody may later write, own or delete: accepted
import os

from contained import done, expect

expect("its own program", os.path.isfile("main.py") and not os.path.islink("main.py"))
for name in ("main.py", "contained.py"):
    os.unlink(name)
    os.symlink("/etc/passwd", name)
for name in ("run", "compile", "out", "input.txt", "verifier_call.py", "data"):
    os.symlink("/etc", name)
for folder in ("/tmp", "/dev/shm"):
    os.symlink("/usr", f"{folder}/planted")
os.rename("/box/main.py", "/box/other.py")
os.chmod("/box", 0)
done()
