# 23 Makes a file of one TiB that holds nothing: accepted
import os

from contained import attempt, done, expect

with open("sparse", "wb") as file:
    attempt("a TiB", os.truncate, file.fileno(), 1 << 40)
    attempt("a TiB, reserved", os.posix_fallocate, file.fileno(), 0, 1 << 40)
    attempt("a byte after a TiB", os.pwrite, file.fileno(), b"x", 1 << 40)
expect("no file of that size", os.stat("sparse").st_size < 1 << 30)
done()
