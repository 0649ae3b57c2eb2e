# 27 Gets a KiB of memory, in which nothing can start: memory_limit_exceeded
# limits: memory_bytes=1024
print("contained")
