"""Ada 2012, by GNAT."""

import re

from sandboxes.language import PLAIN_ENV, Language

_ECHO = """
with Ada.Streams; use Ada.Streams;
with Ada.Text_IO.Text_Streams; use Ada.Text_IO.Text_Streams;
with Ada.Text_IO;
procedure Echo is
   Input  : constant Stream_Access := Stream (Ada.Text_IO.Standard_Input);
   Output : constant Stream_Access := Stream (Ada.Text_IO.Standard_Output);
   Block  : Stream_Element_Array (1 .. 4096);
   Last   : Stream_Element_Offset;
begin
   loop
      Read (Input.all, Block, Last);
      exit when Last < Block'First;
      Write (Output.all, Block (1 .. Last));
   end loop;
end Echo;
"""
_COMMENT = re.compile(r"--[^\n]*")
_PROCEDURE = re.compile(r"(?im)^[ \t]*procedure\s+(\w+)\s+is\b")


def main_unit(source: str) -> str:
    """Find the procedure to start: the last at the left margin, else the first."""
    code = _COMMENT.sub("", source)
    found = list(_PROCEDURE.finditer(code))
    outer = [it[1] for it in found if not it[0].lstrip("\n")[0].isspace()]
    names = outer[-1:] or [it[1] for it in found[:1]]
    return names[0].lower() if names else "main"


# gnatmake wants a unit a file, each of its name: gnatchop cuts it so.
_BUILD = (
    'mkdir /tmp/u && gnatchop -q -w "$1" /tmp/u && cd /tmp/u && '
    'gnatmake -q -O2 -gnat2012 -o "$OLDPWD/out/main" "$2"'
)
LANGUAGES = (
    Language(
        name="ada",
        aliases=("adb", "gnat", "ada95", "ada2012"),
        extensions=(".adb", ".ads"),
        source_name="main.ada",
        entry=main_unit,
        echo=_ECHO,
        null="procedure Nothing is\nbegin\n   null;\nend Nothing;\n",
        build=(
            "/bin/sh",
            "-c",
            _BUILD,
            "sh",
            "{source}",
            "{entry}",
        ),
        run=("./main",),
        version=("/usr/bin/gnatmake", "--version"),
        packages=("gnat",),
        env=PLAIN_ENV,
    ),
)
