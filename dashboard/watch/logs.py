"""Logs: one JSON a line at work, words in a demonstration; kinds and places, never values.

Messages of gunicorn and of libraries go the same way. What an error says may hold a name, so only
its kind and where it was raised are told; so are no addresses people asked for.
"""

import logging.config
import traceback
from datetime import UTC, datetime

import structlog

from dashboard.watch.requests import Answered

# Gunicorn's messages that repeat what a visitor has sent.
REPEATING = ("Error handling request", "Invalid request", "Invalid HTTP")
QUIET = ("/healthz", "/readyz")  # asked every few seconds
OWN_FILES = ("/assets/", "/_dash-component-suites/", "/_favicon.ico")
SECOND = 1000  # [ms]

structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)
logger = structlog.stdlib.get_logger
log = logger("dashboard.request")


def configuration(*, is_demo: bool) -> dict:
    """What `logging.config.dictConfig` and gunicorn's `logconfig_dict` take."""
    rendered = (
        structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0)
        if is_demo
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    line = {
        "()": structlog.stdlib.ProcessorFormatter,
        "processors": [
            without_values,
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            rendered,
        ],
    }
    to_stderr = {"class": "logging.StreamHandler", "formatter": "line"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": line},
        "handlers": {"stderr": to_stderr},
        "root": {"level": "WARNING", "handlers": ["stderr"]},
        "loggers": {
            "dashboard": {"level": "INFO"},
            "gunicorn.error": {"level": "INFO", "handlers": ["stderr"], "propagate": False},
            # lines of our own say what may be said of a request
            "gunicorn.access": {"level": "CRITICAL", "handlers": [], "propagate": False},
            "werkzeug": {"level": "ERROR"},
        },
    }


def begin_logs(*, is_demo: bool) -> None:
    """From now on this process logs so."""
    logging.config.dictConfig(configuration(is_demo=is_demo))


def without_values(_logger, _name, event: dict) -> dict:
    """A line: when, how bad, where from, what; of an error the kind and the place only."""
    record = event["_record"]
    about = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
    }
    if caught := event.pop("exc_info", None):
        kind, _, trace = caught if isinstance(caught, tuple) else (type(caught), None, None)
        event |= {"kind": getattr(kind, "__name__", ""), "where": place_of(trace)}
    event.pop("stack_info", None)
    said = str(event["event"])
    found = next((words for words in REPEATING if said.startswith(words)), None)
    return about | event | {"event": found or said}


def place_of(trace) -> str:
    """The lines of the program an error went through, without what it says."""
    return "".join(traceback.format_tb(trace))


def tell(answered: Answered) -> None:
    """A line a request; own files and what asks whether we live only when they fail."""
    route = answered.route
    if answered.status < 400 and (route in QUIET or route.startswith(OWN_FILES)):
        return
    log.info(
        "request",
        request_id=answered.request_id,
        method=answered.method,
        route=route,
        callback=answered.callback,
        status=answered.status,
        ms=round(answered.seconds * SECOND, 1),
    )
