"""The Celery worker: takes ids off the queue, does the jobs, tells of them."""

import contextlib
import os
import socket
import threading
import time
import uuid
import warnings
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

import structlog
from billiard.process import current_process
from celery import Celery
from celery.platforms import SecurityWarning
from celery.signals import worker_process_init, worker_process_shutdown
from redis import Redis
from redis.backoff import ExponentialBackoff
from redis.exceptions import RedisError, ResponseError
from redis.retry import Retry

from sandboxes import MIB, Sandbox, SandboxError, known_backends
from verifier.engine.celery import make_celery
from verifier.engine.connections import KEEP_ALIVE
from verifier.engine.engine import Event, Job, JobKind, Lane, Ticket
from verifier.engine.fair_redis import (
    ANY_LANGUAGE,
    RUNNING_KEY,
    Answer,
    Asking,
    Mode,
    Taken,
    queue_name,
    send_token,
    take,
    told,
)
from verifier.engine.idle_slots import IdleSlots
from verifier.engine.janitor import Janitor, park
from verifier.engine.mailbox import (
    CONTROL_CHANNEL,
    LANGUAGES_WANTED_KEY,
    TASK,
    events_channel,
    pack,
    pack_order,
    set_key,
)
from verifier.engine.recent import Recent
from verifier.engine.roster import WORKER_TTL_S, leave, said_by, speak
from verifier.engine.steps import Finished
from verifier.engine.task_message import TaskMessages
from verifier.engine.work import SLOTS_DIED, TOO_LATE, Surroundings, do_job, given_up
from verifier.errors import UnknownTestSetError
from verifier.generation.dialogue import ModelOptions
from verifier.judge import JudgingCanceledError
from verifier.languages import (
    FIRST_LANGUAGES,
    all_language_names,
    later_language_names,
)
from verifier.logs import set_up_logs
from verifier.selftest import (
    LanguageStatus,
    check_language,
    check_languages,
    untried,
)
from verifier.settings import Settings
from verifier.tracing import set_up_tracing

log = structlog.get_logger()

_MAX_ATTEMPTS = 2
_TEST_SET_BYTES = 64 * MIB
_TRIES = 90
"""Times, two seconds apart, that a slot asks Redis again."""
_LONGEST_PART_S = 1.0
"""After so long a slot goes back to Celery, and the rest of a task's tokens, too."""
_SHORTEST_PART_S = 0.1
"""For so long a slot goes on with a queue, even if jobs wait in others."""
_STAY_S = 0.2
"""So long a slot waits for another job before it goes back to Celery."""
_ORDERS_KEPT = 64
_IDLE_AFTER_S = 0.01
"""A slot to which nothing came for so long has time to start something ahead."""


