# 22 Hides memory in pipes: memory_limit_exceeded
# limits: memory_bytes=33554432
import fcntl
import os

kept = []
while True:
    reader, writer = os.pipe()
    kept += [reader, writer]
    os.set_blocking(writer, False)
    try:
        fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 1 << 20)
    except OSError:
        pass  # its user has as many large pipes as may be
    try:
        while os.write(writer, b"x" * 65536):
            pass
    except BlockingIOError:
        pass
    if len(kept) > 480:
        if os.fork():
            os.wait()
            raise SystemExit(0)
        kept = []
        os.closerange(3, 6)
