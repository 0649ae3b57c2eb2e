# 21 Fills every place that it may write to: accepted
import errno

from contained import done, expect

written, full = 0, 0
for folder in ("/box", "/tmp", "/var/tmp", "/dev/shm"):
    with open(f"{folder}/filler", "wb", buffering=0) as file:
        try:
            while True:
                written += file.write(b"x" * 65536)
        except OSError as error:
            full += error.errno in (errno.ENOSPC, errno.EFBIG)
expect("an end of space", full == 4)
expect(f"no more than its share, not {written}", written < 18 << 20)
done()
