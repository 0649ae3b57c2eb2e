"""C, by GCC and Clang; a row a standard."""

from sandboxes.calls import c as calls
from sandboxes.language import Language
from sandboxes.shared.native import driver

_ECHO = r"""
#include <stdio.h>
int main(void) {
  char block[65536];
  for (size_t n; (n = fread(block, 1, sizeof block, stdin));)
    fwrite(block, 1, n, stdout);
}
"""


def _row(
    name: str, standard: str, aliases: tuple[str, ...], compiler: str = "gcc"
) -> Language:
    command = (f"/usr/bin/{compiler}", f"-std={standard}", "-O2")
    version = "-dumpfullversion" if compiler == "gcc" else "-dumpversion"
    return Language(
        name=name,
        aliases=aliases,
        tags=() if name == "c" else ("c",),
        extensions=(".c",),
        source_name="main.c",
        echo=_ECHO,
        null="int main(void) { return 0; }\n",
        build=(*command, "-o", "out/main", "{units}", "-lm"),
        run=("./main",),
        version=(f"/usr/bin/{compiler}", version),
        packages=(compiler, "libc6-dev"),
        env={"PATH": "/usr/bin:/bin"},
        call=calls.driver(command),
        shared=driver(command),
        variant_of="" if name == "c" else "c",
    )


LANGUAGES = (
    _row("c", "gnu17", ("c17", "gcc")),
    _row("c99", "gnu99", ()),
    _row("c11", "gnu11", ()),
    _row("c23", "gnu2x", ("c2x",)),
    _row("c_clang", "gnu17", ("clang",), "clang"),
)