class Slot:
    """One process of a worker, with its own sandbox and connections.

    Args:
        settings: What the operator set.
        sandbox: Where boxes come from.
        worker: Name of the worker that it is a part of.
        number: Which of the worker's slots it is, from 0.
        messages: Makes the messages of tokens.
    """

    def __init__(
        self,
        settings: Settings,
        sandbox: Sandbox,
        worker: str,
        number: int,
        messages: TaskMessages,
    ) -> None:
        self._worker, self._name = worker, f"{worker}:{os.getpid()}"
        self._messages = messages
        folder, count = settings.cache_dir / "slots", settings.slot_count()
        self._slots = IdleSlots(folder, number, count)
        url = settings.redis_url.get_secret_value()
        # A report that is made outlasts a Redis that is being started again.
        patient = Retry(ExponentialBackoff(cap=2.0, base=0.1), _TRIES)
        self._redis = Redis.from_url(url, retry=patient, **KEEP_ALIVE)
        self._ears = Redis.from_url(url, socket_timeout=None, **KEEP_ALIVE)
        self._sandbox = sandbox
        stated = settings.model_endpoint()
        self._model = ModelOptions(**stated) if stated else None
        self._ttl_s = int(settings.report_ttl_s)
        self._keep_s = int(settings.report_ttl_s + settings.longest_verification_s)
        self._test_sets = Recent(self._load_test_set, _TEST_SET_BYTES)
        self._announced: list[dict[str, Any]] = []
        self._announced_at = -WORKER_TTL_S
        self._tried: dict[str, LanguageStatus] = {}
        self._versions: dict[str, str] = {}
        self._running: str | None = None
        self._canceled: str | None = None
        self._followed: str | None = None
        self._orders: deque[bytes] = deque(maxlen=_ORDERS_KEPT)
        self._idle = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()
        threading.Thread(target=self._prepare_when_idle, daemon=True).start()

    def close(self) -> None:
        """Give back all that it holds."""
        self._sandbox.close()

    def _listen(self) -> None:
        """Hear of jobs to be stopped, or followed."""
        while True:
            try:
                with self._ears.pubsub(ignore_subscribe_messages=True) as pubsub:  # type: ignore[no-untyped-call]
                    pubsub.subscribe(CONTROL_CHANNEL)
                    for message in pubsub.listen():
                        self._hear(message["data"])
            except (RedisError, OSError):
                time.sleep(1.0)

    def _hear(self, order: bytes) -> None:
        self._orders.append(order)  # it may be for the next one
        running = self._running
        if running is None:
            return
        if order == pack_order("cancel", running):
            self._canceled = running
            self._sandbox.interrupt()
        elif order == pack_order("follow", running):
            self._followed = running

    def _prepare_when_idle(self) -> None:
        """Start runs ahead as long as no job comes."""
        while True:
            self._idle.wait()
            time.sleep(_IDLE_AFTER_S)
            try:
                has_more = self._idle.is_set() and self._sandbox.prepare()
            except SandboxError as error:  # found out when it counts
                log.warning("nothing started ahead", reason=str(error))
                has_more = False
            if not has_more:
                self._idle.clear()

    def do(self, queue: str, token: str) -> None:
        """Do the job that a token brings, and others of its queue for a while.

        Afterwards the slot is idle.
        """
        asking = Asking(
            worker=self._worker,
            slot=self._name,
            queue=queue,
            token=token,
            keep_s=self._keep_s,
            stay_s=_STAY_S,
        )
        self._idle.clear()
        try:
            self._do_some(asking)
        finally:
            self._idle.set()

    def _do_some(self, asking: Asking) -> None:
        mode, last, begin_at = Mode.FIRST, "", time.monotonic()
        done: Finished | None = None
        while True:
            answer = self._take(asking, mode, last, done)
            done = None
            if answer.lacks_token:
                self._send_token(asking.queue)
            if answer.taken:
                last = answer.taken.job_id
                with self._slots.busy():
                    done = self._do(answer.taken)
                mode = _next_mode(time.monotonic() - begin_at)
            elif answer.is_staying and self._is_told(asking):
                mode = Mode.NEXT
            elif mode is Mode.FIRST:  # another slot has taken it: see what waits
                mode = Mode.SPARE
            else:
                return

    def _take(
        self, asking: Asking, mode: Mode, last: str, done: Finished | None
    ) -> Answer:
        """Ask for a job, and have the last one's report kept by all means."""
        if done is None:
            return take(self._redis, asking, mode, last)
        return _insist(lambda: take(self._redis, asking, mode, last, done))

    def _is_told(self, asking: Asking) -> bool:
        """Wait for another job, and say whether there may be one."""
        self._idle.set()
        try:
            return told(self._redis, asking)
        finally:
            self._idle.clear()

    def _send_token(self, queue: str) -> None:
        """Send a token; if that fails, the janitor will see that there is none."""
        message = self._messages.message(queue, [queue, [uuid.uuid4().hex]])
        try:
            send_token(self._redis, queue, message)
        except RedisError as error:  # a job may have been taken just now
            log.warning("no token sent", queue=queue, reason=str(error)[:200])

    def _do(self, taken: Taken) -> Finished | None:
        """Do a job that was taken; None if there is nothing to be done.

        Doing one twice gives the same report. A job that was begun twice and
        never ended is given up: it may be what kills slots.
        """
        job_id, fields = taken.job_id, taken.fields
        node = fields.get(b"reply_to", b"").decode()
        if not fields or taken.is_over:
            self._redis.hdel(RUNNING_KEY, job_id)
            return None
        behind_s = taken.at - time.time()  # of our clock
        start_by = float(fields.get(b"start_by", 0))
        job = Job(
            id=job_id,
            kind=JobKind(fields[b"kind"].decode()),
            body=fields[b"body"],
            submitted_at=float(fields[b"submitted_at"]) - behind_s,
            ticket=Ticket(start_by=start_by - behind_s if start_by else None),
            request_id=fields.get(b"request_id", b"").decode(),
            traceparent=fields.get(b"traceparent", b"").decode(),
        )
        if job.is_too_late:
            return self._finished(taken, given_up(job, TOO_LATE), node)
        self._canceled, self._running = None, job_id
        # What was heard after it was taken, but before it was known to be ours.
        if pack_order("cancel", job_id) in self._orders:
            self._canceled = job_id
        is_followed = pack_order("follow", job_id) in self._orders
        self._followed = job_id if is_followed or b"followed" in fields else None
        try:
            if int(fields[b"attempts"]) > _MAX_ATTEMPTS:
                park(self._redis, job)
                report = given_up(job, SLOTS_DIED)
            else:
                report = self._report(job)
        except JudgingCanceledError:
            self._redis.hdel(RUNNING_KEY, job_id)
            return None
        finally:
            self._running = None
        return self._finished(taken, report, node)

    def _report(self, job: Job) -> bytes:
        self._versions = self._known_versions()
        around = Surroundings(
            sandbox=self._sandbox,
            versions=self._versions,
            load_test_set=self._test_sets.get,
            store_test_set=self._store_test_set,
            tell=lambda event: self._tell(job.id, event),
            is_canceled=lambda: self._canceled == job.id,
            model=self._model,
            why_unavailable=self._why_unavailable,
            borrow=self._slots.borrow,
            is_followed=lambda: self._followed == job.id,
        )
        try:
            return do_job(job, around)[0]
        except JudgingCanceledError:
            raise
        except Exception as error:  # whatever it is, the job gets its report
            log.exception("job failed")
            reason = f"{type(error).__name__} in the service"
            return given_up(job, reason, self._sandbox)

    def _finished(self, taken: Taken, report: bytes, node: str) -> Finished:
        return Finished(
            job_id=taken.job_id,
            report=report,
            node=node,
            word=taken.word,
            keep_s=self._ttl_s,
        )

    def _tell(self, job_id: str, event: Event) -> None:
        if self._followed != job_id:
            return
        with contextlib.suppress(RedisError):  # news may be lost, reports may not
            self._redis.publish(events_channel(job_id), pack(event))

    def _load_test_set(self, test_set_id: str) -> bytes:
        body = self._redis.get(set_key(test_set_id))
        if not isinstance(body, bytes):
            raise UnknownTestSetError(test_set_id)
        return body

    def _store_test_set(self, test_set_id: str, body: bytes) -> None:
        self._redis.set(set_key(test_set_id), body)

    def _known_versions(self) -> dict[str, str]:
        known = self._known()
        return {it["name"]: it["version"] or "" for it in known if it["available"]}

    def _why_unavailable(self, language: str) -> str:
        """Say why a language cannot be used; one not tried yet is tried now."""
        for known in self._known():
            if known["name"] == language:
                return str(known["reason"])
        status = self._tried.get(language)
        if status is None:
            status = self._tried[language] = check_language(language, self._sandbox)
        self._versions[language] = status.version or ""
        return status.reason

    def _known(self) -> list[dict[str, Any]]:
        """Return what this worker has announced; it is not read for every job."""
        is_old = time.monotonic() - self._announced_at > WORKER_TTL_S / 3
        if is_old and len(self._announced) < len(all_language_names()):
            self._announced_at = time.monotonic()
            self._announced = said_by(self._redis, self._worker) or self._announced
        return self._announced


