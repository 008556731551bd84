"""Calendar files of other programs, line by line: what is too much, or not whole, ends here."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from booking.foundation.errors import Refused
from booking.foundation.texts import N_

DEPTH_MAX = 8

FOLD = re.compile(r"\r?\n[ \t]|\r[ \t]")
LINE_END = re.compile(r"\r\n|\n|\r")
ZONE_PARAMETER = re.compile(r";TZID=", re.IGNORECASE)
HIDDEN_ZONE = "X-ZONE"


class NotRead(Refused):
    """A calendar file that cannot be used, and why."""


class TooLarge(NotRead):
    code = "calendar-too-large"
    sentence = N_(
        "This calendar file is too large: at most %(kilobytes)s kB and %(events)s meetings."
    )


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is looked at."""

    bytes_max: int
    components_max: int
    dates_max: int
    """In all RDATEs and EXDATEs together."""

    def exceeded(self, by: str) -> TooLarge:
        return TooLarge(by, kilobytes=self.bytes_max // 1000, events=self.components_max)


MESSAGE = Limits(1_000_000, 2_000, 2_000)
"""What anybody may send."""
WHOLE_CALENDAR = Limits(5_000_000, 10_000, 10_000)
"""What who runs the building asks for: reading it takes a second or two."""


class Garbled(NotRead):
    code = "calendar-garbled"
    sentence = N_("This is not a calendar file, or not a whole one. Please send it again.")


class NoEvents(NotRead):
    code = "calendar-empty"
    sentence = N_("There is no meeting in this calendar file.")


class Lines:
    """A file taken apart: its time zones are read by us, the ``rest`` by icalendar.

    Raises :class:`NotRead` for what is too much, or is not closed as it was opened.
    """

    def __init__(self, raw: bytes, limits: Limits = MESSAGE) -> None:
        if len(raw) > limits.bytes_max:
            raise limits.exceeded(f"{len(raw)} bytes")
        self._limits = limits
        self.rest: list[str] = []
        self.zones: dict[str, list[str]] = {}
        self.events: list[list[str]] = []
        """The lines of each VEVENT, in order."""
        self._open: list[str] = []
        self._zone: list[str] = []
        self._begun = self._dates = 0
        text = raw.decode("utf-8-sig", errors="replace").replace("\0", "")
        for line in filter(None, map(str.strip, LINE_END.split(FOLD.sub("", text)))):
            self._take(line)
        if self._open or not self._begun:
            raise Garbled(f"{self._open} not closed")
        if not self.events:
            raise NoEvents

    def _take(self, line: str) -> None:
        word, _, value = line.upper().partition(":")
        if word == "BEGIN":
            self._begin(value)
        elif word.startswith(("RDATE", "EXDATE")):
            self._dates += line.count(",") + 1
        if self._dates > self._limits.dates_max:
            raise self._limits.exceeded(f"{self._dates} dates")
        if "VTIMEZONE" in self._open:
            self._zone.append(line)
        else:
            self.rest.append(_cleaned(line, word))
            if self._open[-1:] == ["VEVENT"]:
                self.events[-1].append(line)
        if word == "END":
            self._end(value)

    def _begin(self, part: str) -> None:
        self._open.append(part)
        self._begun += 1
        if self._begun > self._limits.components_max or len(self._open) > DEPTH_MAX:
            raise self._limits.exceeded(f"{self._begun} components, {len(self._open)} deep")
        if part == "VEVENT":
            self.events.append([])

    def _end(self, part: str) -> None:
        if not self._open or self._open.pop() != part:
            raise Garbled(f"END:{part} closes nothing")
        if part == "VTIMEZONE":
            self.zones[_tzid_in(self._zone)] = self._zone
            self._zone = []


def line_of(lines: Sequence[str], name: str) -> str:
    """The first property ``name`` as it stands in the file; empty without one."""
    starts = (f"{name}:", f"{name};")
    return next((line for line in lines if line.upper().startswith(starts)), "")


def _tzid_in(lines: Sequence[str]) -> str:
    """Its commas are escaped (RFC 5545 §3.3.11), those of the parameter that names it are not."""
    return re.sub(r"\\(.)", r"\1", line_of(lines, "TZID").partition(":")[2]).strip()


def _cleaned(line: str, word: str) -> str:
    """Blanks in rules, as Exchange writes, are left out; zones are hidden from icalendar."""
    if word.startswith("RRULE"):
        return line.replace(" ", "")
    return ZONE_PARAMETER.sub(f";{HIDDEN_ZONE}=", line)
