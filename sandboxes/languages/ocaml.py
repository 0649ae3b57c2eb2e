"""OCaml, compiled to native code, with the libraries Str and Unix."""

from sandboxes.language import PLAIN_ENV, Language

_ECHO = """
let () =
  set_binary_mode_in stdin true;
  set_binary_mode_out stdout true;
  let block = Bytes.create 65536 in
  let rec copy () =
    let n = input stdin block 0 65536 in
    if n > 0 then (output stdout block 0 n; copy ())
  in
  copy ()
"""

LANGUAGES = (
    Language(
        name="ocaml",
        aliases=("ml",),
        extensions=(".ml",),
        source_name="main.ml",
        echo=_ECHO,
        null="let () = ()\n",
        build=(
            "/usr/bin/ocamlopt",
            "-w",
            "-a",
            "str.cmxa",
            "unix.cmxa",
            "-o",
            "out/main",
            "{source}",
        ),
        run=("./main",),
        version=("/usr/bin/ocamlopt", "-version"),
        packages=("ocaml-nox",),
        env=PLAIN_ENV,
    ),
)
