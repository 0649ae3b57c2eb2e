"""Puts the service together."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

import uvicorn
from fastapi import FastAPI

from verifier.api import batches, databases, operations, runs, test_sets, verifications
from verifier.api.admission import Admission
from verifier.api.body_limit import BodyLimit
from verifier.api.documents import document_bodies
from verifier.api.doors import Doors
from verifier.api.early import EarlyRefusal
from verifier.api.facades import facade_bodies, facade_entrances, facade_routers
from verifier.api.measures import Measures
from verifier.api.problems import add_problem_handlers
from verifier.api.state import State
from verifier.engine import Engine
from verifier.engine.choice import EngineOptions, make_engine
from verifier.engine.slot import SlotOptions
from verifier.generation.dialogue import ModelOptions
from verifier.generation.messages import GenerationRequest
from verifier.graders.sql_case import DatabaseContents
from verifier.keys import KeyRing
from verifier.logs import set_up_logs
from verifier.messages import RunRequest, TestSet, VerificationRequest
from verifier.settings import Settings
from verifier.tracing import set_up_tracing

_DESCRIPTION = """Judges programs: post a submission with its test cases, get a
verdict for each case, one reward, and a trace that explains it."""


def create_app(settings: Settings, engine: Engine) -> FastAPI:
    """Make the application.

    Args:
        settings: What the operator set.
        engine: Who runs the work; started and closed with the application.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await engine.start()
        try:
            yield
        finally:
            await engine.close()

    app = FastAPI(
        title="Verifier",
        version=version("verifier"),
        description=_DESCRIPTION,
        lifespan=lifespan,
        # Requests alone: its logs of bad requests hold what was in them.
        telemetry={
            "tracing": bool(settings.otlp_endpoint),
            "metrics": False,
            "logs": False,
            "operation_spans": False,
        },
    )
    admission, measures = Admission(engine), Measures()
    app.state.verifier = State(
        engine=engine,
        ceilings=settings.ceilings(),
        measures=measures,
        admission=admission,
        share_reports=settings.share_reports,
        has_model=settings.model_url is not None,
    )
    # The batch route comes first: "batch" is no verification's id.
    for module in (batches, verifications, runs, test_sets, databases, operations):
        app.include_router(module.router)
    for router in facade_routers():
        app.include_router(router)
    if not settings.otlp_endpoint:  # the framework names spans by its own routes
        app.router.routes.insert(0, verifications.PLAIN)
        app.add_middleware(verifications.Straight)  # the innermost
    add_problem_handlers(app)
    entrances = [*verifications.ENTRANCES, *runs.ENTRANCES, *facade_entrances()]
    app.add_middleware(EarlyRefusal, admission=admission, entrances=entrances)
    app.add_middleware(BodyLimit, most_bytes=settings.max_body_bytes)
    keys = KeyRing(settings.keys_file) if settings.keys_file else None
    app.add_middleware(Doors, admission=admission, measures=measures, keys=keys)
    document_bodies(
        app,
        [
            VerificationRequest,
            RunRequest,
            TestSet,
            GenerationRequest,
            DatabaseContents,
            batches.BatchRequest,
            *facade_bodies(),
        ],
    )
    return app


def engine_options(settings: Settings) -> EngineOptions:
    """Return what the engine is told of the settings."""
    model = settings.model_endpoint()
    return EngineOptions(
        kind=settings.engine,
        slots=settings.slot_count(),
        queue_limit=settings.queue_limit,
        report_ttl_s=settings.report_ttl_s,
        report_cache_bytes=settings.report_cache_bytes,
        redis_url=settings.redis_url.get_secret_value(),
        longest_verification_s=settings.longest_verification_s,
        slot=SlotOptions(
            backend=settings.sandbox,
            sandbox=settings.sandbox_options(),
            store=settings.data_dir / "test_sets",
            idle_slots=settings.cache_dir / "slots",
            count=settings.slot_count(),
            log_level=settings.log_level,
            log_format=settings.log_format,
            otlp_endpoint=settings.otlp_endpoint,
            model=ModelOptions(**model) if model else None,
        ),
    )


def serve(host: str, port: int) -> None:
    """Run the service until it is told to stop."""
    settings = Settings()
    set_up_logs(settings.log_level, settings.log_format)
    send_spans = set_up_tracing(settings.otlp_endpoint, "api")
    app = create_app(settings, make_engine(engine_options(settings)))
    # Looking through all that is there for ever takes a tenth of a second each time.
    gc.collect()
    gc.freeze()
    uvicorn.run(
        app,
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=settings.drain_s,
    )
    send_spans()
