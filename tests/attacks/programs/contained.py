"""What attacks in Python share: what they tried must have been refused."""

import ctypes
import errno
import os

_libc = ctypes.CDLL(None, use_errno=True)
_through = []


def attempt(what, action, *args, **kwargs):
    """Do what must be refused; remember it if it was not."""
    try:
        action(*args, **kwargs)
    except (OSError, ValueError):
        return
    _through.append(what)


def system_call(what, number, *args, errors=("EPERM",)):
    """Make a system call that must be refused with one of the errors."""
    numbers = [ctypes.c_long(arg) if isinstance(arg, int) else arg for arg in args]
    ctypes.set_errno(0)
    result = _libc.syscall(ctypes.c_long(number), *numbers)
    error = errno.errorcode.get(ctypes.get_errno(), "none")
    if result != -1 or error not in errors:
        _through.append(f"{what} -> {result}, {error}")


def expect(what, holds):
    """Remember what ought to hold, and does not."""
    if not holds:
        _through.append(what)


def read(path):
    with open(path, "rb") as file:
        return file.read(4096)


def done():
    """Say how it went."""
    print("contained" if not _through else f"GOT THROUGH: {_through}")
