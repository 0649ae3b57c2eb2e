# 82 Connects to local sockets of the machine, named and abstract: accepted
import socket
import sys

from contained import attempt, done, expect

abstract, path = sys.argv[1:]
attempt("abstract", socket.socket(socket.AF_UNIX).connect, "\0" + abstract)
attempt("named", socket.socket(socket.AF_UNIX).connect, path)
with open("/proc/net/unix") as file:
    expect("no sockets of others", abstract not in file.read())
done()
