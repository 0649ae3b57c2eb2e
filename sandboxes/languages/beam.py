"""Languages of the Erlang machine: Erlang and Elixir."""

import re

from sandboxes.language import PLAIN_ENV, Language
from sandboxes.limits import MIB, Limits

# One scheduler that does not spin: a box has a core, and pays for its CPU time.
_BEAM = "+S 1:1 +SDio 1 +sbwt none +sbwtdcpu none +sbwtdio none"
_LIMITS = Limits(memory_bytes=512 * MIB)
_ECHO_ERLANG = """
-module(main).
-export([main/0]).

main() ->
    ok = io:setopts(standard_io, [binary, {encoding, latin1}]),
    copy().

copy() ->
    case file:read(standard_io, 65536) of
        {ok, Block} -> ok = file:write(standard_io, Block), copy();
        eof -> ok
    end.
"""
_PARSE = "[path] = System.argv(); Code.string_to_quoted!(File.read!(path), file: path)"
_MODULE = re.compile(r"^\s*-\s*module\(\s*'?(\w+)'?\s*\)", re.MULTILINE)
_START = """
M = '{entry}',
{module, M} = code:ensure_loaded(M),
Is = fun(F, A) -> erlang:function_exported(M, F, A) end,
try
    case {Is(main, 1), Is(main, 0), Is(start, 0)} of
        {true, _, _} -> M:main(init:get_plain_arguments());
        {_, true, _} -> M:main();
        {_, _, true} -> M:start()
    end
of _ -> erlang:halt(0)
catch Class:Reason:Stack ->
    io:format(standard_error, "~p:~p~n~p~n", [Class, Reason, Stack]),
    erlang:halt(1)
end.
"""


def module_name(source: str) -> str:
    """Return the name of the program's module."""
    found = _MODULE.search(source)
    return found[1] if found else "main"


def module_file(source: str) -> str:
    """Name the file as the compiler wants it: after its module."""
    return f"{module_name(source)}.erl"


LANGUAGES = (
    Language(
        name="erlang",
        aliases=("erl",),
        extensions=(".erl",),
        source_name="main.erl",
        name_source=module_file,
        entry=module_name,
        echo=_ECHO_ERLANG,
        null="-module(main).\n-export([main/0]).\nmain() -> ok.\n",
        build=("/usr/bin/erlc", "-o", "out", "{units}"),
        run=(
            "/usr/bin/erl",
            *_BEAM.split(),
            "-noshell",
            "-pa",
            ".",
            "-eval",
            _START,
            "-extra",
        ),
        version=(
            "/usr/bin/erl",
            "-noshell",
            "-eval",
            'io:format("~s.0", [erlang:system_info(otp_release)]), halt().',
        ),
        packages=("erlang-base", "erlang-dev", "erlang-eunit"),
        env={**PLAIN_ENV, "ERL_COMPILER_OPTIONS": "[nowarn_export_all]"},
        limits=_LIMITS,
        cpu_time_factor=1.5,
        memory_floor_mib=128,
    ),
    Language(
        name="elixir",
        aliases=("exs",),
        tags=("ex",),
        extensions=(".exs", ".ex"),
        source_name="main.exs",
        echo=":ok = :io.setopts(:standard_io, [:binary, encoding: :latin1])\n"
        "IO.binstream(:stdio, 65536) |> Enum.each(&IO.binwrite/1)\n",
        build=("/usr/bin/elixir", "-e", _PARSE, "{source}"),
        is_check_only=True,
        check_can_wait=True,
        run=("/usr/bin/elixir", "{source}"),
        version=("/usr/bin/elixir", "--short-version"),
        packages=("elixir", "erlang-dev", "erlang-eunit"),
        env={**PLAIN_ENV, "ELIXIR_ERL_OPTIONS": f"{_BEAM} +fnu"},
        limits=_LIMITS,
        cpu_time_factor=2.0,
        memory_floor_mib=128,
    ),
)
