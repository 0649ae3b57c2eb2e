# 83 Talks to itself: local sockets work, and there is no loopback: accepted
import os
import socket

from contained import attempt, done, expect

for name in ("\0mine", "/tmp/mine"):
    server = socket.socket(socket.AF_UNIX)
    server.bind(name)
    server.listen()
    if os.fork() == 0:
        client = socket.socket(socket.AF_UNIX)
        client.connect(name)
        client.sendall(b"hello")
        os._exit(0)
    expect("a greeting", server.accept()[0].recv(5) == b"hello")
    os.wait()
server = socket.socket()
server.bind(("127.0.0.1", 0))
server.listen()
attempt("the loopback", socket.socket().connect, server.getsockname())
done()
