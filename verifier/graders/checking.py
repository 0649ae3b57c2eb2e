"""Has an output checked: here, or by a program of the tests in its own box."""

import json

from verifier.assistants import Assistants
from verifier.checkers import Checker
from verifier.checkers.program import ProgramChecker
from verifier.errands import Opinion


def check(
    checker: Checker,
    assistants: Assistants,
    *,
    case_input: bytes,
    output: bytes,
    answer: bytes,
) -> Opinion:
    """Ask a checker about an output.

    Raises:
        AssistantFailedError: The checker is a program, and it failed.
        BoxFailedError: There is no box for it.
    """
    if not isinstance(checker, ProgramChecker):
        return Opinion(complaint=checker.complaint(output, answer))
    errand = checker.errand(case_input, output, answer)
    return checker.opinion(assistants.run(checker.assistant, errand))


def check_value(
    checker: Checker,
    assistants: Assistants,
    *,
    case_input: bytes,
    output: object,
    answer: object,
) -> Opinion:
    """Ask a checker about a returned value; a program gets the typed JSON of it.

    Raises:
        AssistantFailedError: The checker is a program, and it failed.
        BoxFailedError: There is no box for it.
    """
    if not isinstance(checker, ProgramChecker):
        return Opinion(complaint=checker.value_complaint(output, answer))
    return check(
        checker,
        assistants,
        case_input=case_input,
        output=json.dumps(output).encode(),
        answer=json.dumps(answer).encode(),
    )
