"""Prolog, by SWI-Prolog."""

import re

from sandboxes.language import PLAIN_ENV, Language

_ECHO = """
:- initialization(main).
main :-
    set_stream(user_input, encoding(octet)),
    set_stream(user_output, encoding(octet)),
    copy_stream_data(user_input, user_output).
"""
_INITIALIZED = re.compile(r"^\s*:-\s*initialization\b", re.MULTILINE)
_MAIN = re.compile(r"^main\s*(?::-|\.|-->)", re.MULTILINE)


def goal(source: str) -> str:
    """Return the goal to prove: `main`, unless the program starts by itself."""
    if _INITIALIZED.search(source) or not _MAIN.search(source):
        return "true"
    return "main"


LANGUAGES = (
    Language(
        name="prolog",
        aliases=("swipl", "swi-prolog", "swi_prolog"),
        extensions=(".pl", ".pro"),
        source_name="main.pl",
        entry=goal,
        echo=_ECHO,
        null=":- true.\n",
        run=(
            "/usr/bin/swipl",
            "--quiet",
            "--on-error=status",
            "--stack-limit={heap_mib}m",
            "-g",
            "{entry}",
            "-t",
            "halt",
            "{source}",
        ),
        version=("/usr/bin/swipl", "--version"),
        packages=("swi-prolog-nox",),
        shows=("/etc/swi-prolog",),
        env=PLAIN_ENV,
        cpu_time_factor=2.0,
        memory_floor_mib=64,
    ),
)
