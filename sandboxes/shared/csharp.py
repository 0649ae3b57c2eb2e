"""C#: one file, and a class of ours that calls the main method of the tests."""

from collections.abc import Mapping, Sequence

from sandboxes.language import Parts, SharedDriver
from sandboxes.shared.inside import encoded, inside


def _files(parts: Parts) -> Mapping[str, bytes]:
    runner = inside("verifier_shared.cs").replace("TAG", parts.tag)
    own = {path: data for path, data in parts.files.items() if path != parts.main}
    return {
        **own,
        **parts.test_files,
        parts.main: encoded(f"{parts.before}\n{parts.code}"),
        f"Verifier_{parts.tag}.cs": encoded(runner),
    }


def driver(compiler: Sequence[str], runtime: Sequence[str]) -> SharedDriver:
    """Return the driver.

    Args:
        compiler: Starts the compiler, without sources or output.
        runtime: Starts the runtime, without a program.
    """
    return SharedDriver(
        files=_files,
        # Assertions are there in a program that is built for finding faults only.
        build=(
            *compiler,
            "-define:DEBUG;TRACE",
            "-main:Verifier_{tag}",
            "-r:System.Numerics.dll",
            "-out:out/tests.exe",
            "{units}",
        ),
        run=(*runtime, "tests.exe"),
    )
