"""The time zones that files of other programs name.

Each file is judged by itself. icalendar would keep every zone it is shown in one table for all
files, so that "Customized Time Zone" of one sender moved the meetings of the next.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, tzinfo
from io import StringIO
from zoneinfo import ZoneInfo, available_timezones

from dateutil.tz import tzical
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from booking.calendars.ical_lines import NotRead
from booking.foundation.texts import N_

LINES_MAX = 600
KEPT = ("BEGIN:", "END:", "TZID", "DTSTART", "RRULE", "RDATE", "TZOFFSET", "TZNAME")
YEARLY = re.compile(
    r"RRULE:(?:FREQ=YEARLY|BYMONTH=\d+|BYDAY=[+-]?\d*[A-Z]{2}|BYMONTHDAY=-?[\d,]+|WKST=[A-Z]{2}"
    r"|INTERVAL=1|UNTIL=\w+|BYSETPOS=-?\d|;)+"
)
"""All that a change of the clocks needs; other rules keep a computer busy for ever."""


class UnknownZone(NotRead):
    code = "unknown-zone"
    sentence = N_(
        "The calendar file uses the time zone “%(zone)s” and does not say what that is. "
        "Choose a time zone in your calendar program and send it again."
    )


class Zones:
    """The zones of one file: its own definitions, IANA names and those of Windows."""

    def __init__(self, definitions: Mapping[str, Sequence[str]]) -> None:
        self._definitions = definitions
        self._known: dict[str, tzinfo] = {}

    def named(self, tzid: str) -> tzinfo:
        """Raises :class:`UnknownZone`; a time is never taken for a local one by mistake.

        An IANA name means what the world agrees on; else the file's own definition goes first.
        """
        if tzid not in self._known:
            self._known[tzid] = self._found(tzid)
        return self._known[tzid]

    def _found(self, tzid: str) -> tzinfo:
        name = tzid.strip().strip("/")
        if name in available_timezones():
            return ZoneInfo(name)
        if tzid in self._definitions:
            return _defined(tzid, self._definitions[tzid])
        if name in WINDOWS_TO_OLSON:
            return ZoneInfo(WINDOWS_TO_OLSON[name])
        for guess in _tails(name):
            if guess in available_timezones():
                return ZoneInfo(guess)
        if name.upper() in {"UTC", "GMT", "Z"}:
            return UTC
        raise UnknownZone(f"no zone {tzid!r}", zone=name or "?")


def _tails(name: str) -> list[str]:
    """``vendor/Europe/Berlin`` as Evolution and old Thunderbirds write it (RFC 5545 §3.2.19)."""
    parts = name.split("/")
    return ["/".join(parts[start:]) for start in range(1, len(parts))]


def _defined(tzid: str, lines: Sequence[str]) -> tzinfo:
    kept = [_plain(line) for line in lines if line.upper().startswith(KEPT)]
    if len(kept) > LINES_MAX or not all(map(_is_harmless, kept)):
        raise UnknownZone(f"zone {tzid!r} is not understood", zone=tzid)
    try:
        zone = tzical(StringIO("\n".join(kept))).get()
    except (ValueError, KeyError, OverflowError, TypeError) as error:
        raise UnknownZone(f"zone {tzid!r}: {error}", zone=tzid) from error
    if zone is None:
        raise UnknownZone(f"zone {tzid!r} is empty", zone=tzid)
    return zone


def _is_harmless(line: str) -> bool:
    return not line.startswith("RRULE") or YEARLY.fullmatch(line) is not None


def _plain(line: str) -> str:
    """A line as dateutil takes it: in capitals, without parameters, days as their midnight."""
    name, _, value = line.partition(":")
    name = name.partition(";")[0].upper()
    if name in {"TZID", "TZNAME"}:
        return f"{name}:{value}"
    value = value.replace(" ", "").upper()
    return f"{name}:{value}T000000" if name == "DTSTART" and "T" not in value else f"{name}:{value}"
