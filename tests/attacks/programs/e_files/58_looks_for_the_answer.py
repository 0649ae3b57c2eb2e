# 58 Searches all that it can read for the answer: wrong_answer
import os

needle = bytes(reversed(b"8c1f-rewsna-terces"))
found = []


def look(path):
    try:
        with open(path, "rb") as file:
            if needle in file.read(1 << 22):
                found.append(path)
    except OSError:
        pass


for top in ("/box", "/tmp", "/var", "/dev/shm", "/etc", "/scratch", "/store", "/run"):
    for folder, _, names in os.walk(top):
        for name in names:
            look(os.path.join(folder, name))
for pid in [name for name in os.listdir("/proc") if name.isdigit()]:
    for name in ("environ", "cmdline", "mountinfo", "maps", "status", "fd/3", "fd/4"):
        look(f"/proc/{pid}/{name}")
if any(needle in f"{name}={value}".encode() for name, value in os.environ.items()):
    found.append("environment")
for fd in range(3, 64):
    try:
        if needle in os.read(fd, 1 << 20):
            found.append(f"descriptor {fd}")
    except OSError:
        pass
print(needle.decode() if found else "nothing")
