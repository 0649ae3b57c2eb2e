"""C, by GCC."""

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

_COMPILER = ("/usr/bin/gcc", "-std=gnu17", "-O2")

LANGUAGES = (
    Language(
        name="c",
        aliases=("c17", "gcc"),
        extensions=(".c",),
        source_name="main.c",
        echo=_ECHO,
        null="int main(void) { return 0; }\n",
        build=(*_COMPILER, "-o", "out/main", "{units}", "-lm"),
        run=("./main",),
        version=("/usr/bin/gcc", "-dumpfullversion"),
        packages=("gcc", "libc6-dev"),
        env={"PATH": "/usr/bin:/bin"},
        call=calls.driver(_COMPILER),
        shared=driver(_COMPILER),
    ),
)
