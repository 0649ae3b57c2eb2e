"""Lua: the program is loaded first; then the tests are sent to its state."""

from sandboxes.shared.sent import driver

# Lua opens no descriptor by its number but the first three.
_START = 'exec "$0" "$1" "$2" <&4 4<&-'

DRIVER = driver(
    "lua",
    ("/bin/sh", "-c", _START, "/usr/bin/lua5.4", "verifier_shared.lua", "{source}"),
    "counted",
)
