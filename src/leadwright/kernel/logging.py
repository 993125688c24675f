"""Structured logs: events with fields, one JSON object a line on stderr, no personal data."""

import logging
import sys
from typing import cast

import structlog
from structlog.typing import EventDict, WrappedLogger

PERSONAL = frozenset(
    {"email", "name", "phone", "message", "to", "from", "subject", "text", "html", "body", "form"}
    | {"password", "token", "key", "secret", "authorization", "cookie"}
)


def _redact(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    for field in PERSONAL & event.keys():
        event[field] = "[redacted]"
    return event


def configure(level: str = "info", *, pretty: bool | None = None) -> None:
    """Set up logging for this process. `pretty` defaults to whether stderr is a terminal."""
    on_terminal = sys.stderr.isatty() if pretty is None else pretty
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer() if on_terminal else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _redact,
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(message)s", force=True)


def get(name: str) -> structlog.stdlib.BoundLogger:
    """A logger whose lines carry `component=name`."""
    return cast("structlog.stdlib.BoundLogger", structlog.get_logger(component=name))
