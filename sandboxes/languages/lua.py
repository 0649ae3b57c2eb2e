"""Lua: two releases of the reference interpreter, and LuaJIT."""

from sandboxes.language import PLAIN_ENV, Language
from sandboxes.shared.lua import DRIVER

_ECHO = """
while true do
  local block = io.read(65536)
  if not block then break end
  io.write(block)
end
"""


def _row(
    name: str, program: str, check: tuple[str, ...], aliases: tuple[str, ...]
) -> Language:
    return Language(
        name=name,
        aliases=aliases,
        tags=() if name == "lua" else ("lua",),
        extensions=(".lua",),
        source_name="main.lua",
        echo=_ECHO,
        build=check,
        is_check_only=True,
        check_can_wait=True,
        run=(f"/usr/bin/{program}", "{source}"),
        version=(f"/usr/bin/{program}", "-v"),
        packages=(program,),
        libraries=("lua-unit",),
        env={
            **PLAIN_ENV,
            # Debian keeps pure modules where LuaJIT and old releases also look.
            "LUA_PATH": "./?.lua;/usr/share/lua/5.4/?.lua;/usr/share/lua/5.1/?.lua;;",
        },
        cpu_time_factor=1.0 if name == "luajit" else 1.5,
        variant_of="" if name == "lua" else "lua",
        # What LuaJIT and 5.1 have beside it (ffi, getfenv) shows what must be hidden.
        shared=DRIVER if name == "lua" else None,
    )


LANGUAGES = (
    _row(
        "lua",
        "lua5.4",
        ("/usr/bin/luac5.4", "-p", "{source}"),
        ("lua5.4", "lua54", "lua5"),
    ),
    _row(
        "lua51",
        "lua5.1",
        ("/usr/bin/luac5.1", "-p", "{source}"),
        ("lua5.1",),
    ),
    _row(
        "luajit",
        "luajit",
        ("/usr/bin/luajit", "-b", "{source}", "/dev/null"),
        ("lua_jit",),
    ),
)
