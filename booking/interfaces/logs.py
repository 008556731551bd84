"""The log: one JSON object a line on stdout, for the machine that gathers it (BIO2 8.15).

What is never in it: query strings, cookies, tokens, bodies and names of people. Addresses
are written as their template, so ``/agenda/{token}.ics`` says that a feed was read and not
whose. JSON escapes CR, LF and ESC: a name cannot forge a line (ASVS 5.0 16.4.1).
"""

import logging
from contextvars import ContextVar
from typing import Any

from typing_extensions import override

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")


class RequestNumber(logging.Filter):
    """Writes the number of the request on every line that was logged while handling it."""

    @override
    def filter(self, record: logging.LogRecord) -> bool:
        if request_id := REQUEST_ID.get():
            record.request_id = request_id
        return True


def log_settings(level: str = "INFO", *, is_for_people: bool = False) -> dict[str, Any]:
    """For ``logging.config.dictConfig``; ``is_for_people`` writes plain warnings only."""
    words = {"format": "%(levelname)s %(message)s"}
    lines = {
        "()": "pythonjsonlogger.json.JsonFormatter",
        "fmt": "%(levelname)s %(name)s %(message)s",
        "rename_fields": {"levelname": "level", "name": "logger"},
        "timestamp": "time",
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request": {"()": RequestNumber}},
        "formatters": {"lines": words if is_for_people else lines},
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
