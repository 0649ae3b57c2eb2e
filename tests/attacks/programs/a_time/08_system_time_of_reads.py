# 8 Lets the kernel burn the CPU, making random bytes: time_limit_exceeded (cpu)
# limits: cpu_time_s=0.3
with open("/dev/urandom", "rb", buffering=0) as file:
    while True:
        file.read(1 << 20)
