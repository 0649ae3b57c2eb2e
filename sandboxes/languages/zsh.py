"""Z shell."""

from sandboxes.language import PLAIN_ENV, Language

LANGUAGES = (
    Language(
        name="zsh",
        extensions=(".zsh",),
        source_name="main.zsh",
        echo="exec cat\n",
        build=("/usr/bin/zsh", "-f", "-n", "{source}"),
        is_check_only=True,
        run=("/usr/bin/zsh", "-f", "{source}"),
        version=("/usr/bin/zsh", "--version"),
        packages=("zsh", "coreutils"),
        env=PLAIN_ENV,
        cpu_time_factor=1.5,
    ),
)
