"""What boxes show of the machine, or of an image: data for whatever makes jails."""

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sandboxes.ahead import PLACE
from sandboxes.databases import known_databases
from sandboxes.language import TOOLS
from sandboxes.languages import known_languages

_FIRST_OUTSIDE_ID = 0x60000000  # far from the ids of people and services

_USR = ("bin", "sbin", "lib", "lib32", "lib64", "libexec", "include", "share")
_ETC = (
    "alternatives",
    "ld.so.cache",
    "java-17-openjdk",
    "java-21-openjdk",
)
_IMAGE = ("usr", "bin", "sbin", "lib", "lib32", "lib64", "etc", "opt", "var/lib")
_DEVICES = ("null", "zero", "full", "random", "urandom")
_DEVICE_LINKS = (
    ("fd", "/proc/self/fd"),
    ("stdin", "/proc/self/fd/0"),
    ("stdout", "/proc/self/fd/1"),
    ("stderr", "/proc/self/fd/2"),
)
_PLACES = ("/box", "/tmp", "/var/tmp", "/dev/shm", "/scratch", "/store", "/verifier")  # noqa: S108 - in the box
_PASSWD = "root:x:0:0::/:/bin/false\ncandidate:x:1000:1000::/box:/bin/sh\n"  # noqa: S105 - no password
_GROUP = "root:x:0:\ncandidate:x:1000:\n"
_HOSTS = "127.0.0.1 localhost\n"


class Kind(StrEnum):
    """How something comes to be in a box."""

    BIND = "bind"
    """A file or directory, read-only; left out if it is not there."""
    DEVICE = "device"
    """A device, that can be written to."""
    LINK = "link"
    """A symbolic link."""
    FILE = "file"
    """A file of that text."""
    PLACE = "place"
    """An empty directory, for the init to mount over; until then nothing fits in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that a box shows.

    Attributes:
        kind: How it comes there.
        source: What is bound, the target of a link, or the text of a file.
        path: Where it is in the box, absolute.
        of_machine: Whether the source of what is bound is a path of this machine,
            not of the image.
    """

    kind: Kind
    source: str = ""
    path: str
    of_machine: bool = False


def can_map_ids() -> bool:
    """Whether this process may give runs an id of their own."""
    return os.geteuid() == 0


def outside_id() -> int:
    """Pick an id of this machine for the init; the one above is the runs'.

    Boxes of one process share them, other processes have others.
    """
    if not can_map_ids():
        return os.geteuid()
    ranges = [
        (int(first), int(count))
        for first, _, count in (
            line.split() for line in Path("/proc/self/uid_map").read_text().splitlines()
        )
    ]
    top = max(first + count for first, count in ranges)
    first = _FIRST_OUTSIDE_ID if top > _FIRST_OUTSIDE_ID * 1.5 else top // 2
    return first + 2 * (os.getpid() % ((top - first) // 2 - 1))


def can_show(path: Path) -> bool:
    """Whether a jail reaches a file: inside its box it is nobody on this machine."""
    if not can_map_ids():
        return path.exists()
    return path.exists() and all(
        folder.stat().st_mode & stat.S_IXOTH for folder in path.parents
    )


def _bound(source: Path, path: str) -> Item:
    return Item(kind=Kind.BIND, source=str(source), path=path, of_machine=True)


def _shown(paths: Iterable[Path]) -> Iterator[Item]:
    """Show the machine's own programs read-only; what it lacks is left out."""
    for path in paths:
        if path.is_symlink():  # merged /usr, as Debian has it
            yield Item(kind=Kind.LINK, source=str(path.readlink()), path=str(path))
        elif path.exists():
            yield _bound(path, str(path))


def _shown_for_databases() -> Iterator[Item]:
    for database in known_databases().by_any_name.values():
        for path, shown in database.shown().items():
            if can_show(shown):
                yield _bound(shown, path)


def _shown_for_languages() -> set[Path]:
    """Return what languages need beside `/usr`, each once."""
    languages = known_languages().by_any_name.values()
    return {Path(TOOLS), *(Path(path) for it in languages for path in it.shows)}


def of_machine() -> Iterator[Item]:
    """Show the machine's own programs, and little else of it."""
    yield from _shown(Path("/usr") / name for name in _USR)
    yield from _shown(Path("/") / name for name in ("bin", "lib", "lib32", "lib64"))
    yield from _shown(Path("/etc") / name for name in _ETC)
    yield from _shown(sorted(_shown_for_languages()))
    yield from _shown_for_databases()
    for name, text in (("passwd", _PASSWD), ("group", _GROUP), ("hosts", _HOSTS)):
        yield Item(kind=Kind.FILE, source=text, path=f"/etc/{name}")


def of_image() -> Iterator[Item]:
    """Show an image, and nothing of the machine; sources are paths in its root."""
    for name in _IMAGE:
        yield Item(kind=Kind.BIND, source=f"/{name}", path=f"/{name}")


def of_container() -> Iterator[Item]:
    """Cover the files that an engine puts into every container with ours."""
    for name, text in (("hosts", _HOSTS), ("hostname", ""), ("resolv.conf", "")):
        yield Item(kind=Kind.FILE, source=text, path=f"/etc/{name}")


def of_every_box(made_ahead: Path | None) -> Iterator[Item]:
    """Show what there is beside that.

    Args:
        made_ahead: Directory of what was made ahead for builds.
    """
    if made_ahead:
        yield _bound(made_ahead, PLACE)
    for name in _DEVICES:
        yield Item(kind=Kind.DEVICE, source=f"/dev/{name}", path=f"/dev/{name}")
    for name, target in _DEVICE_LINKS:
        yield Item(kind=Kind.LINK, source=target, path=f"/dev/{name}")
    for place in _PLACES:
        yield Item(kind=Kind.PLACE, path=place)
