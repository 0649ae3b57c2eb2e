"""Builds one program of prelude, source and test code, in C or C++.

usage: build_native.py TAG OUT COMPILER OPTION... -- UNIT...

`verifier_before` holds prelude and source, `verifier_code` the test code. Between them goes what undoes the macros of the
source: a program must not redefine `assert` or `if` for those who test it.
"""

import os
import re
import subprocess
import sys

_PLAIN_INCLUDE = re.compile(r"^[ \t]*#[ \t]*include[ \t]*<[\w./+-]+>[ \t]*\r?$", re.M)
_MAY_DEFINE = re.compile(r"#|%:|\?\?=|_Pragma")
_DEFINITION = re.compile(r"#define (\w+)(.*)")
_INCLUDED = re.compile(r"(\.+) (/usr/\S+)")
_RESERVED = re.compile(r"_(?:_[a-z]|Unwind_|exit$|Exit$|start$)")
_LIBRARY = frozenset(
    """abort exit atexit memcmp bcmp strcmp strncmp strcasecmp strcoll wmemcmp wcscmp
    raise signal sigaction longjmp setjmp""".split()
)
"""Functions of the library by which tests judge, or end."""

_DECLARED = "_ASSERT_H_DECLS"
_PER_LINE = frozenset({"__COUNTER__", "__FILE__", "__LINE__"})


def macros(compiler, text, suffix):
    """Return the macros that are known at the end of a text, and its headers."""
    done = subprocess.run(
        [*compiler, "-E", "-dM", "-H", "-x", "c" if suffix == ".c" else "c++", "-"],
        input=text.encode(errors="surrogateescape"),
        capture_output=True,
    )
    found = {}
    for line in done.stdout.decode(errors="surrogateescape").splitlines():
        match = _DEFINITION.match(line)
        if match:
            found[match[1]] = match[2]
    headers, system_depth = [], None
    for line in done.stderr.decode(errors="surrogateescape").splitlines():
        match = re.match(r"(\.+) (.+)", line)
        if not match:
            continue
        depth = len(match[1])
        if system_depth is not None and depth > system_depth:
            continue  # a header's own business
        is_system = match[2].startswith("/usr/")
        system_depth = depth if is_system else None
        if is_system and match[2] not in headers:
            headers.append(match[2])
    return found, headers


def barrier(compiler, before, suffix):
    """Return the lines that give each macro its meaning without the source."""
    if not _MAY_DEFINE.search(_PLAIN_INCLUDE.sub("", before)):
        return ""
    found, headers = macros(compiler, before, suffix)
    includes = "".join('#include "%s"\n' % header for header in headers)
    clean, _ = macros(compiler, includes, suffix)
    lines = []
    for name in {**found, **clean}:
        if found.get(name) == clean.get(name) or name in _PER_LINE:
            continue
        lines.append("#undef %s" % name)
        # An empty one that is not there guards declarations that are not, either.
        if name in clean and (name in found or clean[name].strip()):
            lines.append("#define %s%s" % (name, clean[name]))
    if _DECLARED in clean and _DECLARED not in found:
        lines.append("#include <assert.h>")
    return "".join(line + "\n" for line in lines)


def call_of_main(code, tag, is_cpp):
    """Return the function by which `main` is called, whatever its symbol is."""
    plain = re.search(r"\bmain\s*\(\s*(?:void\s*)?\)", code)
    arguments = "" if plain else "verifier_argc, verifier_argv"
    linkage = 'extern "C" ' if is_cpp else ""
    return (
        "\n%sint verifier_run_%s(int verifier_argc, char **verifier_argv) "
        "{ return main(%s); }\n" % (linkage, tag, arguments)
    )


def refuse_library_names(path):
    """End the build if the program puts itself in the place of the library.

    A `memcmp` or `__assert_fail` of its own would judge what the tests compare.
    """
    listed = subprocess.run(
        ["/usr/bin/nm", "--defined-only", "-g", path], capture_output=True, text=True
    ).stdout
    for line in listed.splitlines():
        kind, name = line.split()[-2:]
        # Clang's own, in each program that ends where nothing may be thrown.
        if name == "__clang_call_terminate" and kind == "W":
            continue
        if name in _LIBRARY or _RESERVED.match(name):
            sys.exit("the program defines %s, which is the library's" % name)


def read(path):
    with open(path, encoding="utf-8", errors="surrogateescape", newline="") as file:
        return file.read()


def run(*argv):
    code = subprocess.run(argv).returncode
    if code:
        sys.exit(code if code > 0 else 1)


def main():
    tag, out, *rest = sys.argv[1:]
    compiler, units = rest[: rest.index("--")], rest[rest.index("--") + 1 :]
    main_unit, *others = units
    suffix = os.path.splitext(main_unit)[1]
    before, code = read("verifier_before"), read("verifier_code")
    whole = "%s\n%s%s\n%s" % (
        before,
        barrier(compiler, before, suffix),
        code,
        call_of_main(code, tag, suffix != ".c"),
    )
    os.mkdir("verifier_objects")
    with open(main_unit, "w", encoding="utf-8", errors="surrogateescape") as file:
        file.write(whole)
    objects = []
    for number, unit in enumerate([main_unit, *others]):
        objects.append("verifier_objects/%d.o" % number)
        run(*compiler, "-c", "-o", objects[-1], unit)
        refuse_library_names(objects[-1])
    run("/usr/bin/objcopy", "--redefine-sym", "main=verifier_old_" + tag, objects[0])
    harness = "verifier_objects/harness.o"
    run(
        "/usr/bin/gcc",
        "-O2",
        "-ffreestanding",
        "-fno-stack-protector",
        "-c",
        "-o",
        harness,
        "-x",
        "c",
        "verifier_harness",
    )
    entry = "-Wl,-e,verifier_start_" + tag
    wrap = "-Wl,--wrap=__assert_fail"
    run(
        compiler[0],
        "-static",
        "-no-pie",
        entry,
        wrap,
        "-o",
        out,
        *objects,
        harness,
        "-lm",
    )


main()
