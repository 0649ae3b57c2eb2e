"""Languages whose tests are sent as text to a process that has loaded the program."""

from collections.abc import Mapping, Sequence
from typing import Literal

from sandboxes.language import Parts, SharedDriver
from sandboxes.shared.inside import encoded, inside


def driver(
    ending: str, run: Sequence[str], late_form: Literal["text", "counted"]
) -> SharedDriver:
    """Return the driver of a language.

    Args:
        ending: That of its files: the runner is `verifier_shared.<ending>`.
        run: What starts the runner.
        late_form: See `SharedDriver`.
    """
    runner, tests = f"verifier_shared.{ending}", f"verifier_tests.{ending}"

    def files(parts: Parts) -> Mapping[str, bytes]:
        return {
            **parts.files,
            parts.main: encoded(parts.before),
            tests: encoded(parts.code),
        }

    return SharedDriver(
        files=files,
        run=tuple(run),
        runner={runner: encoded(inside(runner))},
        late=tests,
        late_form=late_form,
    )