def _next_mode(spent_s: float) -> Mode:
    """Return how a slot that had a token for so long asks for its next job."""
    if spent_s < _SHORTEST_PART_S:
        return Mode.NEXT
    return Mode.SPARE if spent_s < _LONGEST_PART_S else Mode.LEAVE


def _insist[T](step: Callable[[], T]) -> T:
    """Take a step, again and again where Redis refuses it.

    It does so while it cannot write its file. What is taken must be ended: nobody
    else has it as long as this worker lives.

    Raises:
        RedisError: Redis cannot be reached, or refuses for too long.
    """
    for _ in range(_TRIES):
        try:
            return step()
        except ResponseError as error:
            log.warning("redis refuses", reason=str(error)[:200])
            time.sleep(2.0)
    return step()


def _announce(
    settings: Settings, worker: str, statuses: Sequence[LanguageStatus], app: Celery
) -> None:
    """Say which languages this worker has, as long as it lives; look after others."""
    url = settings.redis_url.get_secret_value()
    redis = Redis.from_url(url, **KEEP_ALIVE)
    known = list(statuses)
    janitor = Janitor(
        redis,
        lambda queue, token: app.send_task(TASK, args=[queue, [token]], queue=queue),
    )
    said = {status.name for status in statuses}
    later = deque(name for name in later_language_names() if name not in said)
    while True:
        try:
            speak(redis, worker, settings.slot_count(), known)
            janitor.sweep()
        except (RedisError, OSError) as error:
            log.warning("redis lost", reason=str(error))
        again_at = time.monotonic() + WORKER_TTL_S / 3
        while time.monotonic() < again_at:
            if later and _is_wanted(redis):
                with contextlib.closing(_sandbox(settings)) as sandbox:
                    status = check_language(later.popleft(), sandbox)
                known.append(status)
                break
            time.sleep(1.0)


