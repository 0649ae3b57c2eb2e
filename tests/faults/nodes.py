"""Worker nodes in network namespaces of their own, reaching Redis over a link each."""

import itertools
import os
import random
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

_NUMBERS = itertools.count()


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A network namespace with one link to the rest of the machine.

    Attributes:
        name: Of the namespace; the machine's end of the link is called the same.
        host: Address of the machine's end.
    """

    name: str
    host: str

    def wrapper(self) -> list[str]:
        """Return the command that starts another one in it."""
        # Not `ip netns exec`: that hides the cgroups.
        return ["/usr/bin/nsenter", f"--net=/run/netns/{self.name}"]

    def cut_off(self) -> None:
        """Let nothing through; nobody is told."""
        _ip("link", "set", self.name, "down")

    def join_again(self) -> None:
        """Let everything through again."""
        _ip("link", "set", self.name, "up")


@contextmanager
def network_node() -> Iterator[Node]:
    """Make a node, as long as the context is open. Needs root."""
    number = next(_NUMBERS)
    name = f"vn{os.getpid() % 100_000}x{number}"
    # Others may do the same on this machine.
    net = f"10.{random.randrange(100, 250)}.{random.randrange(256)}"
    node = Node(name=name, host=f"{net}.1")
    _ip("netns", "add", name)
    try:
        far = f"{name}f"
        _ip("link", "add", name, "type", "veth", "peer", "name", far, "netns", name)
        _ip("addr", "add", f"{node.host}/24", "dev", name)
        _ip("link", "set", name, "up")
        _ip("-n", name, "addr", "add", f"{net}.2/24", "dev", far)
        _ip("-n", name, "link", "set", far, "up")
        _ip("-n", name, "link", "set", "lo", "up")
        yield node
    finally:
        _ip("netns", "del", name)  # and the link with it


def _ip(*arguments: str) -> None:
    subprocess.run(["/usr/sbin/ip", *arguments], check=True, capture_output=True)
