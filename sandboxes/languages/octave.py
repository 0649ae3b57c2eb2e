"""Octave, for programs in MATLAB's language."""

from sandboxes.language import PLAIN_ENV, Language
from sandboxes.limits import MIB, Limits

_ECHO = """
1;
while true
  block = fread(stdin, 65536, "uint8=>uint8");
  if isempty(block) break; end
  fwrite(stdout, block);
end
"""

LANGUAGES = (
    Language(
        name="octave",
        aliases=("matlab",),
        extensions=(".m",),
        source_name="main.m",
        echo=_ECHO,
        null="1;\n",
        run=(
            "/usr/bin/octave-cli",
            "--norc",
            "--no-history",
            "--quiet",
            "{source}",
        ),
        version=("/usr/bin/octave-cli", "--version"),
        packages=("octave",),
        shows=("/etc/fonts",),
        env={**PLAIN_ENV, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
        limits=Limits(memory_bytes=512 * MIB),
        cpu_time_factor=3.0,
        memory_floor_mib=256,
    ),
)
