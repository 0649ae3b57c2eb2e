"""Sets up structured logs; called by entry points only."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_SECRETS = (
    (re.compile(r"vk_([0-9a-f]{8})_[\w-]+", re.ASCII), r"vk_\1_…"),
    (re.compile(r"(\w+://[^\s/@:]*):[^\s/@]+@", re.ASCII), r"\1:…@"),
    (re.compile(r"(?i)\b(bearer|basic) [\w+/=.-]+", re.ASCII), r"\1 …"),
)
"""What looks like an API key, a URL's password, or credentials of HTTP."""


def without_secrets(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Blot out secrets in a log's line, wherever they came from."""
    for name, value in event.items():
        if isinstance(value, str):
            for pattern, instead in _SECRETS:
                value = pattern.sub(instead, value)  # noqa: PLW2901 - one after another
            event[name] = value
    return event


def set_up_logs(level: str, style: str) -> None:
    """Log to standard error.

    Never source code, input or output of a submission: event names as plain
    words, with keys.

    Args:
        level: Least level that is shown.
        style: `json`, `text`, or `auto` for text on a terminal.
    """
    as_text = style == "text" or (style == "auto" and sys.stderr.isatty())
    renderer: structlog.typing.Processor = structlog.processors.JSONRenderer()
    if as_text:
        renderer = structlog.dev.ConsoleRenderer()
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            without_secrets,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        # At each call: whoever started us may put another in its place.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )
    # It quotes SQL, which may be a candidate's.
    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)
    # It quotes addresses, which may hold credentials.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.basicConfig(level=number, stream=sys.stderr, format="%(message)s")
