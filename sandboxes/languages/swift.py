"""Swift, of Debian 13: in an image only."""

from dataclasses import replace

from sandboxes.language import BUILD_LIMITS, PLAIN_ENV, Language
from sandboxes.shared.swift import driver

_ECHO = """
import Foundation
FileHandle.standardOutput.write(FileHandle.standardInput.readDataToEndOfFile())
"""

LANGUAGES = (
    Language(
        name="swift",
        extensions=(".swift",),
        source_name="main.swift",
        echo=_ECHO,
        null="",
        build=("/usr/bin/swiftc", "-O", "-o", "out/main", "{units}"),
        run=("./main",),
        version=("/usr/bin/swiftc", "--version"),
        packages=("swiftlang",),
        suite="trixie",
        env=PLAIN_ENV,
        # Without -O, as `assert` is nothing then.
        shared=driver(("/usr/bin/swiftc", "-Onone")),
        build_limits=replace(BUILD_LIMITS, cpu_time_s=60, wall_time_s=180),
    ),
)
