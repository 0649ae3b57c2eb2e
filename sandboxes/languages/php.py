"""PHP, by Debian's command line interpreter."""

from sandboxes.calls import scripted
from sandboxes.language import Language
from sandboxes.limits import MIB, Limits

_PHP = ("/usr/bin/php", "-d", "display_errors=stderr", "-d", "memory_limit=-1")

LANGUAGES = (
    Language(
        name="php",
        extensions=(".php",),
        source_name="main.php",
        echo="<?php\nstream_copy_to_stream(STDIN, STDOUT);\n",
        build=(*_PHP, "-l", "{source}"),
        is_check_only=True,
        check_can_wait=True,
        run=(*_PHP, "{source}"),
        version=("/usr/bin/php", "--version"),
        packages=("php-cli",),
        env={"PATH": "/usr/bin:/bin", "HOME": "/tmp", "LANG": "C.UTF-8"},  # noqa: S108 - a path in the box
        limits=Limits(memory_bytes=256 * MIB),
        call=scripted.php(_PHP),
    ),
)
