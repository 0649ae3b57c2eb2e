"""Languages that no package registry supplies: unavailable until a machine has them.

They can be had all the same: put what `run` names on the machine, or in an
image, and the self-test will find it.
"""

from sandboxes.language import PLAIN_ENV, Language
from sandboxes.limits import MIB, Limits

_LIMITS = Limits(memory_bytes=512 * MIB)

LANGUAGES = (
    Language(
        name="dart",
        extensions=(".dart",),
        source_name="main.dart",
        echo="import 'dart:io';\nvoid main() => stdin.pipe(stdout);\n",
        null="void main() {}\n",
        run=("/usr/bin/dart", "run", "{source}"),
        version=("/usr/bin/dart", "--version"),
        packages=(),
        wanting="no SDK in Debian, PyPI or npm; supply /usr/bin/dart",
        env=PLAIN_ENV,
        limits=_LIMITS,
    ),
    Language(
        name="julia",
        aliases=("jl",),
        extensions=(".jl",),
        source_name="main.jl",
        echo="write(stdout, read(stdin))\n",
        run=("/usr/bin/julia", "--startup-file=no", "{source}"),
        version=("/usr/bin/julia", "--version"),
        packages=(),
        wanting="not in Debian 12 or 13, and PyPI and npm have wrappers only; "
        "supply /usr/bin/julia",
        env=PLAIN_ENV,
        limits=_LIMITS,
    ),
    Language(
        name="powershell",
        aliases=("pwsh", "ps1"),
        extensions=(".ps1",),
        source_name="main.ps1",
        echo="$input | ForEach-Object { $_ }\n",
        run=("/usr/bin/pwsh", "-NoProfile", "-NonInteractive", "-File", "{source}"),
        version=("/usr/bin/pwsh", "--version"),
        packages=(),
        wanting="not in Debian or PyPI, and npm's package only downloads it from "
        "elsewhere; supply /usr/bin/pwsh",
        env=PLAIN_ENV,
        limits=_LIMITS,
    ),
    Language(
        name="lean",
        aliases=("lean4",),
        extensions=(".lean",),
        source_name="main.lean",
        echo="def main : IO Unit := do\n"
        "  let input ← (← IO.getStdin).readToEnd\n  IO.print input\n",
        null="def main : IO Unit := pure ()\n",
        run=("/usr/bin/lean", "--run", "{source}"),
        version=("/usr/bin/lean", "--version"),
        packages=(),
        wanting="Lean 4 is not in Debian 12, PyPI or npm; supply /usr/bin/lean",
        env=PLAIN_ENV,
        limits=_LIMITS,
    ),
)
