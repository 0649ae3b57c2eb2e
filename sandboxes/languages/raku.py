"""Raku, by Rakudo."""

from sandboxes.language import PLAIN_ENV, Language
from sandboxes.limits import MIB, Limits

LANGUAGES = (
    Language(
        name="raku",
        aliases=("perl6", "rakudo"),
        extensions=(".raku", ".p6"),
        source_name="main.raku",
        echo="while $*IN.read(65536) -> $block { last unless $block.elems; "
        "$*OUT.write($block) }\n",
        build=("/usr/bin/raku", "-c", "{source}"),
        is_check_only=True,
        check_can_wait=True,
        run=("/usr/bin/raku", "{source}"),
        version=("/usr/bin/raku", "-e", "print $*RAKU.compiler.version"),
        packages=("rakudo",),
        env=PLAIN_ENV,
        limits=Limits(memory_bytes=512 * MIB),
        cpu_time_factor=4.0,
        memory_floor_mib=256,
    ),
)
