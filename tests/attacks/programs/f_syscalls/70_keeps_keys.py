# 70 Leaves a message in the keyring of its user: accepted
from contained import done, system_call

system_call("add_key", 248, b"user", b"message", b"hello", 5, -4)
system_call("request_key", 249, b"user", b"message", None, -4)
for operation in range(33):
    system_call(f"keyctl {operation}", 250, operation, -4, 0, 0, 0)
done()
