"""AWK, by GNU awk."""

from sandboxes.language import PLAIN_ENV, Language

_ECHO = r"""
BEGIN { RS = "\n"; ORS = "" }
{ print $0 RT }
"""

LANGUAGES = (
    Language(
        name="awk",
        aliases=("gawk",),
        extensions=(".awk",),
        source_name="main.awk",
        echo=_ECHO,
        null="BEGIN { }\n",
        # It prints the program in another layout, which shows that it can read it.
        build=("/usr/bin/gawk", "-o/dev/null", "-f", "{source}"),
        is_check_only=True,
        check_can_wait=True,
        run=("/usr/bin/gawk", "-f", "{source}"),
        version=("/usr/bin/gawk", "--version"),
        packages=("gawk",),
        env=PLAIN_ENV,
        cpu_time_factor=1.5,
    ),
)
