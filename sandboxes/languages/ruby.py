"""Ruby, by CRuby."""

from sandboxes.calls import scripted
from sandboxes.language import PLAIN_ENV, Language
from sandboxes.shared.ruby import driver

_RUBY = ("/usr/bin/ruby",)

LANGUAGES = (
    Language(
        name="ruby",
        aliases=("rb",),
        extensions=(".rb",),
        source_name="main.rb",
        echo="IO.copy_stream($stdin, $stdout)\n",
        build=("/usr/bin/ruby", "-c", "{source}"),
        is_check_only=True,
        check_can_wait=True,
        run=("/usr/bin/ruby", "{source}"),
        version=("/usr/bin/ruby", "-e", "print RUBY_VERSION"),
        packages=("ruby",),
        libraries=("ruby-rspec", "ruby-minitest", "ruby-test-unit"),
        env={
            **PLAIN_ENV,
            # The stack of Ruby's own calls; the default of 1 MiB holds some 10,000.
            "RUBY_THREAD_VM_STACK_SIZE": str(128 * 1024 * 1024),
        },
        cpu_time_factor=1.5,
        memory_floor_mib=64,
        call=scripted.ruby(_RUBY),
        shared=driver(_RUBY),
    ),
)
