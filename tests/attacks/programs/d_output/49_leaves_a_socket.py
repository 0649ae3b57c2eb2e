# 49 Leaves a socket: wrong_answer
import socket

server = socket.socket(socket.AF_UNIX)
server.bind("out.txt")
server.listen()
