"""C++, by GCC and Clang; a row a standard."""

from sandboxes.language import Language
from sandboxes.shared.native import driver

_ECHO = r"""
#include <iostream>
int main() {
  if (std::cin.peek() != EOF) std::cout << std::cin.rdbuf();
}
"""
_TAGS = ("cpp", "c++", "cc", "cxx")


def _row(
    name: str, standard: str, aliases: tuple[str, ...], compiler: str = "g++"
) -> Language:
    command = (f"/usr/bin/{compiler}", f"-std={standard}", "-O2")
    is_gcc = compiler == "g++"
    return Language(
        name=name,
        aliases=aliases,
        tags=() if name == "cpp" else _TAGS,
        extensions=(".cpp", ".cc", ".cxx", ".c++"),
        source_name="main.cpp",
        echo=_ECHO,
        null="int main() {}\n",
        build=(*command, "-o", "out/main", "{units}"),
        run=("./main",),
        version=(
            f"/usr/bin/{compiler}",
            "-dumpfullversion" if is_gcc else "-dumpversion",
        ),
        packages=("g++",) if is_gcc else ("clang", "g++"),
        env={"PATH": "/usr/bin:/bin"},
        shared=driver(command),
        variant_of="" if name == "cpp" else "cpp",
    )


LANGUAGES = (
    _row("cpp", "gnu++17", ("c++", "cpp17", "c++17", "cc", "cxx", "g++")),
    _row("cpp11", "gnu++11", ("c++11",)),
    _row("cpp14", "gnu++14", ("c++14",)),
    _row("cpp20", "gnu++20", ("c++20",)),
    _row("cpp23", "gnu++2b", ("c++23", "c++2b")),
    _row("cpp_clang", "gnu++17", ("clang++",), "clang++"),
)
