# 72 Opens sockets of every family and kind: accepted
import errno

from contained import done, expect, system_call
import socket

for family in [*range(3, 10), *range(11, 64), 0, 1 << 31]:
    for kind in (1, 2, 3, 5, 3 | 0o2000000):
        system_call(
            f"family {family} kind {kind}",
            41,
            family,
            kind,
            0,
            errors=("EAFNOSUPPORT",),
        )
        system_call(
            f"pair of family {family}",
            53,
            family,
            kind,
            0,
            b"\0" * 8,
            errors=("EAFNOSUPPORT",),
        )
for family in (socket.AF_INET, socket.AF_INET6):
    for protocol in (1, 6, 58, 255):
        try:
            socket.socket(family, socket.SOCK_RAW, protocol)
            expect(f"no raw socket {family} {protocol}", False)
        except OSError as error:
            expect(
                f"no raw socket, not {error}",
                error.errno in (errno.EPERM, errno.EPROTONOSUPPORT),
            )
done()
