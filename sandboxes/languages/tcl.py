"""Tcl."""

from sandboxes.language import PLAIN_ENV, Language

_ECHO = """
fconfigure stdin -translation binary
fconfigure stdout -translation binary
fcopy stdin stdout
"""

LANGUAGES = (
    Language(
        name="tcl",
        aliases=("tclsh",),
        extensions=(".tcl",),
        source_name="main.tcl",
        echo=_ECHO,
        run=("/usr/bin/tclsh", "{source}"),
        version=("/bin/sh", "-c", "echo 'puts [info patchlevel]' | tclsh"),
        packages=("tcl",),
        libraries=("tcllib",),
        env=PLAIN_ENV,
        cpu_time_factor=2.0,
    ),
)
