"""Logs: structlog and the libraries' stdlib logging through one chain, the end of which takes secrets out.

A line is JSON or, for people, console text, on stderr. `structlog.contextvars` (the incident's id) joins every line.
Whatever a line holds passes the redactor and loses tokens of Slack, tracebacks included; a line that cannot be
redacted is withheld.
"""

import logging
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, TextIO

import structlog
from structlog.dev import ConsoleRenderer, plain_traceback
from structlog.stdlib import ProcessorFormatter
from structlog.types import EventDict, Processor, WrappedLogger

# Heard from warnings on, unless everything is asked for.
LIBRARIES = ("slack_bolt", "slack_sdk", "kubernetes", "apscheduler", "aiohttp", "alembic", "psycopg")
# They write parameters and payloads into their debug lines: heard from warnings on, always.
TALKATIVE = ("aiosqlite", "sqlalchemy", "asyncio", "urllib3", "anthropic", "httpx2", "httpcore2")

_TOKENS = re.compile(r"\bx(?:ox[a-z]|app)(?:\.[a-z]+)?-[\w-]{3,}")
_TERSE = ("slack_bolt", "slack_sdk", "asyncio")
"""While Slack is away they write a traceback for every try; their sentence says the same."""
_KEPT = frozenset({"level", "timestamp", "logger"})


def configure(
    level: str,
    fmt: Literal["json", "console"],
    redact: Callable[[str], str],
    *,
    stream: TextIO | None = None,
) -> None:
    """Set logging up for the process; a second call replaces the first.

    `level` is debug, info, warning or error; `redact` takes the secrets out of one text; `stream` is stderr if None.
    """
    out = stream or sys.stderr
    threshold = logging.getLevelNamesMapping()[level.upper()]
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            *shared,
            structlog.stdlib.PositionalArgumentsFormatter(),
            ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=[_tersely, *shared],
            processors=[
                ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                _Redactor(redact),
                _renderer(fmt, colours=out.isatty()),
            ],
        )
    )
    logging.root.handlers[:] = [handler]
    logging.root.setLevel(threshold)
    logging.captureWarnings(capture=True)
    for name in LIBRARIES:
        logging.getLogger(name).setLevel(logging.NOTSET if threshold == logging.DEBUG else logging.WARNING)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


def _tersely(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """A line of a terse library below critical: its sentence in one line, without the traceback."""
    record: logging.LogRecord = event["_record"]
    if record.name.split(".")[0] not in _TERSE or record.levelno >= logging.CRITICAL:
        return event
    kept = {key: value for key, value in event.items() if key not in {"exc_info", "stack_info"}}
    return kept | {"event": " ".join(str(event["event"]).split())}


def _renderer(fmt: Literal["json", "console"], *, colours: bool) -> Processor:
    if fmt == "json":
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return ConsoleRenderer(colors=colours, exception_formatter=plain_traceback)


class _Redactor:
    """The last processor before the renderer: no text passes it unseen."""

    def __init__(self, redact: Callable[[str], str]) -> None:
        self._redact = redact

    def __call__(self, _logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
        try:
            return {key: value if key in _KEPT else self._clean(value) for key, value in event.items()}
        except Exception as problem:  # noqa: BLE001 # a faulty redactor neither leaks the line nor stops who logs
            kept = {key: value for key, value in event.items() if key in _KEPT}
            return {"event": f"[line withheld: it could not be redacted ({type(problem).__name__})]", **kept}

    def _clean(self, value: Any) -> Any:
        if value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, Mapping):
            return {self._text(str(key)): self._clean(item) for key, item in value.items()}
        if isinstance(value, Sequence | set | frozenset) and not isinstance(value, str | bytes):
            return [self._clean(item) for item in value]
        return self._text(value if isinstance(value, str) else repr(value))

    def _text(self, text: str) -> str:
        return _TOKENS.sub("[redacted:slack-token]", self._redact(text))
