"""Programs that do next to nothing, and pass weak sets: none of them is run."""

import base64
from collections import Counter
from collections.abc import Sequence

from verifier.generation.answers import Answered
from verifier.generation.comparing import Comparer
from verifier.generation.inputs import Input
from verifier.generation.replies import value_reply
from verifier.values import Value


def trivial(
    cases: Sequence[Answered], comparer: Comparer, failed: Counter[str]
) -> dict[str, bool]:
    """Say which programs that do next to nothing pass some cases.

    Args:
        cases: The cases.
        comparer: What compares.
        failed: Counts how often the checker failed, and how: nothing passes so.

    Raises:
        BoxFailedError: There is no box for it.
    """
    if comparer.is_stdio:
        nothing: Value = {"$bytes": ""}
    else:
        nothing = None
    constant = cases[0].answer.value
    return {
        "null": _passes([nothing] * len(cases), cases, comparer, failed),
        "constant": _passes([constant] * len(cases), cases, comparer, failed),
        "echo": _passes(
            [_echo(case.input, comparer) for case in cases], cases, comparer, failed
        ),
    }


def _echo(one: Input, comparer: Comparer) -> Value:
    if comparer.is_stdio:
        return {"$bytes": base64.b64encode(one.data).decode()}
    arguments = one.arguments()
    return arguments[0] if arguments else None


def _passes(
    outputs: Sequence[Value],
    cases: Sequence[Answered],
    comparer: Comparer,
    failed: Counter[str],
) -> bool:
    return all(
        comparer.lets_pass(case.input, value_reply(output), case.answer, failed)
        for output, case in zip(outputs, cases, strict=True)
    )
