# 32 Sends its output's descriptor into a ring of sockets that nobody reads: accepted
import array
import os
import socket

print("contained", flush=True)
for _ in range(20):
    one, two = socket.socketpair()
    fds = array.array("i", [0, 1, 2, one.fileno(), two.fileno()])
    for end in (one, two):
        end.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, fds)])
os._exit(0)
