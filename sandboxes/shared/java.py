"""Java: one file, and a class of ours that calls the main method of the tests."""

import re
from collections.abc import Callable, Mapping, Sequence

from sandboxes.language import Parts, SharedDriver
from sandboxes.shared.inside import encoded, inside


def driver(
    java: Sequence[str],
    javac: Sequence[str],
    main_class: Callable[[str, str], str],
    name_source: Callable[[str], str],
) -> SharedDriver:
    """Return the driver.

    Args:
        java: Starts the virtual machine, without a class.
        javac: Starts the compiler, without sources.
        main_class: Names the class whose main method the test code is: of what
            stands before it, and of it.
        name_source: Names the file of a source.
    """

    def files(parts: Parts) -> Mapping[str, bytes]:
        entry = main_class(parts.before, parts.code)
        runner = inside("verifier_shared.java").replace("ENTRY", entry)
        runner = re.sub(r"\bVerifier_TAG\b", f"Verifier_{parts.tag}", runner)
        whole = f"{parts.before}\n{parts.code}"
        own = {path: data for path, data in parts.files.items() if path != parts.main}
        return {
            **own,
            **parts.test_files,
            name_source(whole): encoded(whole),
            f"Verifier_{parts.tag}.java": encoded(runner),
        }

    return SharedDriver(
        files=files,
        build=(*javac, "{units}"),
        run=(
            *java,
            "-ea",
            "--add-opens=java.base/java.io=ALL-UNNAMED",
            "-cp",
            ".",
            "Verifier_{tag}",
        ),
    )
