"""Ruby, by Debian's interpreter."""

from sandboxes.calls import scripted
from sandboxes.language import Language
from sandboxes.limits import MIB, Limits

_RUBY = ("/usr/bin/ruby",)

LANGUAGES = (
    Language(
        name="ruby",
        aliases=("rb",),
        extensions=(".rb",),
        source_name="main.rb",
        echo="$stdin.binmode\n$stdout.binmode\nIO.copy_stream($stdin, $stdout)\n",
        build=(*_RUBY, "-wc", "{source}"),
        is_check_only=True,
        check_can_wait=True,
        run=(*_RUBY, "{source}"),
        version=(*_RUBY, "--version"),
        packages=("ruby",),
        env={"PATH": "/usr/bin:/bin", "HOME": "/tmp", "LANG": "C.UTF-8"},  # noqa: S108 - a path in the box
        limits=Limits(memory_bytes=256 * MIB),
        call=scripted.ruby(_RUBY),
    ),
)
