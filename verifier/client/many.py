"""Many verifications at a time, over threads."""

from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice

from verifier.client.errors import ClientError
from verifier.client.verifications import VerificationLike
from verifier.reports import VerificationReport

type Result = VerificationReport | ClientError
type OnReport = Callable[[int, Result], None]


def verify_each(
    verify: Callable[[VerificationLike], Result],
    requests: Iterable[VerificationLike],
    concurrency: int,
    on_report: OnReport | None,
) -> list[Result]:
    """Put every request to a function; return the results in their order.

    Args:
        verify: What makes a result of a request.
        requests: Requests; taken as they are needed.
        concurrency: How many are under way at one time.
        on_report: Told the index and the result of each, in this thread.
    """
    results: dict[int, Result] = {}
    todo = enumerate(requests)
    pending: dict[Future[Result], int] = {}
    with ThreadPoolExecutor(concurrency) as pool:
        while True:
            for index, request in islice(todo, concurrency - len(pending)):
                pending[pool.submit(verify, request)] = index
            if not pending:
                return [results[index] for index in sorted(results)]
            for future in wait(pending, return_when=FIRST_COMPLETED).done:
                index = pending.pop(future)
                results[index] = future.result()
                if on_report:
                    on_report(index, results[index])
