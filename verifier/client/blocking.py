"""The client that blocks."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import Self

import httpx

from verifier.client.calls import Call, Json, Steps
from verifier.client.errors import ClientError, ServiceUnavailableError
from verifier.client.events import ClientEvent, EventReader
from verifier.client.many import OnReport, verify_each
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

URL = "http://127.0.0.1:8000"
"""Where `verifier serve` listens."""

CONNECTIONS = httpx.Limits(max_connections=None, max_keepalive_connections=None)
"""No limit on idle ones: with it, httpcore closes one that a thread was just given."""


class VerifierClient:
    """Asks a verifier service; keeps its connections. Safe among threads.

    What failed in passing is sent again (see `retries`); every method raises
    `ClientError` for what did not pass.

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
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._patience_s = patience_s
        self._http = httpx.Client(
            base_url=url, headers=headers, transport=transport, limits=CONNECTIONS
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close its connections."""
        self._http.close()

    def verify(
        self, request: VerificationLike, *, wait_s: float | None = None
    ) -> VerificationReport:
        """Submit a verification and wait for its report.

        Args:
            request: A request, or its plain data.
            wait_s: Seconds to wait for the report; None waits until it is there.

        Raises:
            RequestRefusedError: The request is wrong.
            UnknownTestSetError: It names a test set that was not put.
            VerificationCanceledError: Somebody canceled it.
            NotReadyError: There is no report within that time.
            ServiceUnavailableError: There is no answer.
        """
        return self._perform(verifying(request, wait_s, self._patience_s))

    def verify_many(
        self,
        requests: Iterable[VerificationLike],
        *,
        concurrency: int = 32,
        on_report: OnReport | None = None,
    ) -> list[VerificationReport | ClientError]:
        """Verify many submissions, some at a time.

        Each is a call of its own, not a part of a batch: so each is repeated by
        itself, none waits for a slower one, and a busy service holds back no
        more than what it refused.

        Args:
            requests: Requests; taken as they are needed.
            concurrency: How many are under way at one time.
            on_report: Told the index and the result of each as it is ready, in
                the calling thread.

        Returns:
            Reports in the order of the requests; in place of the report of one
            that failed, its error.
        """
        return verify_each(self._try_verify, requests, concurrency, on_report)

    def _try_verify(
        self, request: VerificationLike
    ) -> VerificationReport | ClientError:
        try:
            return self.verify(request)
        except ClientError as error:
            return error

    def submit(self, request: VerificationLike) -> str:
        """Submit a verification without waiting, and return its id.

        Raises:
            ClientError: As for `verify`.
        """
        return self._perform(submitting(request, self._patience_s))

    def report(
        self, verification_id: str, *, wait_s: float = 0.0
    ) -> VerificationReport | None:
        """Return a report; None if it is not there within that time.

        Raises:
            UnknownVerificationError: There is no such verification, or no longer.
            VerificationCanceledError: It was canceled.
            ServiceUnavailableError: There is no answer.
        """
        return self._perform(reporting(verification_id, wait_s, self._patience_s))

    def cancel(self, verification_id: str) -> None:
        """Cancel a verification; one that is done stays done.

        Raises:
            UnknownVerificationError: There is no such verification, or no longer.
            ServiceUnavailableError: There is no answer.
        """
        self._perform(canceling(verification_id, self._patience_s))

    def events(self, verification_id: str) -> Iterator[ClientEvent]:
        """Follow a verification; the last event is its report.

        Raises:
            UnknownVerificationError: There is no such verification, or no longer.
            VerificationCanceledError: It was canceled.
            ServiceUnavailableError: There is no answer, or it breaks off; the
                report can still be had.
        """
        response = self._perform(following(verification_id, self._patience_s))
        reader = EventReader()
        try:
            for line in response.iter_lines():
                event = reader.read(line)
                if event:
                    yield event
        except httpx.RequestError as error:
            msg = f"the events broke off: {error}"
            raise ServiceUnavailableError(msg) from error
        finally:
            response.close()

    def run(self, request: RunLike) -> RunReport:
        """Run a program without tests.

        Raises:
            RequestRefusedError: The request is wrong.
            ServiceUnavailableError: There is no answer.
        """
        return self._perform(running(request, self._patience_s))

    def put_test_set(self, cases: Sequence[Case | Json]) -> str:
        """Store test cases, and return the id that verifications may name.

        Raises:
            RequestRefusedError: A case is wrong.
            ServiceUnavailableError: There is no answer.
        """
        return self._perform(storing(cases, self._patience_s))

    def generate(
        self, request: GenerationLike, *, wait_s: float | None = None
    ) -> GenerationReport:
        """Have test cases made, and stored.

        Args:
            request: What is wanted, or its plain data.
            wait_s: Seconds to wait for the set; None waits until it is there.

        Returns:
            The set with its certificate; or, by its status, why there is none.

        Raises:
            RequestRefusedError: The request is wrong.
            NotReadyError: There is no set within that time.
            ServiceUnavailableError: There is no answer.
        """
        return self._perform(generating(request, wait_s, self._patience_s))

    def put_database(self, contents: DatabaseContents | Json) -> str:
        """Store an SQL database's contents, and return the id that cases may name.

        Raises:
            RequestRefusedError: Something is wrong with them.
            ServiceUnavailableError: There is no answer.
        """
        return self._perform(storing_database(contents, self._patience_s))

    def languages(self) -> list[LanguageStatus]:
        """List the languages that the service knows.

        Raises:
            ServiceUnavailableError: There is no answer.
        """
        return self._perform(listing_languages(self._patience_s))

    def _perform[T](self, steps: Steps[T]) -> T:
        try:
            call = next(steps)
            while True:
                time.sleep(call.delay_s)
                try:
                    response = self._send(call)
                except httpx.RequestError as error:
                    call = steps.throw(error)
                else:
                    call = steps.send(response)
        except StopIteration as stop:
            result: T = stop.value
            return result

    def _send(self, call: Call) -> httpx.Response:
        response = self._http.send(call.made_with(self._http), stream=call.is_stream)
        if call.is_stream and not response.is_success:
            response.read()
        return response
