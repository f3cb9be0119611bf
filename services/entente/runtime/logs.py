"""Logs: ECS JSON on stderr, one line an event; libraries' logs in the same shape.

Whatever a line carries beside its message stands under `labels`, as ECS wants own fields to.
"""

import logging
import sys
from collections.abc import Callable, MutableMapping
from typing import Any, TextIO

import ecs_logging
import structlog

_ECS_OWN = frozenset({"event", "message", "level", "timestamp", "exc_info", "exception", "logger", "service"})
_LEVEL_OF_LIBRARIES = logging.WARNING
"""Kafka's clients tell every reconnect at INFO."""

_SELDOM_S = 30.0
"""How often a library may say one and the same thing: while a broker is away, several times a second."""

Line = MutableMapping[str, Any]

_SHARED: list[structlog.typing.Processor] = [
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
]


def set_up(service: str, version: str, level: str, form: str, stream: TextIO | None = None) -> None:
    """Send all logs of this process to stderr, in one form (`json` or `console`)."""
    rendering: list[structlog.typing.Processor] = (
        [structlog.processors.format_exc_info, _as_ecs(service, version), _ecs_line]
        if form == "json"
        else [
            structlog.processors.TimeStamper("%H:%M:%S", utc=True),
            structlog.dev.ConsoleRenderer(colors=False),
        ]
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_SHARED,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *rendering],
        )
    )
    handler.addFilter(_seldom())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(_LEVEL_OF_LIBRARIES)
    logging.getLogger("entente").setLevel(level)


def logger(name: str) -> structlog.stdlib.BoundLogger:
    """Give the logger of a module; where nothing is set up, warnings alone go to stderr."""
    made: structlog.stdlib.BoundLogger = structlog.wrap_logger(
        logging.getLogger(name),
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        context_class=dict,
        cache_logger_on_first_use=True,
    )
    return made


def _seldom() -> Callable[[logging.LogRecord], bool]:
    said: dict[tuple[str, str], float] = {}

    def lets_through(record: logging.LogRecord) -> bool:
        """Let a library's message through once in a while, and all of our own."""
        if record.name.startswith("entente"):
            return True
        what = (record.name, str(record.msg))
        if record.created - said.get(what, 0.0) < _SELDOM_S:
            return False
        said[what] = record.created
        return True

    return lets_through


def _as_ecs(service: str, version: str) -> structlog.typing.Processor:
    def to_ecs(_: object, __: str, line: Line) -> Line:
        own = {key: line.pop(key) for key in list(line) if key not in _ECS_OWN}
        ecs: Line = {
            "event": line["event"],
            "log": {"level": line.get("level", "info"), "logger": line.get("logger", "")},
            "service": {"name": service, "version": version},
        }
        error = own.pop("error", None)
        if error is not None:
            ecs["error"] = {"message": str(error), "type": type(error).__name__}
        if "exception" in line:
            ecs.setdefault("error", {})["stack_trace"] = line["exception"]
        if own:
            ecs["labels"] = {
                key: value if isinstance(value, int | float) else str(value) for key, value in own.items()
            }
        return ecs

    return to_ecs


_formatter = ecs_logging.StructlogFormatter(ensure_ascii=False)


def _ecs_line(_: object, name: str, line: Line) -> str:
    text: str = _formatter(None, name, dict(line))
    return text
