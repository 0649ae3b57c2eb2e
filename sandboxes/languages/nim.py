"""Nim, through C."""

from sandboxes.language import PLAIN_ENV, Language

_ECHO = """
var part: array[65536, char]
while true:
  let n = stdin.readChars(part)
  if n == 0: break
  discard stdout.writeChars(part, 0, n)
"""

LANGUAGES = (
    Language(
        name="nim",
        aliases=("nimrod",),
        extensions=(".nim",),
        source_name="main.nim",
        echo=_ECHO,
        null="discard\n",
        build=(
            "/usr/bin/nim",
            "c",
            "-d:release",
            "--hints:off",
            "--warnings:off",
            "--nimcache:/tmp/nim",
            "-o:out/main",
            "{source}",
        ),
        run=("./main",),
        version=("/usr/bin/nim", "--version"),
        packages=("nim", "gcc", "libc6-dev"),
        shows=("/etc/nim",),
        env=PLAIN_ENV,
    ),
)
