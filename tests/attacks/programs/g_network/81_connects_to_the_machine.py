# 81 Connects to services of the machine, and to the one of the cloud: accepted
import socket
import sys

from contained import attempt, done

listening = int(sys.argv[1])
for address, port in (
    ("127.0.0.1", listening),
    ("127.0.0.1", 6379),
    ("127.0.0.1", 22),
    ("0.0.0.0", listening),
    ("localhost", listening),
    ("169.254.169.254", 80),
    ("172.17.0.1", 6379),
    ("10.0.0.1", 80),
    ("192.168.0.1", 80),
):
    client = socket.socket()
    client.settimeout(1)
    attempt(f"{address}:{port}", client.connect, (address, port))
client = socket.socket(socket.AF_INET6)
client.settimeout(1)
attempt("::1", client.connect, ("::1", listening))
done()
