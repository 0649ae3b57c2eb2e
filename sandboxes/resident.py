"""Compilers of the Java machine that stay; see `sandboxes/compile_server.py`."""

from functools import cache
from importlib import resources

from sandboxes.language import Ahead, ResidentCompiler

_SERVER = "VerifierCompiler"
_MAKE = """
/usr/bin/javac -nowarn -d out -cp '{jars}' *.java
printf '%s\\n' /usr/bin/java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto \\
  -Xmx{heap_mib}m {options} -XX:-UsePerfData -Denv.class.path=. \\
  -cp '{{folder}}:{jars}' {name} > out/options
"""


@cache
def _inside(name: str) -> bytes:
    return (resources.files("sandboxes.inside") / "compilers" / name).read_bytes()


def resident_jvm(
    name: str,
    *,
    skip: int,
    jars: str = "",
    options: str = "",
    memory_mib: int = 512,
) -> ResidentCompiler:
    """Return a compiler that stays.

    Args:
        name: Its class, a file of `sandboxes/inside/compilers`.
        skip: How many words of `Language.build` it is not told.
        jars: Class path of the compiler, its own first; empty: it is the JDK's.
        options: What its virtual machine is told beside.
        memory_mib: Memory of all of it, in MiB; half of it is for the heap.
    """
    script = _MAKE.format(
        jars=jars, heap_mib=memory_mib // 2, options=options, name=name
    )
    files = {f"{it}.java": _inside(f"{it}.java") for it in (_SERVER, name)}
    return ResidentCompiler(
        program=Ahead(
            files=files,
            compiler=jars.split(":", maxsplit=1)[0] or "/usr/bin/javac",
            build=("/bin/sh", "-e", "-c", script),
            wanted=lambda _: True,
            worth=2,
        ),
        skip=skip,
        memory_mib=memory_mib,
    )
