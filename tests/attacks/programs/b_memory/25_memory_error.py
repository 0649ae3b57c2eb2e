# 25 Asks for more memory than there is, and is told so: runtime_error or memory_limit_exceeded
print(len(bytearray(1 << 46)))
