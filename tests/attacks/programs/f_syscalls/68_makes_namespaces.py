# 68 Makes namespaces and mounts: accepted
import os

from contained import done, expect, read, system_call

os.mkdir("/tmp/m")
FLAGS = {
    "mount": 0x20000,
    "cgroup": 0x2000000,
    "uts": 0x4000000,
    "ipc": 0x8000000,
    "user": 0x10000000,
    "pid": 0x20000000,
    "net": 0x40000000,
    "time": 0x80,
}
for name, flag in FLAGS.items():
    system_call(f"unshare {name}", 272, flag)
    system_call(f"unshare user and {name}", 272, flag | 0x10000000)
    if name != "time":  # for clone, that bit belongs to a signal's number
        system_call(f"clone {name}", 56, flag | 17, 0, 0, 0, 0)
        system_call(f"clone user and {name}", 56, flag | 0x10000000 | 17, 0, 0, 0, 0)
system_call("clone3", 435, b"\0" * 88, 88, errors=("ENOSYS",))
for name in ("user", "mnt", "pid", "net"):
    fd = os.open(f"/proc/self/ns/{name}", os.O_RDONLY)
    system_call(f"setns {name}", 308, fd, 0)
system_call("mount tmpfs", 165, b"m", b"/tmp/m", b"tmpfs", 0, None)
system_call("mount proc", 165, b"m", b"/tmp/m", b"proc", 0, None)
system_call("bind", 165, b"/", b"/tmp/m", None, 4096, None)
system_call("make writable", 165, None, b"/usr", None, 4096 | 32, None)
system_call("umount", 166, b"/proc", 2)
system_call("umount /box", 166, b"/box", 2)
system_call("pivot_root", 155, b"/tmp", b"/tmp/m")
system_call("chroot", 161, b"/tmp")
system_call("fsopen", 430, b"tmpfs", 0)
system_call("fsconfig", 431, -1, 0, None, None, 0)
system_call("fsmount", 432, -1, 0, 0)
system_call("fspick", 433, -100, b"/", 0)
system_call("open_tree", 428, -100, b"/", 1)
system_call("move_mount", 429, -100, b"/usr", -100, b"/tmp/m", 0)
system_call("mount_setattr", 442, -100, b"/", 0, b"\0" * 32, 32)
expect("a namespace of its own", read("/proc/self/uid_map").split()[2] != b"4294967295")
done()
