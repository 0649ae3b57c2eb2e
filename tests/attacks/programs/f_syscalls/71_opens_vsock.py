# 71 Opens a socket to the machine below: accepted
import errno
import socket

from contained import done, expect

for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
    try:
        socket.socket(40, kind)
        expect("no AF_VSOCK", False)
    except OSError as error:
        expect(f"no AF_VSOCK, not {error}", error.errno == errno.EAFNOSUPPORT)
done()
