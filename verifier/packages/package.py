"""Reads problem packages from directories and archives, into memory."""

import io
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

_CONFIG = "problem.yaml"
_MOST_BYTES = 2 * 1024**3


class BadPackageError(Exception):
    """There is no package there, or it cannot be read."""


@dataclass(kw_only=True)
class Package:
    """The files of one problem.

    Attributes:
        name: Name of its directory.
        files: Its files, by path within it.
    """

    name: str
    files: Mapping[str, bytes] = field(repr=False)

    @cached_property
    def config(self) -> dict[str, Any]:
        """What `problem.yaml` says.

        Raises:
            BadPackageError: It is no YAML mapping.
        """
        return self.yaml(_CONFIG)

    def yaml(self, path: str) -> dict[str, Any]:
        """Return what a YAML file says; nothing where it is not there.

        Raises:
            BadPackageError: It is no YAML mapping.
        """
        try:
            tree = yaml.safe_load(self.files.get(path, b"")) or {}
        except yaml.YAMLError as error:
            msg = f"{self.name}: {path}: {' '.join(str(error).split())}"
            raise BadPackageError(msg) from error
        if not isinstance(tree, dict):
            msg = f"{self.name}: {path}: not a mapping"
            raise BadPackageError(msg)
        return tree

    def folder(self, path: str) -> dict[str, bytes]:
        """Return the files below a path, by their path below it."""
        return {
            name.removeprefix(f"{path}/"): data
            for name, data in sorted(self.files.items())
            if name.startswith(f"{path}/")
        }


def read_packages(place: Path) -> list[Package]:
    """Read the packages in a directory or a tar archive, at any depth.

    Nothing is unpacked to disk, and links are left out.

    Raises:
        BadPackageError: It cannot be read, or there is none.
    """
    try:
        files = dict(_walk(place) if place.is_dir() else _unpack(place))
    except (OSError, tarfile.TarError) as error:
        msg = f"{place}: {error}"
        raise BadPackageError(msg) from error
    roots = {str(PurePosixPath(path).parent) for path in files if _is_config(path)}
    if not roots:
        msg = f"{place}: holds no {_CONFIG}"
        raise BadPackageError(msg)
    return [_package(place, root, files) for root in sorted(roots)]


def _is_config(path: str) -> bool:
    return PurePosixPath(path).name == _CONFIG


def _package(place: Path, root: str, files: Mapping[str, bytes]) -> Package:
    within = {
        str(PurePosixPath(path).relative_to(root)): data
        for path, data in files.items()
        if PurePosixPath(path).is_relative_to(root)
    }
    is_whole = root == "."
    name = place.resolve().name if is_whole else PurePosixPath(root).name
    return Package(name=name.removesuffix(".gz").removesuffix(".tar"), files=within)


def _walk(place: Path) -> Iterator[tuple[str, bytes]]:
    left = _MOST_BYTES
    for path in sorted(place.rglob("*")):
        if path.is_symlink() or not path.is_file():
            continue
        left = _less(left, path.stat().st_size)
        yield path.relative_to(place).as_posix(), path.read_bytes()


def _unpack(place: Path) -> Iterator[tuple[str, bytes]]:
    left = _MOST_BYTES
    with tarfile.open(fileobj=io.BytesIO(place.read_bytes())) as tar:
        for member in tar:
            content = tar.extractfile(member) if member.isreg() else None
            if content:
                left = _less(left, member.size)
                yield member.name.removeprefix("./"), content.read()


def _less(left: int, size: int) -> int:
    """Take a file's size off what may still be read.

    Raises:
        OSError: It is more.
    """
    if size > left:
        msg = f"more than {_MOST_BYTES} bytes"
        raise OSError(msg)
    return left - size
