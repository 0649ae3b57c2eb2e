# 77 Becomes another user: accepted
import os
import struct

from contained import attempt, done, expect, system_call

expect("no user of weight", os.getuid() == os.geteuid() == os.getgid() == 1000)
expect("no groups", not set(os.getgroups()) - {1000})
for number in (0, 1, 1001, 65534):
    attempt(f"user {number}", os.setresuid, number, number, number)
    attempt(f"effective user {number}", os.setresuid, -1, number, -1)
    attempt(f"group {number}", os.setresgid, number, number, number)
    attempt(f"groups {number}", os.setgroups, [number])
    attempt(f"give {number} a file", os.chown, "main.py", number, -1)
system_call(
    "capabilities",
    126,
    struct.pack("Ii", 0x20080522, 0),
    struct.pack("6I", *[0xFFFFFFFF] * 6),
)
system_call("new securebits", 157, 28, 0, 0, 0, 0)
system_call("a capability for later", 157, 47, 2, 21, 0, 0)
done()