def _is_wanted(redis: Redis) -> bool:
    """Say whether somebody has asked for the list of languages."""
    try:
        return bool(redis.exists(LANGUAGES_WANTED_KEY))
    except RedisError:
        return False


def make_worker(settings: Settings, worker: str) -> Celery:
    """Make the Celery application of a worker, its task registered."""
    app = make_celery(
        settings.redis_url.get_secret_value(), settings.longest_verification_s
    )
    slots: list[Slot] = []
    endings: list[Callable[[], None]] = []

    @app.task(name=TASK)
    def do(queue: str, tokens: list[str]) -> None:
        begin_at = time.monotonic()
        for index, token in enumerate(tokens):
            if time.monotonic() - begin_at > _LONGEST_PART_S:
                # The rest need not wait for this slot.
                app.send_task(
                    TASK,
                    args=[queue, tokens[index:]],
                    queue=queue,
                    retry=True,
                    retry_policy={"max_retries": _TRIES, "interval_max": 2},
                )
                return
            slots[0].do(queue, token)

    def begin(**_: Any) -> None:
        set_up_logs(settings.log_level, settings.log_format)
        endings.append(set_up_tracing(settings.otlp_endpoint, "slot"))
        backend = known_backends().get(settings.sandbox)
        sandbox = backend(settings.sandbox_options())
        number, messages = current_process().index, TaskMessages(app, TASK)
        slots.append(Slot(settings, sandbox, worker, number, messages))

    def end(**_: Any) -> None:
        slots.pop().close()
        endings.pop()()

    worker_process_init.connect(begin, weak=False)
    worker_process_shutdown.connect(end, weak=False)
    return app


def _sandbox(settings: Settings) -> Sandbox:
    return known_backends().get(settings.sandbox)(settings.sandbox_options())


def _tested(settings: Settings) -> list[LanguageStatus]:
    """Put the first languages to their self-tests, before work is taken.

    Of the others, those are listed that are certainly not here.
    """
    with contextlib.closing(_sandbox(settings)) as sandbox:
        tested = check_languages(sandbox, FIRST_LANGUAGES)
    others = [untried(name, settings.image_dir) for name in later_language_names()]
    return [*tested, *(status for status in others if not status.available)]


def _queues(statuses: Sequence[LanguageStatus]) -> list[str]:
    """Return the queues that this worker can serve: all but those of what it lacks."""
    lacking = {status.name for status in statuses if not status.available}
    names = [name for name in all_language_names() if name not in lacking]
    return [queue_name(lane, name) for lane in Lane for name in [ANY_LANGUAGE, *names]]


def main() -> None:
    """Run a worker until it is told to stop."""
    settings = Settings()
    set_up_logs(settings.log_level, settings.log_format)
    # Celery warns root of pickle, which is not accepted here.
    warnings.filterwarnings("ignore", category=SecurityWarning)
    worker = f"{socket.gethostname()}:{os.getpid()}"
    app = make_worker(settings, worker)
    statuses = _tested(settings)
    announce = threading.Thread(
        target=_announce, args=(settings, worker, statuses, app), daemon=True
    )
    announce.start()
    try:
        _work(app, settings, statuses)
    finally:  # nothing is sent for us any more
        with contextlib.suppress(RedisError, OSError):
            url = settings.redis_url.get_secret_value()
            leave(Redis.from_url(url), worker)


def _work(app: Celery, settings: Settings, statuses: Sequence[LanguageStatus]) -> None:
    """Do jobs until SIGTERM; those under way are ended, the others given back."""
    app.worker_main(
        [
            "--quiet",
            "worker",
            "--pool=prefork",
            f"--concurrency={settings.slot_count()}",
            f"--queues={','.join(_queues(statuses))}",
            "--loglevel=WARNING",
            "--without-gossip",
            "--without-mingle",
            "--without-heartbeat",
        ]
    )
