# 22 Hides memory in sockets: memory_limit_exceeded
# limits: memory_bytes=33554432
import socket

kept = []
while True:
    pair = socket.socketpair()
    kept += pair
    for end in pair:
        end.setblocking(False)
        try:
            while end.send(b"x" * 65536):
                pass
        except BlockingIOError:
            pass
