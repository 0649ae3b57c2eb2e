# 76 Restarts the machine, loads code into it, changes its name and clock: accepted
from contained import done, system_call

zeros = b"\0" * 256
for magic in (0, 0x1234567, 0x4321FEDC, 0xCDEF0123):
    system_call(f"reboot {magic:#x}", 169, 0xFEE1DEAD, 672274793, magic, None)
system_call("kexec_load", 246, 0, 0, None, 0)
system_call("kexec_file_load", 320, 0, 0, 0, None, 0)
system_call("init_module", 175, zeros, 16, b"")
system_call("finit_module", 313, 0, b"", 0)
system_call("delete_module", 176, b"ext4", 0)
system_call("swapon", 167, b"/box/main.py", 0)
system_call("swapoff", 168, b"/box/main.py")
system_call("acct", 163, None)
system_call("quotactl", 179, 0, b"/", 0, None)
system_call("quotactl_fd", 443, 0, 0, 0, None)
system_call("iopl", 172, 3)
system_call("ioperm", 173, 0, 1, 1)
system_call("settimeofday", 164, zeros, None)
system_call("clock_settime", 227, 0, zeros)
system_call("adjtimex", 159, b"\x01" + zeros)
system_call("clock_adjtime", 305, 0, b"\x01" + zeros)
system_call("sethostname", 170, b"mine", 4)
system_call("setdomainname", 171, b"mine", 4)
system_call("vhangup", 153)
system_call("syslog", 103, 2, zeros, 16)
system_call("move_pages", 279, 1, 0, None, None, None, 0)
system_call("migrate_pages", 256, 1, 0, None, None)
done()
