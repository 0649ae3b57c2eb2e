"""Builds one program of source and test code in Swift, with our entry and end.

usage: build_swift.py TAG OUT COMPILER OPTION... -- UNIT...

`verifier_operators` says how many `==` the test code defines itself. The rest of what tests
judge by must be the library's, which is seen in the names of what was compiled.
"""

import re
import subprocess
import sys

# Mangled: a length and a name each; V, C and O end the name of a type of the program's.
_OPERATOR = re.compile(r"(?<!\d)(?:(2ee)|2ne|2aa|2oo)oi|(?<!\d)1nop")
_OWN = r"\$s4main(?:\d+[A-Za-z_]\w*?[VCO])+"
_OF_OWN_TYPE = re.compile(rf"{_OWN}(?:(?:AA\w*?E)?\d\w\w?o[ip]|\w+TW$)")
_JUDGES = re.compile(
    r"\$s4main(?:6assert|16assertionFailure|12precondition|19preconditionFailure"
    r"|10fatalError)"
)
_TYPES = re.compile(
    r"\$s4main(?:6String|3Int|6Double|5Float|4Bool|5Array|10Dictionary|3Set"
    r"|8Optional|9Character)[VCO]"
)
_RUNTIME = re.compile(r"_?swift_|_swift|__|_exit$|_Exit$|_start$")
_TAKEN = frozenset(
    """abort exit atexit memcmp bcmp strcmp strncmp raise signal sigaction longjmp
    setjmp""".split()
)


def names(path, *options):
    """Return the kinds and names of the symbols that a file defines."""
    listed = subprocess.run(
        ["/usr/bin/nm", "--defined-only", *options, path],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return {tuple(line.split()[-2:]) for line in listed.splitlines()}


def refuse(path, operators):
    """End the build if the program has something in the place of what judges."""
    equalities = set()
    for _, name in names(path):
        if _JUDGES.match(name) or _TYPES.match(name):
            sys.exit(f"the program defines {name}, by which tests judge")
        found = _OPERATOR.search(name)
        if not found or not name.startswith("$s") or _OF_OWN_TYPE.match(name):
            continue
        if not found[1]:
            sys.exit(f"the program defines {name}, by which tests judge")
        equalities.add(re.split(r"F|T[A-Z]", name)[0])
    if len(equalities) > operators:
        found = " ".join(sorted(equalities))
        sys.exit(f"the program defines == for types of the library: {found}")
    for kind, name in names(path, "-g"):
        is_foreign = name.startswith("$s") and "4main" not in name and kind == "T"
        if is_foreign or name in _TAKEN or _RUNTIME.match(name) and kind == "T":
            sys.exit(f"the program defines {name}, which is the library's")


def run(*argv):
    done = subprocess.run(argv, capture_output=True, text=True)
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
        sys.exit(done.returncode if done.returncode > 0 else 1)


def main():
    tag, out, *rest = sys.argv[1:]
    with open("verifier_operators", encoding="ascii") as file:
        operators = int(file.read())
    compiler, units = rest[: rest.index("--")], rest[rest.index("--") + 1 :]
    program, harness = "verifier_program.o", "verifier_harness.o"
    run(*compiler, "-module-name", "main", "-wmo", "-c", "-o", program, *units)
    refuse(program, operators)
    run("/usr/bin/objcopy", "--redefine-sym", f"main=verifier_main_{tag}", program)
    options = ("-O2", "-ffreestanding", "-fno-stack-protector", "-c", "-x", "c")
    run("/usr/bin/gcc", *options, "-o", harness, "verifier_harness")
    entry = ("-Xlinker", "-e", "-Xlinker", f"verifier_start_{tag}")
    wrap = ("-Xlinker", "--wrap=__assert_fail")
    run(*compiler, *entry, *wrap, "-o", out, program, harness)


main()
