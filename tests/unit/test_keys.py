"""API keys: what opens, what does not, and what is on the disk."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from verifier.cli import app
from verifier.keys import KeyRing
from verifier.logs import without_secrets


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "keys.json"


def test_key_opens_and_others_do_not(path: Path) -> None:
    token = KeyRing(path).create("alice", weight=2, most_waiting=5, rate_per_s=0.5)
    ring = KeyRing(path)

    found = ring.find(token)

    assert found is not None
    assert (found.name, found.weight) == ("alice", 2)
    assert (found.most_waiting, found.rate_per_s) == (5, 0.5)
    assert ring.find(token[:-1] + ("A" if token[-1] != "A" else "B")) is None
    assert ring.find("") is None
    assert ring.find(f"{token} ") is None


def test_file_holds_no_key_and_is_nobody_elses(path: Path) -> None:
    token = KeyRing(path).create("alice")

    assert token.split("_", 2)[2] not in path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600


def test_revoked_key_is_refused_by_a_service_that_runs(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = KeyRing(path).create("alice")
    service = KeyRing(path)
    assert service.find(token)

    assert KeyRing(path).revoke("alice") == 1
    monkeypatch.setattr(service, "_looked_at", -10.0)

    assert service.find(token) is None
    assert KeyRing(path).revoke("alice") == 0


def test_expired_key_is_refused(path: Path) -> None:
    token = KeyRing(path).create("alice", expires_at=1.0)

    assert KeyRing(path).find(token) is None


def test_name_is_given_once(path: Path) -> None:
    ring = KeyRing(path)
    ring.create("alice")

    with pytest.raises(ValueError, match="revoke it first"):
        ring.create("alice")
    ring.revoke("alice")
    assert ring.create("alice")


def test_damaged_file_opens_nothing(path: Path) -> None:
    token = KeyRing(path).create("alice")
    path.write_text("{")

    with pytest.raises(ValueError, match="JSON"):
        KeyRing(path).find(token)


@pytest.fixture
def run(path: Path) -> CliRunner:
    return CliRunner(env={"VERIFIER_KEYS_FILE": str(path)})


def test_commands_make_list_and_revoke(run: CliRunner, path: Path) -> None:
    made = run.invoke(app, ["keys", "create", "alice", "--rate-per-s", "3"])
    listed = run.invoke(app, ["keys", "list"])
    revoked = run.invoke(app, ["keys", "revoke", "alice"])
    again = run.invoke(app, ["keys", "list"])

    assert made.exit_code == listed.exit_code == revoked.exit_code == 0
    assert made.stdout.startswith("vk_")
    assert "alice good" in listed.stdout
    assert "rate_per_s=3" in listed.stdout
    assert made.stdout.strip() not in listed.stdout
    assert "alice revoked" in again.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["create", "a b"], 2, "letters, digits"),
        (["revoke", "nobody"], 1, "no good key 'nobody'"),
    ],
)
def test_commands_say_what_is_wrong(
    run: CliRunner, arguments: list[str], code: int, words: str
) -> None:
    result = run.invoke(app, ["keys", *arguments])

    assert result.exit_code == code
    assert words in result.stderr


def test_command_without_a_file_says_so() -> None:
    environment = dict.fromkeys(("VERIFIER_KEYS_FILE",))
    result = CliRunner(env=environment).invoke(app, ["keys", "list"])

    assert result.exit_code == 2
    assert "VERIFIER_KEYS_FILE" in result.stderr


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("redis://:hunter2@host:6379/0 gone", "redis://:…@host:6379/0 gone"),
        ("rediss://me:a%2Fb@host", "rediss://me:…@host"),
        ("key vk_0123abcd_" + "x" * 43, "key vk_0123abcd_…"),
        ("Authorization: Bearer abc.def-1", "Authorization: Bearer …"),
        ("a plain word: x@y", "a plain word: x@y"),
    ],
)
def test_logs_hold_no_secrets(text: str, expected: str) -> None:
    event = without_secrets(None, "info", {"event": text, "number": 3})

    assert event == {"event": expected, "number": 3}
