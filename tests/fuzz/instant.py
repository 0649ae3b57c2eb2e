"""An engine that does each job at once, in this process, on a sandbox that plays."""

import random
from collections.abc import AsyncIterator
from typing import override

from pydantic_core import from_json

from sandboxes import Command, Limits, RunResult, Termination
from sandboxes.backends.stub import StubSandbox, exit_well
from verifier.engine import (
    Backlog,
    Engine,
    Event,
    Health,
    Job,
    JobKind,
    NotReady,
)
from verifier.engine.work import Surroundings, do_job, given_up
from verifier.errors import UnknownTestSetError, UnknownVerificationError
from verifier.languages import all_language_names
from verifier.selftest import LanguageStatus, believed

_OUTPUTS = (b"", b"3\n", b"2 + 2", b"\xff\x00", b"{}", b"[1]" * 50, b"\n" * 9)

_LONG_S = 1.0


def _takes_long(job: Job) -> bool:
    """Say whether test cases are to be made with a budget of more than a second."""
    tree = from_json(job.body)
    wanted = tree if job.kind is JobKind.GENERATION else tree.get("generate")
    if not wanted:
        return False
    return float((wanted.get("budget") or {}).get("wall_time_s", 120)) > _LONG_S


class InstantEngine(Engine):
    """Does jobs as a slot does them; what a slot would survive is not caught.

    Args:
        seed: Of what the programs in its boxes do.
    """

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._reports: dict[str, bytes] = {}
        self._sets: dict[str, bytes] = {}
        self._languages = [
            believed(name).model_copy(update={"version": "3.11"})
            for name in all_language_names()
        ]

    def _play(self, command: Command, limits: Limits) -> RunResult:
        if command.is_build:
            return exit_well(command, limits)
        how = self._chance.choice([*Termination, *[Termination.EXITED] * 9])
        signaled = how is Termination.SIGNALED
        exited = how is Termination.EXITED
        return RunResult(
            termination=how,
            exit_code=self._chance.choice((0, 0, 0, 1, 42, 43)) if exited else None,
            signal=11 if signaled else None,
            stdout=self._chance.choice(_OUTPUTS),
            stderr=self._chance.choice(_OUTPUTS),
        )

    @override
    async def start(self) -> None:
        """Nothing has to be started."""

    @override
    async def close(self) -> None:
        """Nothing is held."""

    @override
    async def submit(self, job: Job) -> None:
        around = Surroundings(
            sandbox=StubSandbox(play=self._play),
            versions={},
            load_test_set=self._load,
            store_test_set=self._sets.__setitem__,
            tell=lambda _: None,
            is_canceled=lambda: False,
        )
        if _takes_long(job):
            report = given_up(job, "too long to be played")
        else:
            report = do_job(job, around)[0]
        self._reports = {job.id: report}

    def _load(self, test_set_id: str) -> bytes:
        try:
            return self._sets[test_set_id]
        except KeyError:
            raise UnknownTestSetError(test_set_id) from None

    @override
    async def backlog(self, job: Job) -> Backlog:
        return Backlog(ahead=0, slots=1)

    @override
    async def report(self, job_id: str, wait_s: float) -> bytes | NotReady:
        try:
            return self._reports[job_id]
        except KeyError:
            raise UnknownVerificationError(job_id) from None

    @override
    async def cancel(self, job_id: str) -> None:
        await self.report(job_id, 0)

    @override
    async def events(self, job_id: str) -> AsyncIterator[Event]:
        yield Event(name="report", data=await self.report(job_id, 0))  # type: ignore[arg-type]

    @override
    async def put_test_set(self, test_set_id: str, body: bytes) -> None:
        self._sets[test_set_id] = body

    @override
    async def get_test_set(self, test_set_id: str) -> bytes:
        return self._load(test_set_id)

    @override
    async def languages(self, *, of_all: bool = False) -> list[LanguageStatus]:
        return self._languages

    @override
    async def health(self) -> Health:
        return Health(is_ready=True, slots=1, busy=0, queued=0)
