"""The Celery worker: takes ids off the queue, does the jobs, tells of them."""

import contextlib
import json
import socket
import threading
import time
import warnings
from collections import deque
from typing import Any

import structlog
from celery import Celery
from celery.platforms import SecurityWarning
from celery.signals import worker_process_init, worker_process_shutdown
from redis import Redis
from redis.exceptions import RedisError

from sandboxes import Sandbox, known_backends
from verifier.engine.celery import make_celery
from verifier.engine.engine import Event, Job, JobKind, NotReady
from verifier.engine.mailbox import (
    CANCEL_CHANNEL,
    LANGUAGES_KEY,
    LANGUAGES_WANTED_KEY,
    TASK,
    WORKER_TTL_S,
    canceled_key,
    events_channel,
    job_key,
    pack,
    report_key,
    set_key,
)
from verifier.engine.work import Surroundings, do_job, given_up
from verifier.errors import UnknownTestSetError
from verifier.judge import JudgingCanceledError
from verifier.languages import (
    FIRST_LANGUAGES,
    all_language_names,
    later_language_names,
)
from verifier.logs import set_up_logs
from verifier.selftest import check_language, check_languages
from verifier.settings import Settings

log = structlog.get_logger()

_MAX_ATTEMPTS = 2


class Slot:
    """One process of a worker, with its own sandbox and connections.

    Args:
        settings: What the operator set.
        sandbox: Where boxes come from.
    """

    def __init__(self, settings: Settings, sandbox: Sandbox) -> None:
        url = settings.redis_url.get_secret_value()
        self._redis = Redis.from_url(url)
        self._ears = Redis.from_url(url, socket_timeout=None)
        self._sandbox = sandbox
        self._ttl_s = int(settings.report_ttl_s)
        self._announced: list[dict[str, Any]] = []
        self._announced_at = -WORKER_TTL_S
        self._tried: dict[str, str] = {}
        self._running: str | None = None
        self._canceled: str | None = None
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self) -> None:
        """Give back all that it holds."""
        self._sandbox.close()

    def _listen(self) -> None:
        """Hear of jobs to be stopped."""
        while True:
            try:
                with self._ears.pubsub(ignore_subscribe_messages=True) as pubsub:  # type: ignore[no-untyped-call]
                    pubsub.subscribe(CANCEL_CHANNEL)
                    for message in pubsub.listen():
                        if message["data"].decode() == self._running:
                            self._canceled = self._running
                            self._sandbox.interrupt()
            except (RedisError, OSError):
                time.sleep(1.0)

    def do(self, job_id: str) -> None:
        """Do a job and keep its report.

        Doing one twice gives the same report. A job that was begun twice and
        never ended is given up: it may be what kills slots.
        """
        fields: dict[Any, Any] = self._redis.hgetall(job_key(job_id))
        if not fields or self._redis.exists(report_key(job_id), canceled_key(job_id)):
            return
        job = Job(
            id=job_id,
            kind=JobKind(fields[b"kind"].decode()),
            body=fields[b"body"],
            submitted_at=float(fields[b"submitted_at"]),
        )
        attempts: int = self._redis.hincrby(job_key(job_id), "attempts", 1)
        if attempts > _MAX_ATTEMPTS:
            self._finish(job_id, given_up(job, "the slots that ran it died"))
            return
        self._running, self._canceled = job_id, None
        try:
            self._redis.hset(job_key(job_id), "state", NotReady.RUNNING.value)
            report = self._report(job)
        except JudgingCanceledError:
            return
        finally:
            self._running = None
        self._finish(job_id, report)

    def _report(self, job: Job) -> bytes:
        around = Surroundings(
            sandbox=self._sandbox,
            versions=self._known_versions(),
            load_test_set=self._load_test_set,
            store_test_set=self._store_test_set,
            tell=lambda event: self._tell(job.id, event),
            is_canceled=lambda: self._canceled == job.id,
            why_unavailable=self._why_unavailable,
        )
        try:
            return do_job(job, around)[0]
        except JudgingCanceledError:
            raise
        except Exception as error:  # whatever it is, the job gets its report
            log.exception("job failed")
            reason = f"{type(error).__name__} in the service"
            return given_up(job, reason, self._sandbox)

    def _finish(self, job_id: str, report: bytes) -> None:
        with self._redis.pipeline(transaction=True) as pipe:
            pipe.set(report_key(job_id), report, ex=self._ttl_s)
            pipe.hdel(job_key(job_id), "body")
            pipe.publish(events_channel(job_id), b"report")
            pipe.execute()

    def _tell(self, job_id: str, event: Event) -> None:
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
        for status in self._known():
            if status["name"] == language:
                return str(status["reason"])
        if language not in self._tried:
            self._tried[language] = check_language(language, self._sandbox).reason
        return self._tried[language]

    def _known(self) -> list[dict[str, Any]]:
        """Return what this worker has announced; it is not read for every job."""
        is_old = time.monotonic() - self._announced_at > WORKER_TTL_S / 3
        if is_old and len(self._announced) < len(all_language_names()):
            self._announced_at = time.monotonic()
            entry = self._redis.hget(LANGUAGES_KEY, socket.gethostname())
            if isinstance(entry, bytes):
                self._announced = json.loads(entry)["languages"]
        return self._announced


