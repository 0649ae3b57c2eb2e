"""The client that awaits; what its methods do is told at `VerifierClient`."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from types import TracebackType
from typing import Self

import httpx

from verifier.client.blocking import CONNECTIONS, URL
from verifier.client.calls import Call, Json, Steps
from verifier.client.errors import ClientError, ServiceUnavailableError
from verifier.client.events import ClientEvent, EventReader
from verifier.client.many import OnReport
from verifier.client.resources import (
    GenerationLike,
    RunLike,
    generating,
    listing_languages,
    running,
    storing,
    storing_database,
)
from verifier.client.retries import PATIENCE_S
from verifier.client.verifications import (
    VerificationLike,
    canceling,
    following,
    reporting,
    submitting,
    verifying,
)
from verifier.generation.messages import GenerationReport
from verifier.graders import Case
from verifier.graders.sql_case import DatabaseContents
from verifier.reports import RunReport, VerificationReport
from verifier.selftest import LanguageStatus


class AsyncVerifierClient:
    """Asks a verifier service; keeps its connections. Belongs to one event loop.

    Its methods are those of `VerifierClient`: the same arguments, results and
    errors.

    Args:
        url: Address of the service.
        headers: Headers of every request, such as a proxy's credentials.
        patience_s: Seconds for which a call that fails is sent again.
        transport: What to send with in place of the network.
    """

    def __init__(
        self,
        url: str = URL,
        *,
        headers: Mapping[str, str] | None = None,
        patience_s: float = PATIENCE_S,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._patience_s = patience_s
        self._http = httpx.AsyncClient(
            base_url=url, headers=headers, transport=transport, limits=CONNECTIONS
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close its connections."""
        await self._http.aclose()

    async def verify(
        self, request: VerificationLike, *, wait_s: float | None = None
    ) -> VerificationReport:
        """Submit a verification and wait for its report."""
        return await self._perform(verifying(request, wait_s, self._patience_s))

    async def verify_many(
        self,
        requests: Iterable[VerificationLike],
        *,
        concurrency: int = 32,
        on_report: OnReport | None = None,
    ) -> list[VerificationReport | ClientError]:
        """Verify many submissions, some at a time; errors in place of reports."""
        results: dict[int, VerificationReport | ClientError] = {}
        todo = enumerate(requests)

        async def work() -> None:
            for index, request in todo:  # shared: each takes the next one
                try:
                    results[index] = await self.verify(request)
                except ClientError as error:
                    results[index] = error
                if on_report:
                    on_report(index, results[index])

        async with asyncio.TaskGroup() as group:
            for _ in range(concurrency):
                group.create_task(work())
        return [results[index] for index in sorted(results)]

    async def submit(self, request: VerificationLike) -> str:
        """Submit a verification without waiting, and return its id."""
        return await self._perform(submitting(request, self._patience_s))

    async def report(
        self, verification_id: str, *, wait_s: float = 0.0
    ) -> VerificationReport | None:
        """Return a report; None if it is not there within that time."""
        return await self._perform(reporting(verification_id, wait_s, self._patience_s))

    async def cancel(self, verification_id: str) -> None:
        """Cancel a verification; one that is done stays done."""
        await self._perform(canceling(verification_id, self._patience_s))

    async def events(self, verification_id: str) -> AsyncIterator[ClientEvent]:
        """Follow a verification; the last event is its report.

        Raises:
            ServiceUnavailableError: It breaks off; the report can still be had.
        """
        response = await self._perform(following(verification_id, self._patience_s))
        reader = EventReader()
        try:
            async for line in response.aiter_lines():
                event = reader.read(line)
                if event:
                    yield event
        except httpx.RequestError as error:
            msg = f"the events broke off: {error}"
            raise ServiceUnavailableError(msg) from error
        finally:
            await response.aclose()

    async def run(self, request: RunLike) -> RunReport:
        """Run a program without tests."""
        return await self._perform(running(request, self._patience_s))

    async def put_test_set(self, cases: Sequence[Case | Json]) -> str:
        """Store test cases, and return the id that verifications may name."""
        return await self._perform(storing(cases, self._patience_s))

    async def generate(
        self, request: GenerationLike, *, wait_s: float | None = None
    ) -> GenerationReport:
        """Have test cases made, and stored."""
        return await self._perform(generating(request, wait_s, self._patience_s))

    async def put_database(self, contents: DatabaseContents | Json) -> str:
        """Store an SQL database's contents, and return the id that cases may name."""
        return await self._perform(storing_database(contents, self._patience_s))

    async def languages(self) -> list[LanguageStatus]:
        """List the languages that the service knows."""
        return await self._perform(listing_languages(self._patience_s))

    async def _perform[T](self, steps: Steps[T]) -> T:
        try:
            call = next(steps)
            while True:
                await asyncio.sleep(call.delay_s)
                try:
                    response = await self._send(call)
                except httpx.RequestError as error:
                    call = steps.throw(error)
                else:
                    call = steps.send(response)
        except StopIteration as stop:
            result: T = stop.value
            return result

    async def _send(self, call: Call) -> httpx.Response:
        request = call.made_with(self._http)
        response = await self._http.send(request, stream=call.is_stream)
        if call.is_stream and not response.is_success:
            await response.aread()
        return response
