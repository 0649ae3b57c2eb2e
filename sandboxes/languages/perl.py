"""Perl."""

from sandboxes.language import PLAIN_ENV, Language
from sandboxes.shared.perl import DRIVER

_ECHO = "binmode STDIN; binmode STDOUT; print while <STDIN>;\n"

LANGUAGES = (
    Language(
        name="perl",
        aliases=("pl", "perl5"),
        extensions=(".pl", ".pm"),
        source_name="main.pl",
        echo=_ECHO,
        null="1;\n",
        build=("/usr/bin/perl", "-c", "{source}"),
        is_check_only=True,
        check_can_wait=True,
        run=("/usr/bin/perl", "{source}"),
        version=("/usr/bin/perl", "-e", "printf '%vd', $^V"),
        packages=("perl",),
        shows=("/etc/perl",),
        env=PLAIN_ENV,
        cpu_time_factor=1.5,
        shared=DRIVER,
    ),
)
