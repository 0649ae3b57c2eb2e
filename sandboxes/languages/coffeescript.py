"""CoffeeScript, compiled to JavaScript and run by Node."""

from sandboxes.language import PLAIN_ENV, Language
from sandboxes.limits import MIB, Limits

LANGUAGES = (
    Language(
        name="coffeescript",
        aliases=("coffee", "coffee-script"),
        extensions=(".coffee",),
        source_name="main.coffee",
        echo="process.stdin.pipe process.stdout\n",
        null="null\n",
        build=("/usr/bin/coffee", "--compile", "--output", "out", "{units}"),
        run=(
            "/usr/bin/node",
            "--max-old-space-size={heap_mib}",
            "--stack-size=3900",
            "main.js",
        ),
        version=("/usr/bin/coffee", "--version"),
        packages=("coffeescript", "nodejs"),
        env={**PLAIN_ENV, "NODE_PATH": "/usr/share/nodejs:/usr/lib/nodejs"},
        limits=Limits(memory_bytes=512 * MIB),
        runtime_mib=96,
        memory_floor_mib=128,
    ),
)
