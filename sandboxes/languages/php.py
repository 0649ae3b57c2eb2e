"""PHP, by its command line interpreter."""

from sandboxes.calls import scripted
from sandboxes.language import PLAIN_ENV, Language
from sandboxes.shared.php import driver

# The box bounds memory; the interpreter's own bound knows nothing of it.
_PHP = ("/usr/bin/php", "-d", "display_errors=stderr", "-d", "memory_limit=-1")

LANGUAGES = (
    Language(
        name="php",
        aliases=("php8",),
        extensions=(".php",),
        source_name="main.php",
        echo="<?php stream_copy_to_stream(STDIN, STDOUT);\n",
        null="<?php\n",
        build=(*_PHP, "-l", "{source}"),
        is_check_only=True,
        check_can_wait=True,
        run=(*_PHP, "{source}"),
        version=("/usr/bin/php", "-r", "echo PHP_VERSION;"),
        packages=("php-cli", "php-mbstring"),
        libraries=("phpunit",),
        shows=("/etc/php", "/var/lib/php/modules"),
        env=PLAIN_ENV,
        cpu_time_factor=1.5,
        memory_floor_mib=64,
        call=scripted.php(_PHP),
        shared=driver(_PHP),
    ),
)
