"""What ical.js (of Thunderbird) makes of a calendar file; it shares no line with icalendar.

with reading_along() as read:
    [seen] = read(content)
"""

import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from booking.foundation.periods import Period

READER = Path(__file__).with_name("ical_js_reader.mjs")
ALWAYS = 4_000_000_000  # seconds since 1970


class Seen(NamedTuple):
    """One date of an event as a calendar program shows it."""

    uid: str
    period: Period
    summary: str
    status: str
    transparency: str


Read = Callable[[bytes], list[Seen]]


@contextmanager
def reading_along() -> Iterator[Read]:
    """One program for many files; raises ValueError with its words for a file it refuses."""
    command = ["node", str(READER)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdin
        assert program.stdout
        wire_out, wire_in = program.stdin, program.stdout

        def read(content: bytes) -> list[Seen]:
            wire_out.write(json.dumps({"file": content.decode(), "until": ALWAYS}) + "\n")
            wire_out.flush()
            answer = json.loads(wire_in.readline())
            if "error" in answer:
                raise ValueError(answer["error"])
            rows = (
                Seen(uid, Period(_instant(start), _instant(end)), *said)
                for uid, start, end, *said in answer["occurrences"]
            )
            return sorted(rows, key=lambda seen: (seen.period, seen.uid))

        try:
            yield read
        finally:
            wire_out.close()


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)
