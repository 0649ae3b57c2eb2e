"""What is kept of builds: found again, bounded, and never wrong."""

import os
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from sandboxes import Artifacts, Command, StoredFile, artifact_key
from sandboxes.backends.stub import StubSandbox
from sandboxes.limits import Limits
from sandboxes.run import RunResult, Termination
from verifier.judge import verify
from verifier.messages import VerificationRequest

FILES = {
    "main": StoredFile(data=b"\x7fELF\0", executable=True),
    "lib/a": StoredFile(data=b""),
}


@pytest.fixture
def artifacts(tmp_path: Path) -> Artifacts:
    return Artifacts(folder=tmp_path / "artifacts", most_bytes=100_000)


def keep(artifacts: Artifacts, key: str, size: int = 10) -> None:
    with artifacts.locked(key):
        artifacts.put(key, {"main": StoredFile(data=os.urandom(size))})


def test_what_was_put_comes_back(artifacts: Artifacts) -> None:
    with artifacts.locked("ab"):
        assert artifacts.get("ab") is None
        artifacts.put("ab", FILES)

    assert artifacts.get("ab") == FILES


@pytest.mark.parametrize("damage", ["cut", "changed", "emptied"])
def test_damaged_artifact_is_none(damage: str, artifacts: Artifacts) -> None:
    keep(artifacts, "ab")
    (path,) = artifacts.folder.glob("*.artifact")
    data = path.read_bytes()
    path.write_bytes(
        {"cut": data[:-1], "changed": data[:-1] + b"\xff", "emptied": b""}[damage]
    )

    assert artifacts.get("ab") is None
    assert not path.exists()


def test_oldest_go_when_there_is_too_much(artifacts: Artifacts) -> None:
    for number in range(4):
        keep(artifacts, f"k{number}", size=30_000)
        path = artifacts.folder / f"k{number}.artifact"
        if path.exists():
            os.utime(path, (number, number))
        artifacts.get("k0")  # is of use, and so stays

    left = {path.stem for path in artifacts.folder.glob("*.artifact")}
    assert "k0" in left
    assert "k1" not in left


def test_what_is_larger_than_all_is_not_kept(artifacts: Artifacts) -> None:
    keep(artifacts, "ab", size=200_000)

    assert artifacts.get("ab") is None


def test_folder_that_cannot_be_written_loses_nothing_but_time(tmp_path: Path) -> None:
    artifacts = Artifacts(folder=tmp_path, most_bytes=1000)
    (tmp_path / "ab.artifact").mkdir()

    keep(artifacts, "ab")

    assert artifacts.get("ab") is None


def test_equal_builds_wait_for_each_other(artifacts: Artifacts) -> None:
    order: list[str] = []

    def second() -> None:
        with artifacts.locked("ab"):
            order.append("second")

    with artifacts.locked("ab"):
        thread = threading.Thread(target=second)
        thread.start()
        time.sleep(0.05)
        order.append("first")
    thread.join()

    assert order == ["first", "second"]


@pytest.mark.parametrize(
    "change",
    [
        {"argv": ("/bin/cc", "-O3")},
        {"env": {"A": "2"}},
        {"collect": ("elsewhere",)},
        {"folders": ("x",)},
        {"files": {"main.c": StoredFile(data=b"int x;")}},
        {"files": {"other.c": StoredFile(data=b"")}},
        {"files": {"main.c": StoredFile(data=b"", executable=True)}},
    ],
    ids=str,
)
def test_whatever_goes_in_is_in_the_key(change: dict[str, Any]) -> None:
    def key(**changes: Any) -> str:
        files = changes.pop("files", {"main.c": StoredFile(data=b"")})
        facts: dict[str, Any] = {"argv": ("/bin/cc", "-O2"), "env": {"A": "1"}}
        return artifact_key(Command(**(facts | changes)), files)

    assert key() == key()
    assert key(**change) != key()


def test_same_source_is_built_once_and_failures_each_time(tmp_path: Path) -> None:
    builds: list[int] = []
    code = 0

    def play(command: Command, limits: Limits) -> RunResult:
        made = {}
        if command.is_build:
            builds.append(1)
            made = {"out/main": StoredFile(data=b"binary", executable=True)}
        return RunResult(
            termination=Termination.EXITED,
            exit_code=code if command.is_build else 0,
            stdout=b"1",
            collected=made,
        )

    sandbox = StubSandbox(play=play)
    sandbox.artifacts = Artifacts(folder=tmp_path / "artifacts", most_bytes=1000)

    def judged(source: str) -> Any:
        return verify(
            VerificationRequest.model_validate(
                {
                    "submission": {"language": "c", "source": source},
                    "test_cases": [{"kind": "stdio", "answer": "1"}],
                }
            ),
            sandbox,
        )

    first, second = judged("int a;"), judged("int a;")
    judged("int b;")
    assert len(builds) == 2
    assert (first.build.cached, second.build.cached) == (False, True)
    assert second.reward == 1.0

    code = 1
    failed, again = judged("int c;"), judged("int c;")
    assert len(builds) == 4
    assert failed.verdict == again.verdict == "compile_error"
