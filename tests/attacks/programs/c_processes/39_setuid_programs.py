# 39 Looks for setuid programs that would give it another id: accepted
import os
import shutil
import subprocess

from contained import done, expect

for folder in ("/usr/bin", "/usr/lib", "/box", "/tmp", "/dev/shm"):
    flags = os.statvfs(folder).f_flag
    expect(f"{folder} without setuid", flags & os.ST_NOSUID)
shutil.copy("/usr/bin/id", "id")
os.chmod("id", 0o6755)
ids = subprocess.run(["./id"], capture_output=True, text=True).stdout
expect(f"the same ids, not {ids}", "uid=1000" in ids and "euid" not in ids)
with open("/proc/self/status") as file:
    status = dict(line.rstrip("\n").split(":\t") for line in file)
expect("no new privileges", status["NoNewPrivs"] == "1")
for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
    expect(f"no {name}", int(status[name], 16) == 0)
done()
