"""What is started ahead: what was wanted twice, the most frequent first."""

from dataclasses import replace

import pytest

from sandboxes import Command, Limits, Standby
from sandboxes.standby import Habits


def wanted(key: str) -> Standby:
    command = Command(argv=("/bin/true",), opening=b"", reply=True)
    return Standby(key=key, files={}, command=command, limits=Limits())


def likely(keys: str, most: int = 4) -> str:
    habits = Habits()
    for key in keys:
        habits.note(wanted(key))
    return "".join(standby.key for standby in habits.likely(most))


def test_what_was_wanted_once_is_not_started_ahead() -> None:
    assert likely("abc") == ""


def test_most_frequent_comes_first() -> None:
    assert likely("abbab") == "ba"


def test_of_equals_the_first_comes_first() -> None:
    assert likely("abcabc") == "abc"


def test_no_more_than_was_asked_for() -> None:
    assert likely("abcabc", most=2) == "ab"


def test_what_was_long_ago_is_forgotten() -> None:
    others = "".join(chr(1000 + number) for number in range(15))

    assert likely("aa" + others) == ""


def test_command_must_be_able_to_say_that_it_is_ready() -> None:
    ready = wanted("a")

    for lacking in (
        replace(ready.command, opening=None),
        replace(ready.command, reply=False),
    ):
        with pytest.raises(ValueError, match="opening and a reply"):
            replace(ready, command=lacking)


def test_what_is_wanted_now_soon_displaces_what_was_wanted_before() -> None:
    assert likely("a" * 12 + "b" * 12 + "c" * 5, most=2) == "bc"
