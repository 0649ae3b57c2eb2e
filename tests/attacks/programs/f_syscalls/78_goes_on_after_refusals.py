# 78 Is refused a call, and must live on; so must threads and children: accepted
import concurrent.futures
import ctypes
import multiprocessing
import subprocess

libc = ctypes.CDLL(None, use_errno=True)
assert libc.syscall(101, 0, 0, 0, 0) == -1
with concurrent.futures.ThreadPoolExecutor(4) as pool:
    assert sum(pool.map(lambda n: n * n, range(10))) == 285
assert subprocess.run(["/bin/echo", "x"], capture_output=True).stdout == b"x\n"
reader, writer = multiprocessing.Pipe(False)
child = multiprocessing.get_context("fork").Process(target=writer.send, args=(7,))
child.start()
child.join()
assert reader.recv() == 7
print("contained")
