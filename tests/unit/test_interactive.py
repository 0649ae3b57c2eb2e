"""Who is to blame when two programs talk: the table, without boxes."""

import contextlib
import os
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import pytest

from sandboxes import BoxFailedError, Command, Limits, RunResult, Termination
from sandboxes.backends.stub import StubSandbox
from tests.descriptors import open_descriptors
from verifier.checkers.conventions import opinion_of_kattis
from verifier.errors import AssistantFailedError
from verifier.graders.conversation import (
    Conversation,
    hold_conversation,
    witness_conversation,
)
from verifier.graders.interactive import decide, doubt_of
from verifier.judge import verify
from verifier.messages import VerificationRequest
from verifier.outcome import Attribution, Verdict

OPINION = partial(opinion_of_kattis, role="interactor", full_points=1.0)
CONTENT, REJECTS, BREAKS = 42, 43, 1


def exits(code: int, at: float = 0.0) -> RunResult:
    return RunResult(termination=Termination.EXITED, exit_code=code, ended_at_s=at)


def ends(termination: Termination, at: float = 0.0) -> RunResult:
    return RunResult(termination=termination, signal=13, ended_at_s=at)


def talk(candidate: RunResult, interactor: RunResult, **facts: Any) -> Conversation:
    return Conversation(candidate=candidate, interactor=interactor, **facts)


@pytest.mark.parametrize(
    ("candidate", "interactor", "verdict"),
    [
        (exits(0, 1), exits(CONTENT, 2), Verdict.ACCEPTED),
        (exits(0, 2), exits(CONTENT, 1), Verdict.ACCEPTED),
        (exits(0, 1), exits(REJECTS, 2), Verdict.WRONG_ANSWER),
        (exits(0, 2), exits(REJECTS, 1), Verdict.WRONG_ANSWER),
        (exits(9, 1), exits(CONTENT, 2), Verdict.RUNTIME_ERROR),
        (exits(9, 2), exits(CONTENT, 1), Verdict.RUNTIME_ERROR),
        (exits(9, 1), exits(REJECTS, 2), Verdict.RUNTIME_ERROR),
        (exits(9, 2), exits(REJECTS, 1), Verdict.WRONG_ANSWER),
        (exits(9, 1), exits(BREAKS, 2), Verdict.RUNTIME_ERROR),
        (exits(0, 1), exits(BREAKS, 2), Verdict.WRONG_ANSWER),
        (ends(Termination.SIGNALED, 2), exits(REJECTS, 1), Verdict.WRONG_ANSWER),
        (
            ends(Termination.CPU_TIME_LIMIT, 1),
            exits(REJECTS, 2),
            Verdict.TIME_LIMIT_EXCEEDED,
        ),
        (ends(Termination.CPU_TIME_LIMIT, 2), exits(REJECTS, 1), Verdict.WRONG_ANSWER),
        (
            ends(Termination.WALL_TIME_LIMIT, 2),
            exits(CONTENT, 1),
            Verdict.TIME_LIMIT_EXCEEDED,
        ),
        (
            ends(Termination.MEMORY_LIMIT, 1),
            exits(BREAKS, 2),
            Verdict.MEMORY_LIMIT_EXCEEDED,
        ),
        (
            ends(Termination.OUTPUT_LIMIT, 1),
            exits(BREAKS, 2),
            Verdict.OUTPUT_LIMIT_EXCEEDED,
        ),
        (
            ends(Termination.WALL_TIME_LIMIT, 1),
            ends(Termination.WALL_TIME_LIMIT, 2),
            Verdict.TIME_LIMIT_EXCEEDED,
        ),
    ],
)
def test_verdict_is_that_of_the_judges_of_contests(
    candidate: RunResult, interactor: RunResult, verdict: Verdict
) -> None:
    assert decide(talk(candidate, interactor), OPINION).verdict is verdict


@pytest.mark.parametrize(
    ("candidate", "interactor"),
    [
        (exits(0, 2), exits(BREAKS, 1)),
        (exits(9, 2), exits(BREAKS, 1)),
        (exits(0, 2), ends(Termination.SIGNALED, 1)),
        (exits(0, 2), ends(Termination.MEMORY_LIMIT, 1)),
        (ends(Termination.WALL_TIME_LIMIT, 1), ends(Termination.CPU_TIME_LIMIT, 2)),
    ],
)
def test_interactor_that_fails_by_itself_is_not_blamed_on_the_candidate(
    candidate: RunResult, interactor: RunResult
) -> None:
    with pytest.raises(AssistantFailedError):
        decide(talk(candidate, interactor), OPINION)


def test_interactor_that_was_drowned_is_the_candidates_doing() -> None:
    drowned = talk(exits(9, 2), exits(BREAKS, 1), is_flooded=True)

    assert decide(drowned, OPINION).verdict is Verdict.OUTPUT_LIMIT_EXCEEDED


