# 62 Climbs out of its root directory: accepted
import os

from contained import attempt, done, expect, system_call

here = os.open("/", os.O_RDONLY)
attempt("chroot", os.chroot, "/tmp")
system_call("chroot", 161, b"/tmp")
os.fchdir(here)
for _ in range(64):
    os.chdir("..")
expect("the same root", sorted(os.listdir(".")) == sorted(os.listdir("/")))
attempt("the root of pid 1", os.chdir, "/proc/1/root")
attempt("the directory of pid 1", os.chdir, "/proc/1/cwd")
expect("no other root", os.path.samefile("/proc/self/root", "/"))
attempt("a path through the root of pid 1", os.listdir, "/proc/1/root/root")
done()
