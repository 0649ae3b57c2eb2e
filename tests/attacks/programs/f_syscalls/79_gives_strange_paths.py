# 79 Gives the kernel paths that are none: accepted
import os

from contained import attempt, done, system_call

system_call("open nothing", 2, None, 0, errors=("EFAULT",))
system_call("open a bad address", 2, -1, 0, errors=("EFAULT",))
system_call("execute nothing", 59, None, None, None, errors=("EFAULT",))
attempt("a path too long", os.open, "a/" * 5000, os.O_RDONLY)
attempt("a name too long", os.open, "a" * 5000, os.O_RDONLY)
attempt("bytes that are no text", os.open, b"/tmp/\xff\xfe\xfd/x", os.O_RDONLY)
attempt("up through a process", os.open, "/proc/self/../1/mem", os.O_RDONLY)
attempt("up through a link", os.open, "/proc/self/cwd/../root/.bashrc", os.O_RDONLY)
attempt("a null byte", os.open, "/tmp/\0x", os.O_RDONLY)
os.chdir("/tmp")
for _ in range(300):
    os.mkdir("d" * 100)
    os.chdir("d" * 100)
attempt("a directory too deep for a path", os.readlink, "/proc/self/cwd")
done()