@pytest.mark.parametrize(
    ("candidate", "interactor", "is_in_doubt"),
    [
        (exits(9, 1.000), exits(REJECTS, 1.001), True),
        (exits(9, 1.001), exits(REJECTS, 1.000), True),
        (exits(9, 1.000), exits(REJECTS, 1.200), False),
        (exits(0, 1.001), exits(REJECTS, 1.000), False),
        (exits(9, 1.001), exits(CONTENT, 1.000), False),
        (ends(Termination.CPU_TIME_LIMIT, 1.0), exits(REJECTS, 1.001), False),
        (exits(9, 1.000), exits(BREAKS, 1.050), True),
        (exits(9, 1.000), exits(BREAKS, 1.200), False),
        (exits(9, 2.000), exits(BREAKS, 1.000), True),
        (ends(Termination.WALL_TIME_LIMIT, 1.0), exits(BREAKS, 1.001), False),
        (
            ends(Termination.WALL_TIME_LIMIT, 1.0),
            ends(Termination.CPU_TIME_LIMIT, 9.0),
            True,
        ),
    ],
)
def test_witness_is_called_where_the_order_decides_and_is_not_certain(
    candidate: RunResult, interactor: RunResult, *, is_in_doubt: bool
) -> None:
    doubt = doubt_of(talk(candidate, interactor), OPINION)

    assert (doubt is not None) == is_in_doubt


class Player:
    """Plays one side of a conversation on real pipes."""

    def __init__(self, script: str, code: int = 0) -> None:
        self.script, self.code = script, code
        self.heard: list[bytes] = []

    def __call__(self, links: Mapping[int, int]) -> RunResult:
        """Play `<` read a line, `*` read to the end, others: say that letter."""
        try:
            for letter in self.script:
                if letter == "<":
                    self.heard.append(os.read(links[0], 1))
                elif letter == "*":
                    while part := os.read(links[0], 1 << 16):
                        self.heard.append(part)
                else:
                    with contextlib.suppress(BrokenPipeError):
                        os.write(links[1], letter.encode())
        finally:
            for fd in links.values():
                os.close(fd)
        return exits(self.code)


type Hold = Callable[..., Conversation]

both_ways = pytest.mark.parametrize(
    "hold",
    [hold_conversation, partial(witness_conversation, most=5000)],
    ids=["alone", "before a witness"],
)


@both_ways
def test_words_pass_both_ways(hold: Hold) -> None:
    candidate, interactor = Player("<b*"), Player("a<", CONTENT)

    conversation = hold(candidate, interactor, is_content=lambda _: True)

    assert candidate.heard == [b"a"]
    assert interactor.heard == [b"b"]
    assert conversation.interactor.exit_code == CONTENT


@both_ways
def test_unheard_words_do_no_harm(hold: Hold) -> None:
    words = "x" * 3000
    candidate, interactor = Player(words), Player(words, CONTENT)

    conversation = hold(candidate, interactor, is_content=lambda _: True)

    assert not conversation.is_flooded


def test_witness_counts_the_words() -> None:
    candidate, interactor = Player("x" * 5001), Player("*", BREAKS)

    conversation = witness_conversation(
        candidate, interactor, is_content=lambda _: False, most=5000
    )

    assert conversation.is_flooded


def breaks(links: Mapping[int, int]) -> RunResult:
    for fd in links.values():
        os.close(fd)
    msg = "broke"
    raise BoxFailedError(msg)


@both_ways
def test_conversation_leaves_no_descriptors_open(hold: Hold) -> None:
    before = open_descriptors()

    hold(Player("a<"), Player("<a"), is_content=lambda _: False)
    for candidate, interactor in ((breaks, Player("<a")), (Player("a<"), breaks)):
        with pytest.raises(BoxFailedError):
            hold(candidate, interactor, is_content=lambda _: False)

    assert open_descriptors() <= before


REQUEST = VerificationRequest.model_validate(
    {
        "submission": {"language": "python", "source": "print(1)"},
        "test_cases": [
            {
                "kind": "interactive",
                "convention": "kattis",
                "interactor": {"language": "bash", "source": "exit 42"},
            }
        ],
    }
)


def playing(interactor: RunResult | Exception) -> StubSandbox:
    def play(command: Command, limits: Limits) -> RunResult:
        if command.is_build or command.argv[0] != "/bin/bash":
            return exits(0, 1)
        if isinstance(interactor, Exception):
            raise interactor
        return interactor

    return StubSandbox(play=play)


def test_content_interactor_earns_the_reward() -> None:
    report = verify(REQUEST, playing(exits(CONTENT, 2)))

    assert report.verdict is Verdict.ACCEPTED
    assert report.reward == 1.0


def test_failed_interactor_costs_no_reward() -> None:
    report = verify(REQUEST, playing(exits(BREAKS, 0)))

    assert report.verdict is Verdict.INTERNAL_ERROR
    assert report.attribution is Attribution.TESTS
    assert report.reward is None
    assert not report.retryable


def test_broken_box_of_an_interactor_is_ours() -> None:
    report = verify(REQUEST, playing(BoxFailedError("broke", started=True)))

    assert report.verdict is Verdict.INTERNAL_ERROR
    assert report.attribution is Attribution.SERVICE
