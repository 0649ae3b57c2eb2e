"""Forth, by Gforth."""

from sandboxes.language import PLAIN_ENV, Language

_ECHO = """
create block 65536 allot
: copy begin block 65536 stdin read-file throw dup while
  block swap type repeat drop ;
copy bye
"""

LANGUAGES = (
    Language(
        name="forth",
        aliases=("gforth", "fth"),
        extensions=(".fth", ".fs", ".4th"),
        source_name="main.fth",
        echo=_ECHO,
        null="bye\n",
        # Its stacks are of a fixed size, which is small by default.
        run=("/usr/bin/gforth", "-r", "16M", "-d", "16M", "{source}", "-e", "bye"),
        version=("/usr/bin/gforth", "--version"),
        packages=("gforth",),
        env=PLAIN_ENV,
    ),
)
