"""The log: one JSON object a line on stdout, for the machine that gathers it (BIO2 8.15).

What is never in it: query strings, cookies, tokens, bodies and names of people. Addresses
are written as their template, so ``/agenda/{token}.ics`` says that a feed was read and not
whose. JSON escapes CR, LF and ESC: a name cannot forge a line (ASVS 5.0 16.4.1).
"""

import json
import logging
from contextlib import suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from litestar.exceptions import SerializationException
from litestar.serialization import encode_json
from typing_extensions import override

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")


class RequestNumber(logging.Filter):
    """Writes the number of the request on every line that was logged while handling it."""

    @override
    def filter(self, record: logging.LogRecord) -> bool:
        if request_id := REQUEST_ID.get():
            record.request_id = request_id
        return True


class Line(logging.Formatter):
    """One JSON object: what was said, what was said with it, and when.

    In plain ASCII, so that nothing in it ends the line or steers a terminal. Every request
    writes one, so it goes the quick way when nothing has to be escaped for that.
    """

    _usual = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}

    @override
    def format(self, record: logging.LogRecord) -> str:
        said = {"level": record.levelname, "logger": record.name, "message": record.getMessage()}
        if record.exc_info:
            said["exc_info"] = self.formatException(record.exc_info)
        said |= {name: fact for name, fact in vars(record).items() if name not in self._usual}
        said["time"] = datetime.fromtimestamp(record.created, UTC).isoformat()
        return _ascii_json(said)


def _ascii_json(facts: dict[str, Any]) -> str:
    with suppress(SerializationException):
        quick = encode_json(facts)
        if quick.isascii():
            return quick.decode()
    return json.dumps(facts, default=str)


def log_settings(level: str = "INFO", *, is_for_people: bool = False) -> dict[str, Any]:
    """For ``logging.config.dictConfig``; ``is_for_people`` writes plain warnings only."""
    words = {"format": "%(levelname)s %(message)s"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request": {"()": RequestNumber}},
        "formatters": {"lines": words if is_for_people else {"()": Line}},
        "handlers": {
            "stdout": {
                "class": "logging.StreamHandler",
                "stream": "ext://sys.stdout",
                "formatter": "lines",
                "filters": ["request"],
            }
        },
        "root": {"handlers": ["stdout"], "level": "WARNING"},
        "loggers": {
            "booking": {"level": "WARNING" if is_for_people else level},
            "_granian": {"level": level},
        },
    }
