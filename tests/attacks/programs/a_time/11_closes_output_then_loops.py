# 11 Closes its standard streams, as if it were done, and loops: time_limit_exceeded (cpu)
# limits: cpu_time_s=0.3
import os

os.write(1, b"contained\n")
for fd in range(3):
    os.close(fd)
while True:
    pass
