"""COBOL, by GnuCOBOL, in free or fixed form as the source has it."""

import re

from sandboxes.language import PLAIN_ENV, Language

_ECHO = """
       IDENTIFICATION DIVISION.
       PROGRAM-ID. ECHO-INPUT.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01 BYTE-READ PIC S9(9) COMP-5.
       01 DONE PIC S9(9) COMP-5.
       PROCEDURE DIVISION.
           PERFORM UNTIL EXIT
               CALL "getchar" RETURNING BYTE-READ
               IF BYTE-READ < 0
                   CALL "fflush" USING BY VALUE 0
                   STOP RUN
               END-IF
               CALL "putchar" USING BY VALUE BYTE-READ
                   RETURNING DONE
           END-PERFORM.
"""
_FIXED = re.compile(r"(?im)^.{6}[ *] {0,3}(?:identification|id) +division")


def form(source: str) -> str:
    """Tell the source's form by the column of its first division."""
    return "-fixed" if _FIXED.search(source) else "-free"


LANGUAGES = (
    Language(
        name="cobol",
        aliases=("cob", "cbl", "gnucobol"),
        extensions=(".cob", ".cbl"),
        source_name="main.cob",
        entry=form,
        echo=_ECHO,
        null="       IDENTIFICATION DIVISION.\n       PROGRAM-ID. NOTHING.\n"
        "       PROCEDURE DIVISION.\n           STOP RUN.\n",
        build=(
            "/usr/bin/cobc",
            "-x",
            "-O2",
            "{entry}",
            "-o",
            "out/main",
            "{source}",
        ),
        run=("./main",),
        version=("/usr/bin/cobc", "--version"),
        packages=("gnucobol3",),
        shows=("/etc/gnucobol",),
        env=PLAIN_ENV,
    ),
)
