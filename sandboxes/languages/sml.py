"""Standard ML, by Poly/ML; the program is what stands at its top level."""

from sandboxes.language import PLAIN_ENV, Language

_ECHO = """
fun copy () =
  let val block = TextIO.inputN (TextIO.stdIn, 65536)
  in if block = "" then () else (print block; copy ()) end;
val () = copy ();
"""

LANGUAGES = (
    Language(
        name="sml",
        aliases=("standard_ml", "standardml", "polyml"),
        extensions=(".sml",),
        source_name="main.sml",
        echo=_ECHO,
        run=("/usr/bin/poly", "-q", "--error-exit", "--script", "{source}"),
        version=("/usr/bin/poly", "-v"),
        packages=("polyml", "libpolyml-dev"),
        env=PLAIN_ENV,
        cpu_time_factor=1.5,
        memory_floor_mib=64,
    ),
)
