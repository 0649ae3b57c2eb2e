"""Kotlin and Scala: one file, and a class of ours that calls the tests' main method."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sandboxes.language import Parts, SharedDriver
from sandboxes.shared.inside import encoded, inside

_FINISH = """
/usr/bin/javac -J-XX:+UseSerialGC -J-XX:TieredStopAtLevel=1 -proc:none \\
  -nowarn -d out -cp "out:$JARS" Verifier_*.java
"""
_BUILD = f'"$@" && {_FINISH.strip()}'


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """How a language of the Java machine is built and started.

    Attributes:
        java: Starts the virtual machine, without a class path.
        compiler: Starts the compiler, without sources.
        jars: Class path of the programs.
    """

    java: tuple[str, ...]
    compiler: tuple[str, ...]
    jars: str


def driver(
    platform: Platform,
    main_class: Callable[[str], str],
    taken: Sequence[str] = (),
) -> SharedDriver:
    """Return the driver.

    Args:
        platform: How the language is built and started.
        main_class: Names the class whose main method the test code is, of the whole.
        taken: Names of functions that tests judge by, and that no program may
            define: it does not compile then.
    """
    name = "|".join(map(re.escape, taken))
    defines = re.compile(rf"\b(?:def|val|var|object|import\b[^\n]*=>)\s*(?:{name})\b")

    def files(parts: Parts) -> Mapping[str, bytes]:
        before = parts.before
        if taken and (found := defines.search(before)):
            before = f'{before}\n#error "a program may not define {found[0]}"'
        whole = f"{before}\n{parts.code}"
        runner = inside("verifier_shared.java").replace("ENTRY", main_class(whole))
        runner = re.sub(r"\bVerifier_TAG\b", f"Verifier_{parts.tag}", runner)
        own = {path: data for path, data in parts.files.items() if path != parts.main}
        return {
            **own,
            **parts.test_files,
            parts.main: encoded(whole),
            f"Verifier_{parts.tag}.java": encoded(runner),
        }

    shell = ("/bin/sh", "-c")
    start = (*shell, _BUILD.replace("$JARS", platform.jars), "sh")
    return SharedDriver(
        files=files,
        build=(*start, *platform.compiler, "{units}"),
        quick=(*platform.compiler, "{units}"),
        finish=(*shell, _FINISH.replace("$JARS", platform.jars)),
        run=(
            *platform.java,
            "--add-opens=java.base/java.io=ALL-UNNAMED",
            "-cp",
            f"{platform.jars}:.",
            "Verifier_{tag}",
        ),
    )
