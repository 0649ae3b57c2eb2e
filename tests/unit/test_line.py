"""What is believed of a process that runs tests beside a program."""

import json
import os
from collections.abc import Callable, Mapping

import pytest

from sandboxes import RunResult, Termination
from verifier.graders.line import Form, Told, hold_line

PASSED = json.dumps({"test": "a", "outcome": "passed"})
FAILED = json.dumps({"test": "b", "outcome": "failed", "message": "why"})

type Play = Callable[[int, int], None]


def lines(fd: int) -> list[str]:
    return os.read(fd, 1 << 16).decode().splitlines()


def write(fd: int, *texts: str) -> None:
    os.write(fd, "".join(f"{text}\n" for text in texts).encode())


def hold(play: Play, tests: bytes | None = None, form: Form = "document") -> Told:
    """Hold a line with a function that plays the process."""

    def run(links: Mapping[int, int]) -> RunResult:
        try:
            play(links[4], links[3])
        finally:
            for fd in links.values():
                os.close(fd)
        return RunResult(termination=Termination.EXITED, exit_code=0)

    return hold_line(run, tests, form)[1]


def test_an_end_with_its_secret_is_believed() -> None:
    def play(read: int, told: int) -> None:
        (secret,) = lines(read)
        write(told, PASSED, f'{secret} {{"done": 1}}')

    found = hold(play)

    assert found.is_done
    assert [test.outcome for test in found.outcomes] == ["passed"]


@pytest.mark.parametrize(
    "last",
    [
        '{"done": 1}',
        '0000 {"done": 1}',
        '{secret} {"done": 2}',
        '{secret} {"done": 0}',
        "{secret} nonsense",
        '{secret}{"done": 1}',
        '{secret} {"done": 1}\n{secret} {"done": 1}',
        '{secret} {"done": 1}\n' + PASSED + '\n{secret} {"done": 2}',
        "{secret} " + "[" * 100_000,
    ],
)
def test_no_other_end_is_believed(last: str) -> None:
    def play(read: int, told: int) -> None:
        (secret,) = lines(read)
        write(told, PASSED)
        os.write(told, last.replace("{secret}", secret).encode()[:60_000] + b"\n")

    assert not hold(play).is_done


def test_a_test_that_failed_is_believed_of_anybody() -> None:
    found = hold(lambda read, told: write(told, "noise", FAILED, "{", "[1]", '{"a":1}'))

    (test,) = found.outcomes
    assert (test.name, test.outcome, test.message) == ("b", "failed", "why")
    assert not found.is_done


def test_an_odd_outcome_is_no_pass() -> None:
    found = hold(lambda read, told: write(told, '{"test": "a", "outcome": ["passed"]}'))

    assert found.outcomes[0].outcome == "failed"


def test_tests_are_sent_to_who_knows_the_second_secret() -> None:
    def play(read: int, told: int) -> None:
        end, ask = lines(read)
        write(told, "loaded", f"{ask} loaded", f"{ask} loaded")
        assert lines(read) == ["the tests"]
        assert not os.read(read, 1)  # once
        write(told, PASSED, f'{end} {{"done": 1}}')

    assert hold(play, b"the tests\n").is_done


def test_nothing_is_sent_to_who_does_not() -> None:
    def play(read: int, told: int) -> None:
        end, _ = lines(read)
        os.set_blocking(read, False)
        write(told, "loaded", f"{end} loaded")
        with pytest.raises(BlockingIOError):
            os.read(read, 1)

    assert not hold(play, b"the tests\n").is_loaded


def test_a_text_is_followed_by_the_secret() -> None:
    def play(read: int, told: int) -> None:
        (ask,) = lines(read)
        write(told, f"{ask} loaded")
        sent = b""
        while part := os.read(read, 1 << 16):
            sent += part
        tests, _, end = sent.decode().partition("\0")
        assert tests == "the tests"
        write(told, PASSED, f'{end.strip()} {{"done": 1}}')

    assert hold(play, b"the tests\0", "text").is_done


def test_a_counted_text_says_how_long_it_is() -> None:
    def play(read: int, told: int) -> None:
        end, ask = lines(read)
        write(told, f"{ask} loaded")
        sent = b""
        while part := os.read(read, 1 << 16):
            sent += part
        assert sent == f"{ask} 9\nthe tests\0".encode()
        write(told, PASSED, f'{end} {{"done": 1}}')

    assert hold(play, b"the tests\0", "counted").is_done


def test_a_flood_is_read_and_not_believed() -> None:
    def play(read: int, told: int) -> None:
        (secret,) = lines(read)
        for _ in range(17 << 4):
            os.write(told, b"x" * (1 << 16))
        write(told, "", PASSED, f'{secret} {{"done": 1}}')

    assert not hold(play).is_done


def test_who_ends_before_reading_the_tests_breaks_nothing() -> None:
    def play(read: int, told: int) -> None:
        _, ask = lines(read)
        write(told, f"{ask} loaded")

    assert not hold(play, b"x" * (1 << 20) + b"\n").is_done
