"""Crystal."""

from dataclasses import replace

from sandboxes.language import BUILD_LIMITS, PLAIN_ENV, Language

LANGUAGES = (
    Language(
        name="crystal",
        aliases=("cr",),
        extensions=(".cr",),
        source_name="main.cr",
        echo="IO.copy(STDIN, STDOUT)\n",
        build=("/usr/bin/crystal", "build", "--no-color", "-o", "out/main", "{source}"),
        run=("./main",),
        version=("/usr/bin/crystal", "--version"),
        packages=("crystal",),
        env={**PLAIN_ENV, "CRYSTAL_CACHE_DIR": "/tmp/crystal"},  # noqa: S108 - a path in the box
        build_limits=replace(BUILD_LIMITS, cpu_time_s=60, wall_time_s=120),
    ),
)
