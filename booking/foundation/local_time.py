"""Wall-clock time at the town hall, in and out of instants.

Everything is stored and compared in UTC; the wall clock exists only at the edges. A
Dutch year has one missing hour (last Sunday of March, 02:00-03:00) and one double hour
(last Sunday of October): asking for a missing time is refused with words; a double one
means the first of the two (so does RFC 5545 §3.3.5), unless its ``fold`` is 1 (PEP 495).
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from booking.foundation.errors import Refused
from booking.foundation.periods import Period, Span
from booking.foundation.texts import N_

TOWN_HALL = ZoneInfo("Europe/Amsterdam")
MINUTE = timedelta(minutes=1)


class MissingHour(Refused):
    """The clocks go forward then: the asked wall-clock time does not exist."""

    code = "missing-hour"
    sentence = N_("That time does not exist: the clocks go forward that night. Choose another.")


def local_instant(day: date, clock: time) -> datetime:
    """The instant at which the wall clock shows ``clock`` on ``day``; of two by its ``fold``.

    Raises :class:`MissingHour` for a time that the spring night skips.
    """
    instant = datetime.combine(day, clock, tzinfo=TOWN_HALL).astimezone(UTC)
    if instant.astimezone(TOWN_HALL).time() != clock:
        raise MissingHour(f"{day} has no {clock}")
    return instant


def is_double(wall: datetime) -> bool:
    """Whether the wall clock shows this time twice that night."""
    return wall.replace(fold=0).utcoffset() > wall.replace(fold=1).utcoffset()  # type: ignore[operator]


def minutes_as_clock(minutes: int) -> time:
    """So many minutes after midnight on the wall clock; less than a day."""
    return time(*divmod(minutes, 60))


def local_period(day: date, begin: time, end: time) -> Period:
    """From ``begin`` to ``end`` on one day; an ``end`` of 00:00 means the midnight that ends it."""
    last = day + timedelta(days=1) if end == time.min else day
    return Period(local_instant(day, begin), local_instant(last, end))


def local_day(day: date) -> Period:
    """From midnight to midnight on the wall clock: 23, 24 or 25 hours."""
    midnight = datetime.combine(day, time.min, tzinfo=TOWN_HALL)
    return Period(midnight, midnight + timedelta(days=1))


def to_local(instant: datetime) -> datetime:
    return instant.astimezone(TOWN_HALL)


@lru_cache(maxsize=10_000)
def day_of(instant: datetime) -> date:
    """The local date on which ``instant`` falls."""
    return instant.astimezone(TOWN_HALL).date()


def days_of(period: Period) -> list[date]:
    """Every local day that ``period`` touches, in order."""
    first, last = day_of(period.starts_at), day_of(period.ends_at - MINUTE)
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def epoch_minutes(instant: datetime) -> int:
    """Whole minutes since 1970-01-01T00:00Z: the integer in which claims are kept."""
    return int(instant.timestamp()) // 60


def span_of(period: Period) -> Span:
    return epoch_minutes(period.starts_at), epoch_minutes(period.ends_at)


@lru_cache(maxsize=10_000)
def from_epoch_minutes(minutes: int) -> datetime:
    return datetime.fromtimestamp(minutes * 60, tz=UTC)
