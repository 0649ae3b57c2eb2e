"""Verifications under way while things break, and what became of each of them."""

import json
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

import httpx

_PATIENCE_S = 400.0
_RETRY_S = 0.5
_REFUSALS = frozenset({429, 503})
_KINDS = (
    ("import time; time.sleep({s}); print({n})", "accepted"),
    ("print({n})", "accepted"),
    ("import time; time.sleep({s}); print({n} + 1)", "wrong_answer"),
    ("raise ValueError({n})", "runtime_error"),
)


@dataclass(slots=True, kw_only=True)
class Sent:
    """A verification that was submitted.

    Attributes:
        verdict: The right one.
        job: Its id; empty if it was refused.
        refusal: How it was refused; empty if it was taken.
        fault: What is wrong with what came of it.
    """

    verdict: str
    job: str = ""
    refusal: str = ""
    fault: str = ""


@dataclass(slots=True)
class Load:
    """Submits verifications from several threads, one after another.

    Args:
        url: The service.
        count: How many.
        pause_s: Seconds between two of one thread.
        threads: How many threads.
    """

    url: str
    count: int
    pause_s: float = 0.2
    threads: int = 4
    sent: list[Sent] = field(default_factory=list)
    _left: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _running: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        """Begin to submit."""
        self._left = self.count
        for number in range(self.threads):
            thread = threading.Thread(target=self._submit_all, args=(number,))
            thread.start()
            self._running.append(thread)

    @property
    def is_under_way(self) -> bool:
        """Whether there are verifications to be submitted."""
        return any(thread.is_alive() for thread in self._running)

    def _submit_all(self, seed: int) -> None:
        chance = random.Random(seed)
        with httpx.Client(base_url=self.url, timeout=20) as client:
            while True:
                with self._lock:
                    if not self._left:
                        return
                    self._left -= 1
                    number = self._left
                sent = self._submit(client, number, chance)
                with self._lock:
                    self.sent.append(sent)
                time.sleep(self.pause_s * chance.uniform(0.5, 1.5))

    def _submit(self, client: httpx.Client, number: int, chance: random.Random) -> Sent:
        source, verdict = chance.choice(_KINDS)
        source = source.format(n=number, s=round(chance.uniform(0, 0.5), 2))
        request = {
            "submission": {"language": "python", "source": source},
            "test_cases": [{"kind": "stdio", "answer": str(number)}],
            "metadata": {"number": number},
        }
        sent = Sent(verdict=verdict)
        try:
            response = client.post("/v1/verifications?wait=0", json=request)
        except httpx.TransportError as error:
            sent.refusal = f"no answer: {type(error).__name__}"
            return sent
        if response.status_code == 202:
            sent.job = response.json()["id"]
        elif response.status_code in _REFUSALS and response.headers.get("Retry-After"):
            sent.refusal = str(response.status_code)
        else:
            sent.fault = f"{response.status_code}: {response.text[:500]}"
        return sent

    def finish(self) -> Counter[str]:
        """Wait for all of it; afterwards `faults` says what was wrong.

        Returns:
            How often what came of them.
        """
        for thread in self._running:
            thread.join()
        end = time.monotonic() + _PATIENCE_S
        with httpx.Client(base_url=self.url, timeout=30) as client:
            for sent in self.sent:
                if sent.job:
                    _collect(client, sent, end)
        return Counter(
            sent.fault.partition("\n")[0] or sent.refusal or sent.verdict
            for sent in self.sent
        )

    def faults(self) -> list[str]:
        """Return what was wrong, verification by verification."""
        return [f"{sent.job}: {sent.fault}" for sent in self.sent if sent.fault]


def _collect(client: httpx.Client, sent: Sent, end: float) -> None:
    """Ask for a report until it is there, and once more: it must be the same."""
    first = _report(client, sent, end)
    if first is None:
        return
    told = json.loads(first)
    if told["verdict"] != sent.verdict:
        sent.fault = f"{told['verdict']}, not {sent.verdict}\n{first.decode()[:2000]}"
    elif (told["reward"] == 1.0) is not (sent.verdict == "accepted"):
        sent.fault = f"reward {told['reward']} for {sent.verdict}"
    elif _report(client, sent, end) != first:
        sent.fault = "two different reports"


def _report(client: httpx.Client, sent: Sent, end: float) -> bytes | None:
    words = ""
    while time.monotonic() < end:
        try:
            response = client.get(f"/v1/verifications/{sent.job}?wait=10")
        except httpx.TransportError as error:
            words = repr(error)
        else:
            words = f"{response.status_code} {response.text[:300]}"
            if response.status_code == 200:
                return response.content
            if response.status_code not in {202, *_REFUSALS}:
                break
        time.sleep(_RETRY_S)
    sent.fault = f"lost: {words}"
    return None
