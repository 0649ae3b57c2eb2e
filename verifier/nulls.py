"""Programs that do nothing, to see what test cases are worth."""

from collections.abc import Sequence

from sandboxes import Language
from verifier.graders import Case


def null_program(language: Language, cases: Sequence[Case]) -> str:
    """Write a program that does nothing under the names that the cases want.

    Returns:
        Functions and methods in it take anything and return nothing.
    """
    if language.call and language.call.stub:
        targets = [target for case in cases if (target := case.target())]
        return language.call.stub(targets[0]) if targets else language.null
    wanted = dict.fromkeys(names for case in cases if (names := case.names()))
    parts = [language.null]
    for name, method in wanted:
        template = language.null_class if method else language.null_function
        part = template.replace("{name}", name)
        parts.append(part.replace("{method}", method or ""))
    return "\n".join(filter(None, parts))
