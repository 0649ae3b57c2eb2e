"""Bash."""

from sandboxes.language import Language
from sandboxes.shared.bash import DRIVER

LANGUAGES = (
    Language(
        name="bash",
        aliases=("sh", "shell"),
        extensions=(".sh",),
        source_name="main.sh",
        echo="exec cat\n",
        build=("/bin/bash", "-n", "{source}"),
        is_check_only=True,
        run=("/bin/bash", "{source}"),
        version=("/bin/bash", "-c", "echo $BASH_VERSION"),
        packages=("bash", "coreutils"),
        env={"PATH": "/usr/bin:/bin", "HOME": "/tmp", "LANG": "C.UTF-8"},  # noqa: S108 - a path in the box
        shared=DRIVER,
    ),
)
