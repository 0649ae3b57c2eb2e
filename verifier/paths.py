"""File names in requests: relative, plain, and free of conflicts."""

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Annotated

from pydantic import AfterValidator

from verifier.content import Content

_MAX_NAME_BYTES = 255
_MAX_PATH_BYTES = 1024
_MAX_PARTS = 32
_MAX_FILES = 1000


def path_complaint(path: str) -> str | None:
    """Say why a path cannot be a file of a submission or a case.

    Returns:
        None if it can.
    """
    parts = path.split("/")
    if not path or path.startswith("/"):
        return "must be a relative path"
    if any(part in {"", ".", ".."} for part in parts):
        return "must have no empty, '.' or '..' part"
    if len(parts) > _MAX_PARTS:
        return f"must have at most {_MAX_PARTS} parts"
    if any(ord(character) < ord(" ") or character == "\x7f" for character in path):
        return "must have no control characters"
    if len(path.encode()) > _MAX_PATH_BYTES:
        return f"must have at most {_MAX_PATH_BYTES} bytes"
    if max(len(part.encode()) for part in parts) > _MAX_NAME_BYTES:
        return f"each part must have at most {_MAX_NAME_BYTES} bytes"
    return None


def _check(paths: Iterable[str]) -> None:
    known = set(paths)
    if len(known) > _MAX_FILES:
        msg = f"at most {_MAX_FILES} files are allowed, not {len(known)}"
        raise ValueError(msg)
    for path in known:
        complaint = path_complaint(path)
        if complaint:
            msg = f"path {path[:100]!r} {complaint}"
            raise ValueError(msg)
        parts = path.split("/")
        for length in range(1, len(parts)):
            above = "/".join(parts[:length])
            if above in known:
                msg = f"path {above!r} is both a file and a directory"
                raise ValueError(msg)


def _check_files(files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    _check(files)
    return files


def replaced(own: Iterable[str], paths: Iterable[str]) -> str | None:
    """Return one of `paths` that would take the place of one of `own`.

    A file takes the place of a directory, too, and the other way round.
    """
    known = set(own)
    folders = {str(above) for path in known for above in PurePosixPath(path).parents}
    for path in sorted(paths):
        above = {str(parent) for parent in PurePosixPath(path).parents}
        if path in known or path in folders or above & known:
            return path
    return None


def _check_paths(paths: list[str]) -> list[str]:
    _check(paths)
    return paths


type Paths = Annotated[list[str], AfterValidator(_check_paths)]
"""Relative paths of files."""

type Files = Annotated[dict[str, Content], AfterValidator(_check_files)]
"""Files by relative path."""
