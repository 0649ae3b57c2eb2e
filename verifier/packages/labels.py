"""What the label of a submission says of its verdict."""

from collections.abc import Mapping

from verifier.outcome import Verdict

_FAILED = frozenset(Verdict) - {
    Verdict.ACCEPTED,
    Verdict.SKIPPED,
    Verdict.INTERNAL_ERROR,
}
_SLOW = frozenset({Verdict.ACCEPTED, Verdict.TIME_LIMIT_EXCEEDED})
# The format knows no memory limit verdict: it is a run-time error.
_LABELS: Mapping[str, frozenset[Verdict]] = {
    "accepted": frozenset({Verdict.ACCEPTED}),
    "accepted_slow": _SLOW,
    "slow_accepted": _SLOW,
    "wrong_answer": frozenset({Verdict.WRONG_ANSWER}),
    "partially_accepted": _FAILED,
    "rejected": _FAILED,
    "time_limit_exceeded": frozenset({Verdict.TIME_LIMIT_EXCEEDED}),
    "memory_limit_exceeded": frozenset({Verdict.MEMORY_LIMIT_EXCEEDED}),
    "run_time_error": frozenset({Verdict.RUNTIME_ERROR, Verdict.MEMORY_LIMIT_EXCEEDED}),
}


def allowed_by(label: str) -> frozenset[Verdict]:
    """Return the verdicts that say what a label says.

    Raises:
        KeyError: The label is unknown.
    """
    return _LABELS[label]
