"""Makes the engine that the operator chose."""

from dataclasses import dataclass
from typing import Literal

from verifier.engine.embedded import EmbeddedEngine
from verifier.engine.engine import Engine
from verifier.engine.records import Records
from verifier.engine.slot import SlotOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineOptions:
    """What an engine is told.

    Attributes:
        kind: Which engine.
        slots: Jobs run at one time, by the embedded engine.
        queue_limit: Jobs that may wait.
        report_ttl_s: Seconds a report is kept.
        report_cache_bytes: Bytes of reports kept by the embedded engine.
        redis_url: Broker and store of the celery engine.
        longest_verification_s: When a silent worker's task goes to another.
        slot: What each slot of the embedded engine is started with.
    """

    kind: Literal["embedded", "celery"]
    slots: int
    queue_limit: int
    report_ttl_s: float
    report_cache_bytes: int
    redis_url: str
    longest_verification_s: float
    slot: SlotOptions


def make_engine(options: EngineOptions) -> Engine:
    """Make the engine; nothing starts yet."""
    if options.kind == "celery":
        # Imported here: the embedded engine needs neither Celery nor Redis.
        from verifier.engine.celery import CeleryEngine  # noqa: PLC0415

        return CeleryEngine(
            options.redis_url,
            queue_limit=options.queue_limit,
            report_ttl_s=options.report_ttl_s,
            longest_verification_s=options.longest_verification_s,
        )
    records = Records(options.report_ttl_s, options.report_cache_bytes)
    return EmbeddedEngine(options.slots, options.queue_limit, options.slot, records)
