"""D, by LDC; with the program's `unittest` blocks for D_ut."""

from sandboxes.language import PLAIN_ENV, Language
from sandboxes.shared.d import driver

_ECHO = """
import std.stdio;
void main() {
  foreach (block; stdin.byChunk(65536)) stdout.rawWrite(block);
}
"""


def _row(name: str, aliases: tuple[str, ...], options: tuple[str, ...]) -> Language:
    return Language(
        name=name,
        aliases=aliases,
        tags=() if name == "d" else ("d",),
        extensions=(".d",),
        source_name="main.d",
        echo=_ECHO,
        null="void main() {}\n",
        build=(
            "/usr/bin/ldc2",
            *options,
            "--od=/tmp",
            "--of=out/main",
            "{units}",
        ),
        run=("./main",),
        version=("/usr/bin/ldc2", "--version"),
        # The last two are for tests: they link a program statically.
        packages=("ldc", "gcc", "zlib1g-dev"),
        shows=("/etc/ldc2.conf",),
        env=PLAIN_ENV,
        variant_of="" if name == "d" else "d",
        shared=driver(("/usr/bin/ldc2",)) if name == "d" else None,
    )


LANGUAGES = (
    _row("d", ("dlang", "ldc"), ("-O2",)),
    _row("d_ut", ("D_ut", "d_unittest"), ("--unittest", "--main")),
)
