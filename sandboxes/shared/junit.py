"""JUnit 4 and 5: test classes compiled with the program, and run by a class of ours."""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePosixPath

from sandboxes.language import Parts, SharedDriver
from sandboxes.shared.inside import encoded, inside

JARS = (
    "junit-jupiter-api",
    "junit-jupiter-engine",
    "junit-jupiter-params",
    "junit-platform-commons",
    "junit-platform-engine",
    "junit-platform-launcher",
    "junit-vintage-engine",
    "junit4",
    "hamcrest",
    "opentest4j",
    "apiguardian-api",
    "assertj-core",
    "byte-buddy",
)
_PATH = ":".join(f"/usr/share/java/{name}.jar" for name in JARS)
_NOT_HONORED = re.compile(
    r"(?:^|/)(?:junit-platform\.properties|META-INF/services/.*)$"
)


def driver(
    java: Sequence[str],
    javac: Sequence[str],
    type_names: Callable[[str], Sequence[str]],
    name_source: Callable[[str], str],
) -> SharedDriver:
    """Return the driver.

    Args:
        java: Starts the virtual machine, without a class.
        javac: Starts the compiler, without sources.
        type_names: Names the top-level types of a source, with their packages.
        name_source: Names the file of a source.
    """

    def files(parts: Parts) -> Mapping[str, bytes]:
        own = {
            path: data
            for path, data in parts.files.items()
            if not _NOT_HONORED.search(path)
        }
        # javac looks at the name of a file, and not at its folder
        main = parts.main
        tests = dict(parts.test_files)
        if parts.code.strip():
            tests[f"verifier_tests/{name_source(parts.code)}"] = encoded(parts.code)
        names = [
            name
            for path, data in tests.items()
            if PurePosixPath(path).suffix == ".java"
            for name in type_names(data.decode(errors="surrogateescape"))
        ]
        quoted = ", ".join(f'"{name}"' for name in names)
        runner = inside("verifier_junit.java").replace("CLASSES", quoted)
        runner = re.sub(r"\bVerifier_TAG\b", f"Verifier_{parts.tag}", runner)
        return {
            **own,
            main: encoded(parts.before),
            **tests,
            f"Verifier_{parts.tag}.java": encoded(runner),
        }

    return SharedDriver(
        files=files,
        build=(*javac, "-cp", _PATH, "{units}"),
        run=(
            *java,
            "-ea",
            "--add-opens=java.base/java.io=ALL-UNNAMED",
            "-cp",
            f"{_PATH}:.",
            "Verifier_{tag}",
        ),
        frameworks=("junit",),
    )
