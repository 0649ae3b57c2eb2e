# 41 Looks for descriptors that somebody left open: accepted
import os

from contained import done, expect

found = []
for fd in range(4096):
    try:
        os.fstat(fd)
    except OSError:
        continue
    found.append(fd)
expect(f"the standard streams alone, not {found}", found == [0, 1, 2])
done()
