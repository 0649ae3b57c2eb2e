# 56 Reads what the machine keeps to itself: accepted
import os

from contained import attempt, done, expect, read

for path in (
    "/etc/shadow",
    "/etc/gshadow",
    "/etc/sudoers",
    "/etc/machine-id",
    "/etc/hostname",
    "/etc/ssl/private",
    "/etc/ssh/ssh_host_rsa_key",
    "/root/.bash_history",
    "/root/.ssh/id_rsa",
    "/proc/kcore",
    "/proc/kmsg",
    "/proc/keys",
    "/dev/mem",
    "/dev/kmsg",
    "/dev/sda",
    "/dev/vda",
    "/dev/tty",
):
    try:
        content = read(path)
    except OSError:
        continue
    expect(f"{path} unreadable or empty", not content)
for path in (
    "/root",
    "/home",
    "/work",
    "/srv",
    "/mnt",
    "/media",
    "/boot",
    "/run",
):
    attempt(f"list {path}", os.listdir, path)
# Of these a box shows what compilers keep there, if the machine has them.
for path, shown in (("/opt", {"verifier"}), ("/var/lib", {"ghc", "php"})):
    try:
        found = set(os.listdir(path))
    except OSError:
        continue
    expect(f"no more in {path}: {found}", found <= shown)
lines = read("/etc/passwd").decode().splitlines()
expect(
    "names of the box alone",
    [line.split(":")[0] for line in lines] == ["root", "candidate"],
)
done()
