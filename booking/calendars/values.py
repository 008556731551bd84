"""A calendar file of somebody else, in plain words: what :mod:`booking.calendars.ical_in` reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum

from booking.foundation.errors import Refused
from booking.foundation.periods import Period

DAY_FORM, LOCAL_FORM, UTC_FORM = "%Y%m%d", "%Y%m%dT%H%M%S", "%Y%m%dT%H%M%SZ"


class TimeForm(StrEnum):
    """How a file writes a time (RFC 5545 §3.3.4, §3.3.5)."""

    DAY = "day"
    FLOATING = "floating"
    UTC = "utc"
    ZONED = "zoned"


@dataclass(frozen=True, slots=True)
class Moment:
    """A time on the wall clock of ``zone``, and the form in which the file says it."""

    wall: datetime
    """Without a zone; of a day its midnight."""
    zone: tzinfo
    form: TimeForm
    tzid: str = ""

    @property
    def instant(self) -> datetime:
        """Of a double hour the first; in a missing one the clock of before goes on (§3.3.5)."""
        return self.wall.replace(tzinfo=self.zone).astimezone(UTC)

    def moved(self, wall: datetime) -> "Moment":
        return Moment(wall, self.zone, self.form, self.tzid)

    def at(self, instant: datetime) -> "Moment":
        """Another moment, in the zone and the form of this one."""
        return self.moved(instant.astimezone(self.zone).replace(tzinfo=None))

    @property
    def written(self) -> str:
        """Parameters and value of a property that says it, as ``;VALUE=DATE:20261201``."""
        match self.form:
            case TimeForm.DAY:
                return f";VALUE=DATE:{self.wall:{DAY_FORM}}"
            case TimeForm.UTC:
                return f":{self.wall:{UTC_FORM}}"
            case TimeForm.FLOATING:
                return f":{self.wall:{LOCAL_FORM}}"
            case TimeForm.ZONED:
                return f';TZID="{self.tzid}":{self.wall:{LOCAL_FORM}}'


@dataclass(frozen=True, slots=True)
class ReadAddress:
    """ORGANIZER or ATTENDEE. Addresses are in lower case and without ``mailto:``."""

    email: str
    name: str = ""
    kind: str = "INDIVIDUAL"
    """CUTYPE: INDIVIDUAL, GROUP, RESOURCE, ROOM or UNKNOWN."""
    role: str = "REQ-PARTICIPANT"
    partstat: str = ""
    sent_by: str = ""
    line: str = field(default="", compare=False)
    """The whole property as the file has it, unfolded: replies repeat it byte for byte."""


@dataclass(frozen=True, slots=True)
class ReadEvent:
    """One VEVENT. A series is its rule and extra dates; one date of it has ``recurs_at``."""

    uid: str
    begins: Moment
    ends: Moment
    """The same as ``begins`` where the file says no end."""
    sequence: int = 0
    dtstamp: datetime | None = None
    recurs_at: Moment | None = None
    """RECURRENCE-ID: which date of the series this one stands for."""
    is_with_following: bool = False
    """RANGE=THISANDFUTURE: the dates after it too."""
    organizer: ReadAddress | None = None
    attendees: Sequence[ReadAddress] = ()
    rule: str = ""
    """The value of RRULE, in capitals and without blanks."""
    extra: Sequence[Moment] = ()
    """RDATE."""
    left_out: Sequence[Moment] = ()
    """EXDATE."""
    summary: str = ""
    description: str = ""
    location: str = ""
    status: str = ""
    is_private: bool = False
    is_transparent: bool = False

    @property
    def is_series(self) -> bool:
        return bool(self.rule or self.extra)

    @property
    def is_all_day(self) -> bool:
        return self.begins.form is TimeForm.DAY

    @property
    def duration(self) -> timedelta:
        """On the wall clock, so that each date of a series keeps its hours."""
        return self.begins.at(self.ends.instant).wall - self.begins.wall

    @property
    def period(self) -> Period | None:
        """None where it has no length."""
        begin, end = self.begins.instant, self.ends.instant
        return Period(begin, end) if begin < end else None


@dataclass(frozen=True, slots=True)
class UnreadEvent:
    """One VEVENT that cannot be used, and why."""

    uid: str
    """Empty where it has none."""
    title: str
    begins: str
    """As the file has it; empty where it says nothing."""
    fault: Refused


@dataclass(frozen=True, slots=True)
class ReadCalendar:
    """One VCALENDAR with at least one event; each that was read has a UID and a time."""

    events: Sequence[ReadEvent]
    method: str = ""
    """In capitals; empty for a file that is no message."""
    zones: Mapping[str, str] = field(default_factory=dict)
    """The VTIMEZONEs by TZID, as the file has them, unfolded: replies repeat them."""
    name: str = ""
    unread: Sequence[UnreadEvent] = ()


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One date of an event: when it takes place, and by which moment of its series it is known."""

    recurs_at: Moment
    period: Period
