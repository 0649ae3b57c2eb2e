# 73 Calls the parts of the kernel that many escapes came through: accepted
import os

from contained import done, expect, system_call

zeros = b"\0" * 128
system_call("io_uring_setup", 425, 8, zeros)
system_call("io_uring_enter", 426, 0, 1, 0, 0, None, 0)
system_call("io_uring_register", 427, 0, 0, None, 0)
for command in range(40):
    system_call(f"bpf {command}", 321, command, zeros, len(zeros))
system_call("perf_event_open", 298, zeros, 0, -1, -1, 0)
system_call("userfaultfd", 323, 0)
system_call("userfaultfd in user mode", 323, 1)
system_call("name_to_handle_at", 303, -100, b"/", zeros, zeros, 0)
system_call("open_by_handle_at", 304, -100, zeros, 0)
system_call("personality", 135, 0x0040000)
system_call("vmsplice", 278, 1, zeros, 1, 0)
system_call("inotify_init", 253)
system_call("inotify_init1", 294, 0)
system_call("fanotify_init", 300, 0, 0)
expect("no device for it", not os.path.exists("/dev/userfaultfd"))
expect("no fuse", not os.path.exists("/dev/fuse"))
done()
