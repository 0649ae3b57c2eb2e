"""Vala, through C, with GLib and Gee."""

from sandboxes.language import PLAIN_ENV, Language

_ECHO = """
int main() {
  uint8 block[65536];
  size_t n;
  while ((n = stdin.read(block)) > 0) stdout.write(block[0:n]);
  return 0;
}
"""

LANGUAGES = (
    Language(
        name="vala",
        extensions=(".vala",),
        source_name="main.vala",
        echo=_ECHO,
        null="void main() {}\n",
        build=(
            "/usr/bin/valac",
            "--pkg=gee-0.8",
            "-X",
            "-O2",
            "-X",
            "-w",
            "-o",
            "out/main",
            "{units}",
        ),
        run=("./main",),
        version=("/usr/bin/valac", "--version"),
        packages=("valac", "libgee-0.8-dev"),
        env=PLAIN_ENV,
    ),
)
