"""Builds one program of source and test code in D, with our entry and end.

usage: build_d.py TAG OUT COMPILER OPTION... -- UNIT...

Assertions call the library of C, so that no handler of the program's hears them.
"""

import re
import subprocess
import sys

_LIBRARIES = re.compile(r"_D(?:3std|4core|6object|3ldc|3etc|2rt|2gc)\d")
_RUNTIME = re.compile(r"_(?:_[a-z]|d_|Unwind_|exit$|Exit$|start$|aa[A-Z])")
_TAKEN = frozenset(
    """abort exit atexit memcmp bcmp strcmp strncmp raise signal sigaction longjmp
    setjmp rt_init""".split()
)
# What the linker warns of, in static programs, is in libraries that are not used.
_LINK = ("/usr/bin/cc", "-static", "-no-pie", "-Wl,--gc-sections", "-w")
_WITH = ("phobos2-ldc", "druntime-ldc", "z", "rt", "dl", "pthread", "m")


def refuse_library_names(path):
    """End the build if the program puts itself in the place of a library.

    What the compiler makes of the libraries' templates is weak (W, V, u).
    """
    listed = subprocess.run(
        ["/usr/bin/nm", "--defined-only", "-g", path], capture_output=True, text=True
    ).stdout
    for line in listed.splitlines():
        kind, name = line.split()[-2:]
        is_own = kind in "WwVvu" or not _LIBRARIES.match(name)
        if not is_own or name in _TAKEN or _RUNTIME.match(name):
            sys.exit(f"the program defines {name}, which is the library's")


def run(*argv):
    done = subprocess.run(argv, capture_output=True, text=True)
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
        sys.exit(done.returncode if done.returncode > 0 else 1)


def main():
    tag, out, *rest = sys.argv[1:]
    compiler, units = rest[: rest.index("--")], rest[rest.index("--") + 1 :]
    program, harness = "verifier_program.o", "verifier_harness.o"
    run(*compiler, "-c", f"--of={program}", *units)
    refuse_library_names(program)
    run("/usr/bin/objcopy", "--redefine-sym", f"main=verifier_old_{tag}", program)
    options = ("-O2", "-ffreestanding", "-fno-stack-protector", "-c", "-x", "c")
    run("/usr/bin/gcc", *options, "-o", harness, "verifier_harness")
    run(
        *_LINK,
        f"-Wl,-e,verifier_start_{tag}",
        "-Wl,--wrap=__assert_fail",
        "-o",
        out,
        program,
        harness,
        *(f"-l{name}" for name in _WITH),
    )


main()
