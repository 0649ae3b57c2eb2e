"""Languages, health and metrics."""

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from pydantic import BaseModel, Field

from verifier.api.documents import NOT_FOUND
from verifier.api.state import WithState
from verifier.errors import EngineUnavailableError
from verifier.selftest import LanguageStatus

router = APIRouter(tags=["operations"])


class Languages(BaseModel):
    """The languages, and which of them this service has."""

    languages: list[LanguageStatus]


class Alive(BaseModel):
    """The service answers."""

    status: str = "ok"


class Readiness(BaseModel):
    """Whether the service can take work."""

    status: str
    slots: int | None
    busy: int | None
    queued: int
    reason: str


class Load(BaseModel):
    """What there is to do, and who does it."""

    slots: int
    busy: int
    queued: int
    work: int = Field(description="What waits and what runs: slots that have a use.")


@router.get("/v1/languages", summary="List the languages")
async def languages(state: WithState) -> Languages:
    """Return each language with version, aliases, availability and limits."""
    return Languages(languages=await state.engine.languages(of_all=True))


@router.get("/health/live", summary="Is it alive?")
async def live() -> Alive:
    """Return 200 as long as the service answers at all."""
    return Alive()


@router.get(
    "/health/ready",
    summary="Can it work?",
    responses={200: {"model": Readiness}, 503: {"model": Readiness}},
)
async def ready(state: WithState) -> Response:
    """Return 200 once the engine runs and its languages are tested, else 503."""
    health = await state.engine.health()
    answer = Readiness(
        status="ready" if health.is_ready else "not ready",
        slots=health.slots,
        busy=health.busy,
        queued=health.queued,
        reason=health.reason,
    )
    status = 200 if health.is_ready else 503
    return JSONResponse(answer.model_dump(), status_code=status)


@router.get(
    "/health/load",
    summary="How much is there to do?",
    responses={200: {"model": Load}, 503: NOT_FOUND[503]},
)
async def load(state: WithState) -> Load:
    """Return what waits and runs: for what starts and stops workers.

    It is answered without any worker, too, so that the first can be asked for.
    """
    health = await state.engine.health()
    if health.slots is None:
        raise EngineUnavailableError(health.reason)
    return Load(
        slots=health.slots,
        busy=health.busy or 0,
        queued=health.queued,
        work=health.queued + (health.busy or 0),
    )


@router.get(
    "/metrics",
    summary="Metrics for Prometheus",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
async def metrics(state: WithState) -> Response:
    """Return the metrics in Prometheus' text format."""
    health = await state.engine.health()
    text = state.measures.text(health, state.admission.service_s)
    return Response(text, media_type=CONTENT_TYPE_LATEST)
