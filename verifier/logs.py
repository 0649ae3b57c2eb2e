"""Sets up structured logs; called by entry points only."""

import logging
import sys

import structlog


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
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        # At each call: whoever started us may put another in its place.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )
    # It quotes SQL, which may be a candidate's.
    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)
    logging.basicConfig(level=number, stream=sys.stderr, format="%(message)s")
