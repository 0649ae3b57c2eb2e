# 60 Looks for the cgroup that limits it: accepted
import os

from contained import done, expect, system_call

for path in ("/sys/fs/cgroup", "/sys/fs", "/sys"):
    expect(f"no {path}", not os.path.exists(path) or not os.listdir(path))
with open("/proc/self/cgroup") as file:
    places = {line.rstrip("\n").split(":", 2)[2] for line in file}
for path in places:
    expect(f"no name of ours in {path}", "verifier" not in path)
with open("/proc/self/mountinfo") as file:
    expect("no cgroup mounted", "cgroup" not in file.read())
os.mkdir("/tmp/c")
system_call("mount cgroup", 165, b"c", b"/tmp/c", b"cgroup", 0, b"memory")
system_call("mount cgroup2", 165, b"c", b"/tmp/c", b"cgroup2", 0, None)
expect("nothing mounted", not os.listdir("/tmp/c"))
done()
