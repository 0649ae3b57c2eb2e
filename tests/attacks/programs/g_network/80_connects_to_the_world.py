# 80 Connects to the world by TCP, UDP and names: accepted
import socket

from contained import attempt, done, expect

for family, address in (
    (socket.AF_INET, "1.1.1.1"),
    (socket.AF_INET, "8.8.8.8"),
    (socket.AF_INET, "255.255.255.255"),
    (socket.AF_INET6, "2606:4700:4700::1111"),
    (socket.AF_INET6, "ff02::1"),
):
    tcp = socket.socket(family, socket.SOCK_STREAM)
    tcp.settimeout(1)
    attempt(f"TCP to {address}", tcp.connect, (address, 53))
    udp = socket.socket(family, socket.SOCK_DGRAM)
    if address.endswith("255"):
        udp.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    attempt(f"UDP to {address}", udp.sendto, b"x", (address, 53))
for name in ("example.com", "localhost.localdomain", "redis", "host.docker.internal"):
    attempt(f"look up {name}", socket.getaddrinfo, name, 80)
with open("/proc/net/route") as file:
    expect("no routes", len(file.readlines()) <= 1)
with open("/proc/net/dev") as file:
    names = [line.split(":")[0].strip() for line in file.readlines()[2:]]
expect(
    f"no interface up but lo, in {names}",
    set(names)
    <= {
        "lo",
        "sit0",
        "tunl0",
        "ip6tnl0",
        "gre0",
        "gretap0",
        "erspan0",
        "ip_vti0",
        "ip6_vti0",
        "ip6gre0",
    },
)
done()
