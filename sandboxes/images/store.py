"""The images of a machine: one directory each, never changed once it is there."""

import contextlib
import json
import os
import shutil
import stat
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

_ABOUT = "image.json"
_ROOT = "root"


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A root file system.

    Attributes:
        id: Hash of its recipe and of the versions of its packages.
        root: Its directory.
        languages: Names of the languages that it is for.
        suite: Code name of its Debian release.
        packages: Version of each of its Debian packages, by name.
        tools: Version of each of its tools, by name.
        built_at: When it was made, in seconds since 1970.
        size_bytes: Bytes of its files.
        own_bytes: Bytes that no other image shared when it was made.
    """

    id: str
    root: Path
    languages: tuple[str, ...]
    suite: str
    packages: dict[str, str]
    tools: dict[str, str]
    built_at: float
    size_bytes: int
    own_bytes: int


class Images:
    """The images below a directory.

    Args:
        folder: Where they are. Boxes must be able to reach it: everybody needs
            the right to enter it and the directories above.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._seen_ns = -1
        self._images: list[Image] = []

    def all(self) -> list[Image]:
        """Return the images, the newest first."""
        try:
            changed_ns = self.folder.stat().st_mtime_ns
        except OSError:
            return []
        if changed_ns != self._seen_ns:
            self._images = sorted(self._read(), key=lambda it: -it.built_at)
            self._seen_ns = changed_ns
        return self._images

    def _read(self) -> Iterator[Image]:
        for path in self.folder.glob(f"*/{_ABOUT}"):
            with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
                about = json.loads(path.read_text())
                about["languages"] = tuple(about["languages"])
                yield Image(root=path.parent / _ROOT, **about)

    def find(self, language: str) -> Image | None:
        """Return the newest image that is for a language, if there is one."""
        return next((it for it in self.all() if language in it.languages), None)

    def add(self, made: Path, image: Image) -> Image:
        """Put a root that was made into the store.

        Args:
            made: The directory; it is moved, and must be on the same disk.
            image: What it is; its `root` does not count.
        """
        place = self.folder / image.id
        about = asdict(image)
        del about["root"]
        with contextlib.suppress(FileNotFoundError):
            old = place.with_suffix(".old")
            place.rename(old)
            shutil.rmtree(old)
        work = made.parent / f"{image.id}.new"
        work.mkdir(mode=0o755)
        made.rename(work / _ROOT)
        (work / _ABOUT).write_text(json.dumps(about, indent=1))
        work.rename(place)
        self._seen_ns = -1
        return next(it for it in self.all() if it.id == image.id)

    def remove(self, image: Image) -> None:
        """Delete an image; boxes that hold it must be gone."""
        shutil.rmtree(image.root.parent)
        self._seen_ns = -1


def share_files(root: Path, others: list[Path]) -> tuple[int, int]:
    """Replace files that other images have, too, by hard links to theirs.

    They are never written to, so disk and page cache need hold them once.

    Returns:
        Bytes of the files below `root`, and how many of them are its own.
    """
    total = own = 0
    for folder, _, names in os.walk(root):
        for name in names:
            path = Path(folder) / name
            info = path.lstat()
            if not stat.S_ISREG(info.st_mode):
                continue
            total += info.st_size
            if not _share(path, info, root, others):
                own += info.st_size
    return total, own


def _share(path: Path, info: os.stat_result, root: Path, others: list[Path]) -> bool:
    for other in others:
        twin = other / path.relative_to(root)
        with contextlib.suppress(OSError):
            found = twin.lstat()
            alike = ("st_mode", "st_uid", "st_gid", "st_size")
            if any(getattr(info, it) != getattr(found, it) for it in alike):
                continue
            if path.read_bytes() != twin.read_bytes():
                continue
            spare = path.with_name(f"{path.name}.verifier-link")
            os.link(twin, spare)
            spare.replace(path)
            return True
    return False
