"""What a request makes the API call must not take a thread each time."""

from collections.abc import Iterator
from inspect import isasyncgenfunction, iscoroutinefunction
from typing import Any

from verifier.api.app import create_app, engine_options
from verifier.engine.choice import make_engine
from verifier.settings import Settings


def calls(dependant: Any) -> Iterator[Any]:
    yield dependant.call
    for inner in dependant.dependencies:
        yield from calls(inner)


def routes(router: Any) -> Iterator[Any]:
    for route in router.routes:
        if hasattr(route, "original_router"):
            yield from routes(route.original_router)
        elif hasattr(route, "dependant"):
            yield route


def test_all_that_a_request_calls_is_async() -> None:
    settings = Settings()
    app = create_app(settings, make_engine(engine_options(settings)))
    found = [(it.path, call) for it in routes(app) for call in calls(it.dependant)]

    assert len(found) > 20
    for path, call in found:
        assert iscoroutinefunction(call) or isasyncgenfunction(call), (path, call)
