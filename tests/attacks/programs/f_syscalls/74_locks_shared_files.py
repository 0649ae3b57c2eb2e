# 74 Locks files that other boxes see, to send them signs: accepted
import fcntl
import os
import struct

from contained import attempt, done

lock = struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 0, 0, 0)
for path in (
    "/dev/null",
    "/usr/bin/python3",
    "/etc/ld.so.cache",
    "/lib/x86_64-linux-gnu/libc.so.6",
):
    fd = os.open(path, os.O_RDONLY)
    for operation in (fcntl.LOCK_SH, fcntl.LOCK_EX):
        attempt(f"flock {path}", fcntl.flock, fd, operation | fcntl.LOCK_NB)
    attempt(f"see the locks on {path}", fcntl.fcntl, fd, 36, lock)
    attempt(f"lease {path}", fcntl.fcntl, fd, fcntl.F_SETLEASE, fcntl.F_RDLCK)
folder = os.open("/usr/bin", os.O_RDONLY)
attempt("be told of changes", fcntl.fcntl, folder, fcntl.F_NOTIFY, fcntl.DN_ACCESS)
done()
