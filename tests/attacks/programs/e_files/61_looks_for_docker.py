# 61 Looks for sockets of services: accepted
import glob
import os
import socket

from contained import attempt, done, expect

for path in (
    "/var/run/docker.sock",
    "/run/docker.sock",
    "/run/containerd/containerd.sock",
    "/run/dbus/system_bus_socket",
    "/dev/log",
    "/tmp/.X11-unix/X0",
):
    attempt(f"connect to {path}", socket.socket(socket.AF_UNIX).connect, path)
expect("no /run", not glob.glob("/run/*") and not glob.glob("/var/run/*"))
done()
