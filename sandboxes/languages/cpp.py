"""C++, by GCC; a row a standard."""

from sandboxes.calls import cpp as calls
from sandboxes.language import Language
from sandboxes.shared import suites
from sandboxes.shared.native import driver

_ECHO = r"""
#include <iostream>
int main() {
  if (std::cin.peek() != EOF) std::cout << std::cin.rdbuf();
}
"""


def _row(name: str, standard: str, aliases: tuple[str, ...]) -> Language:
    compiler = ("/usr/bin/g++", f"-std={standard}", "-O2")
    return Language(
        name=name,
        aliases=aliases,
        extensions=(".cpp", ".cc", ".cxx", ".c++"),
        source_name="main.cpp",
        echo=_ECHO,
        null="int main() {}\n",
        build=(*compiler, "-o", "out/main", "{units}"),
        run=("./main",),
        version=("/usr/bin/g++", "-dumpfullversion"),
        packages=("g++",),
        env={"PATH": "/usr/bin:/bin"},
        call=calls.driver(compiler),
        shared=driver(compiler),
        frameworks=(
            suites.driver(compiler, "catch2"),
            suites.driver(compiler, "doctest"),
        ),
    )


LANGUAGES = (
    _row("cpp", "gnu++17", ("c++", "cpp17", "c++17", "cc", "cxx", "g++")),
    _row("cpp20", "gnu++20", ("c++20",)),
)
