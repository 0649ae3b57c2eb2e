"""The service does what its OpenAPI document says, whatever it is sent.

Boxes are played here (`instant`); schemathesis makes requests of the document, valid
and invalid, and holds each answer to it: status, content type, schema, headers. More
of them: `pytest tests/fuzz/test_openapi.py --hypothesis-profile=long`.
"""

from typing import Any

import pytest
import schemathesis
import structlog
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi.checks import (
    negative_data_rejection,
    positive_data_acceptance,
)

from tests.fuzz.instant import InstantEngine
from verifier.api import create_app
from verifier.settings import Settings

APP = create_app(Settings(engine="embedded", keys_file=None), InstantEngine(3))
CONFIG = schemathesis.Config.from_dict(
    {"checks": {"not_a_server_error": {"expected-statuses": ["2xx", "4xx", "503"]}}}
)
SCHEMA: Any = schemathesis.openapi.from_asgi("/openapi.json", APP, config=CONFIG)
NOT_HELD = [
    # What fields say of each other (one of two, a file in another's way), and of
    # programs and names of languages, no schema says: such requests are refused.
    positive_data_acceptance,
    # "1" is taken for 1, and "true" for true.
    negative_data_rejection,
]
IS_LONG = settings.get_current_profile_name() == "long"
if not IS_LONG:
    # Their bodies are those of other routes, and cost seconds to make.
    SCHEMA = SCHEMA.exclude(path="/v1/verifications/batch").exclude(
        path="/v1/test_sets/{test_set}", method="PUT"
    )


@pytest.fixture(autouse=True)
def _quiet() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))


@pytest.mark.slow
@pytest.mark.timeout(600)
@SCHEMA.parametrize()  # type: ignore[untyped-decorator]
@settings(
    max_examples=100 if IS_LONG else 4,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_service_does_what_its_document_says(case: Any) -> None:
    case.call_and_validate(excluded_checks=NOT_HELD)
