"""C++, by GCC and Clang; a row a standard."""

import re
from functools import cache
from pathlib import Path

from sandboxes.calls import cpp as calls
from sandboxes.language import Ahead, Language
from sandboxes.shared import suites
from sandboxes.shared.native import driver

_ECHO = r"""
#include <iostream>
int main() {
  if (std::cin.peek() != EOF) std::cout << std::cin.rdbuf();
}
"""
_TAGS = ("cpp", "c++", "cc", "cxx")
_BEFORE_DRIVER = frozenset({"gnu++11", "gnu++14"})
"""Standards older than that in which the call driver, which takes in the program, is
written; programs of theirs are C++17, too, but for what it has removed."""

_ALL_HEADERS = re.compile(
    r"(?:\s|//[^\n]*\n|/\*.*?\*/)*#[ \t]*include[ \t]*<bits/stdc\+\+\.h>", re.DOTALL
)
_WORD = re.compile(r"[A-Za-z_]\w*")

# What most programs use of <bits/stdc++.h>: of a precompiled header the compiler
# instantiates pending templates again for each program, and those of the rest
# (regex, locale, filesystem, future ...) cost more than most programs.
_USUAL_HEADERS = """
cassert cctype cerrno cfloat ciso646 climits cmath csetjmp csignal cstdarg cstddef
cstdio cstdlib cstring ctime cwchar cwctype cinttypes cstdint algorithm bitset deque
exception fstream functional iomanip ios iosfwd iostream istream iterator limits list
map memory new numeric ostream queue set sstream stack stdexcept streambuf string
typeinfo utility vector array chrono forward_list initializer_list optional random
ratio tuple typeindex type_traits unordered_map unordered_set string_view
"""

# Half of what a short program takes is the dynamic linking of libstdc++. To link it
# statically costs 8 ms by mold, and 20 to 25 by the others. Not libgcc: that unwinds
# the stack of a thread that ends early, and a program may have but one of it.
_LINK = """
if command -v ld.mold > /dev/null; then
  echo -fuse-ld=mold >> out/options
  echo -static-libstdc++ >> out/options
  echo -Wl,--no-fork,--thread-count=1,--gc-sections,--strip-all >> out/options
elif command -v ld.gold > /dev/null; then
  echo -fuse-ld=gold >> out/options
fi
"""

# Which names does <bits/stdc++.h> declare that `usual.h` does not? Each word of the
# former is tried in both: as a name in std, as a namespace there, as a global name.
_PRECOMPILE = r"""
set -e
mkdir out/bits
{compiler} -x c++-header {header} -o out/bits/stdc++.h.gch
list() {{ LC_ALL=C sort -u; }}
macros() {{
  {compiler} -E -dM -x c++-header $1 | cut -d" " -f2 | cut -d"(" -f1 | list
}}
declared() {{
  {compiler} -fsyntax-only -fmax-errors=0 -include $1 tried.cc 2>&1 |
    grep -oE "^tried.cc:[0-9]+:[0-9]+: error" | cut -d: -f2 | list > refused || true
  seq $(wc -l < tried.cc) | list | LC_ALL=C comm -23 - refused
}}
if [ {header} = all.h ]; then
  touch out/names
else
  macros all.h > all.macros
  {compiler} -E -P -x c++-header all.h | grep -oE "\b[A-Za-z][A-Za-z0-9_]*" | list |
    LC_ALL=C comm -23 - all.macros > words
  sed -e "s/.*/namespace a_& {{ using std::&; }}\nnamespace b_& = std::&;\n&/" \
    -e "s/[^\n]*$/namespace c_& {{ using ::&; }}/" words > tried.cc
  declared all.h > all; declared {header} > own
  LC_ALL=C comm -23 all own | sort -n |
    awk "NR == FNR {{ w[NR] = \$1; next }} {{ print w[int((\$1 + 2) / 3)] }}" \
      words - > out/names
  macros {header} | LC_ALL=C comm -23 all.macros - >> out/names
fi
echo "-I{{folder}}" > out/options
""" + _LINK.replace("{", "{{").replace("}", "}}")


def _begins_with_all_headers(text: str) -> bool:
    return _ALL_HEADERS.match(text) is not None


@cache
def _names(made: Path) -> frozenset[str]:
    return frozenset((made / "names").read_text().split())


def _names_nothing_left_out(text: str, made: Path) -> bool:
    """Whether no word of the program is a name of the headers that are left out.

    Then it cannot tell that they are: neither use them nor collide with them.
    """
    return _names(made).isdisjoint(_WORD.findall(text))


def _precompiled(compiler: tuple[str, ...], header: str, *, worth: int) -> Ahead:
    usual = "".join(f"#include <{name}>\n" for name in _USUAL_HEADERS.split())
    script = _PRECOMPILE.format(compiler=" ".join(compiler), header=header)
    return Ahead(
        files={"all.h": b"#include <bits/stdc++.h>\n", "usual.h": usual.encode()},
        compiler=compiler[0],
        build=("/bin/sh", "-c", script),
        wanted=_begins_with_all_headers,
        worth=worth,
        fits=_names_nothing_left_out,
    )


def _ahead(command: tuple[str, ...]) -> tuple[Ahead, ...]:
    return (
        _precompiled(command, "usual.h", worth=10),
        _precompiled(command, "all.h", worth=2),
        Ahead(
            compiler=command[0],
            build=("/bin/sh", "-c", f"touch out/options\n{_LINK}"),
            wanted=lambda _: True,
        ),
    )


def _row(
    name: str, standard: str, aliases: tuple[str, ...], compiler: str = "g++"
) -> Language:
    command = (f"/usr/bin/{compiler}", f"-std={standard}", "-O2")
    calling = "gnu++17" if standard in _BEFORE_DRIVER else standard
    is_gcc = compiler == "g++"
    return Language(
        name=name,
        aliases=aliases,
        tags=() if name == "cpp" else _TAGS,
        extensions=(".cpp", ".cc", ".cxx", ".c++"),
        source_name="main.cpp",
        echo=_ECHO,
        null="int main() {}\n",
        build=(*command, *(["{ahead}"] if is_gcc else []), "-o", "out/main", "{units}"),
        ahead=_ahead(command) if is_gcc else (),
        run=("./main",),
        version=(
            f"/usr/bin/{compiler}",
            "-dumpfullversion" if is_gcc else "-dumpversion",
        ),
        packages=("g++",) if is_gcc else ("clang", "g++"),
        env={"PATH": "/usr/bin:/bin"},
        call=calls.driver((command[0], f"-std={calling}", *command[2:])),
        shared=driver(command),
        frameworks=(
            suites.driver(command, "catch2"),
            suites.driver(command, "doctest"),
        ),
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