def _announce(settings: Settings, sandbox: Sandbox) -> None:
    """Say which languages this worker has, as long as it lives."""
    redis = Redis.from_url(settings.redis_url.get_secret_value())
    languages: list[dict[str, Any]] = []

    def announce() -> None:
        word = {
            "at": time.time(),
            "slots": settings.slot_count(),
            "languages": languages,
        }
        with contextlib.suppress(RedisError):
            redis.hset(LANGUAGES_KEY, socket.gethostname(), json.dumps(word))

    languages += [it.model_dump() for it in check_languages(sandbox, FIRST_LANGUAGES)]
    later = deque(later_language_names())
    while True:
        announce()
        if not later:
            time.sleep(WORKER_TTL_S / 3)
            continue
        if not _is_wanted(redis):
            time.sleep(1.0)
            continue
        languages.append(check_language(later.popleft(), sandbox).model_dump())


def _is_wanted(redis: Redis) -> bool:
    """Say whether somebody has asked for the list of languages."""
    try:
        return bool(redis.exists(LANGUAGES_WANTED_KEY))
    except RedisError:
        return False


def make_worker(settings: Settings) -> Celery:
    """Make the Celery application of a worker, its task registered."""
    app = make_celery(
        settings.redis_url.get_secret_value(), settings.longest_verification_s
    )
    slots: list[Slot] = []

    @app.task(name=TASK)
    def do(job_id: str) -> None:
        slots[0].do(job_id)

    def begin(**_: Any) -> None:
        set_up_logs(settings.log_level, settings.log_format)
        backend = known_backends().get(settings.sandbox)
        slots.append(Slot(settings, backend(settings.sandbox_options())))

    def end(**_: Any) -> None:
        slots.pop().close()

    worker_process_init.connect(begin, weak=False)
    worker_process_shutdown.connect(end, weak=False)
    return app


def main() -> None:
    """Run a worker until it is told to stop."""
    settings = Settings()
    set_up_logs(settings.log_level, settings.log_format)
    # Celery warns root of pickle, which is not accepted here.
    warnings.filterwarnings("ignore", category=SecurityWarning)
    app = make_worker(settings)
    sandbox = known_backends().get(settings.sandbox)(settings.sandbox_options())
    announce = threading.Thread(target=_announce, args=(settings, sandbox), daemon=True)
    announce.start()
    app.worker_main(
        [
            "--quiet",
            "worker",
            "--pool=prefork",
            f"--concurrency={settings.slot_count()}",
            "--loglevel=WARNING",
            "--without-gossip",
            "--without-mingle",
            "--without-heartbeat",
        ]
    )
