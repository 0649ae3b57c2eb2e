# 59 Writes to all that is not its own: accepted
import os

from contained import attempt, done, expect

for path in (
    "/made",
    "/usr/made",
    "/usr/bin/made",
    "/usr/lib/made",
    "/bin/made",
    "/etc/made",
    "/dev/made",
    "/sys/made",
    "/proc/made",
    "/var/made",
    "/run/made",
    "/root/made",
    "/store/made",
    "/scratch/made",
):
    attempt(f"make {path}", open, path, "w")
    attempt(f"make directory {path}", os.mkdir, path)
for path in (
    "/usr/bin/python3",
    "/bin/sh",
    "/etc/passwd",
    "/etc/ld.so.cache",
    "/etc/hosts",
    "/proc/sys/kernel/core_pattern",
    "/proc/sys/vm/drop_caches",
    "/proc/sysrq-trigger",
    "/proc/self/oom_score_adj",
    "/proc/self/uid_map",
    "/proc/self/setgroups",
):
    attempt(f"open {path} for writing", open, path, "ab")
    attempt(f"delete {path}", os.unlink, path)
    attempt(f"change {path}", os.chmod, path, 0o777)
for folder in ("/", "/usr", "/usr/bin", "/usr/lib", "/etc"):
    expect(f"{folder} is read-only", os.statvfs(folder).f_flag & os.ST_RDONLY)
attempt("a device", os.mknod, "/tmp/device", 0o20666, os.makedev(1, 1))
for name in ("null", "zero", "full", "random", "urandom"):
    attempt(f"delete {name}", os.unlink, f"/dev/{name}")
    attempt(f"replace {name}", os.rename, "main.py", f"/dev/{name}")
    attempt(f"change {name}", os.chmod, f"/dev/{name}", 0o600)
    attempt(f"own {name}", os.chown, f"/dev/{name}", os.getuid(), -1)
done()
