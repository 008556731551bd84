"""Dates that come back: every day, week or month, as RFC 5545 §3.3.10 writes them.

A rule counts local dates, not instants: what starts at 09:00 starts at 09:00 on each of them,
whatever the clocks did meanwhile. Pure.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice
from typing import Literal

from dateutil import rrule

from booking.foundation.errors import Refused
from booking.foundation.formats import show_date
from booking.foundation.local_time import day_of, local_day
from booking.foundation.texts import N_

OCCURRENCES_MAX = 400
YEARS_MAX = 10
INTERVAL_MAX = 99
PLACE_MAX = 31
LAST = -1
"""The place that counts from the end of the month."""
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
UTC_FORM = "%Y%m%dT%H%M%SZ"


class Pace(StrEnum):
    """What a rule counts. Nothing comes back more often than once a day."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTH_DAY = "month-day"
    MONTH_WEEKDAY = "month-weekday"


MONTHLY = {Pace.MONTH_DAY, Pace.MONTH_WEEKDAY}
WITH_WEEKDAYS = {Pace.WEEKLY, Pace.MONTH_WEEKDAY}
FREQUENCIES: dict[Pace, Literal[1, 2, 3]] = {
    Pace.DAILY: rrule.DAILY,
    Pace.WEEKLY: rrule.WEEKLY,
    Pace.MONTH_DAY: rrule.MONTHLY,
    Pace.MONTH_WEEKDAY: rrule.MONTHLY,
}


class TooManyDates(Refused):
    code = "too-many-dates"
    sentence = N_(
        "A series has %(most)s dates at most, within %(years)s years, for everybody and without "
        "exceptions."
    )


class EndsTooLate(TooManyDates):
    code = "ends-too-late"
    sentence = N_(
        "A series has %(most)s dates at most, within %(years)s years, for everybody and without "
        "exceptions. Let it end on %(last)s at the latest; the rest can be another series."
    )


class RuleNotUnderstood(Refused):
    code = "rule-not-understood"
    sentence = N_("A series comes back every day, week or month. It cannot be repeated this way.")


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Every ``interval`` days, weeks or months, until a date or so many times.

    ``weekdays`` (0 is Monday): which of the week; with MONTH_WEEKDAY the one that is counted.
    ``place``: with MONTH_DAY the date, 1 to 31; with MONTH_WEEKDAY which one, 1 to 5; or LAST.
    A month without that date or that weekday is left out (RFC 5545 §3.3.10).
    """

    pace: Pace
    interval: int = 1
    weekdays: frozenset[int] = frozenset()
    place: int = 0
    until: date | None = None
    count: int | None = None

    def __post_init__(self) -> None:
        assert 1 <= self.interval <= INTERVAL_MAX, "an interval is a small number"
        assert (self.until is None) != (self.count is None), "a rule ends in one way"
        assert (self.place != 0) == (self.pace in MONTHLY), "of a month we know which day"
        assert LAST <= self.place <= PLACE_MAX, "no month has more days"
        assert bool(self.weekdays) == (self.pace in WITH_WEEKDAYS), "weekdays are counted, or not"

    def ended_before(self, day: date) -> "Recurrence":
        """The same dates as far as they come before ``day``."""
        return replace(self, until=day - timedelta(days=1), count=None)

    def is_in_step_with(self, other: "Recurrence") -> bool:
        """Whether the n-th date of one stands for the n-th of the other: only shifted."""
        return (self.pace, self.interval, len(self.weekdays)) == (
            other.pace, other.interval, len(other.weekdays),
        )  # fmt: skip


def dates_of(recurrence: Recurrence, first: date) -> list[date]:
    """Every date of the rule from ``first`` on. Raises :class:`TooManyDates`."""
    horizon = first.replace(year=first.year + YEARS_MAX, day=min(first.day, 28))
    rule = rrule.rrule(
        FREQUENCIES[recurrence.pace],
        dtstart=datetime.combine(first, time.min),
        interval=recurrence.interval,
        wkst=rrule.MO,
        bymonthday=recurrence.place if recurrence.pace is Pace.MONTH_DAY else None,
        byweekday=[rrule.weekday(day, _nth(recurrence)) for day in recurrence.weekdays] or None,
        until=datetime.combine(min(recurrence.until or horizon, horizon), time.min),
    )
    found = [each.date() for each in islice(rule, OCCURRENCES_MAX + 1)][: recurrence.count]
    is_cut = len(found) < (recurrence.count or 0) or (recurrence.until or first) > horizon
    if len(found) > OCCURRENCES_MAX or is_cut:
        raise EndsTooLate(
            f"{write_rule(recurrence)}", most=OCCURRENCES_MAX, years=YEARS_MAX,
            last=show_date([first, *found][:OCCURRENCES_MAX + 1][-1]),
        )  # fmt: skip
    return found


def write_rule(recurrence: Recurrence) -> str:
    """The rule as the value of an RRULE; UNTIL in UTC, as a DTSTART with a zone asks for."""
    nth = _nth(recurrence) or ""
    month_day = recurrence.place if recurrence.pace is Pace.MONTH_DAY else None
    parts = {
        "FREQ": rrule.FREQNAMES[FREQUENCIES[recurrence.pace]],
        "INTERVAL": recurrence.interval,
        "BYDAY": ",".join(f"{nth}{WEEKDAYS[day]}" for day in sorted(recurrence.weekdays)),
        "BYMONTHDAY": month_day,
        "COUNT": recurrence.count,
        "UNTIL": _last_second(recurrence.until) if recurrence.until else None,
    }
    return ";".join(f"{name}={value}" for name, value in parts.items() if value)


def read_rule(written: str) -> Recurrence:
    """The rule in an RRULE value. Raises :class:`RuleNotUnderstood`, as for every hour."""
    try:
        parts = dict(part.split("=", 1) for part in written.upper().split(";"))
        return _read(parts)
    except (ValueError, KeyError, AssertionError) as error:
        raise RuleNotUnderstood(f"{written}: {error}") from error


def _read(parts: dict[str, str]) -> Recurrence:
    days = [day for day in parts.pop("BYDAY", "").split(",") if day]
    month_day = int(parts.pop("BYMONTHDAY", "0"))
    pace, place = Pace.WEEKLY, 0
    match parts.pop("FREQ"), days, month_day:
        case "DAILY", [], 0:
            pace = Pace.DAILY
        case "WEEKLY", [_, *_], 0:
            pass
        case "MONTHLY", [], place:
            pace = Pace.MONTH_DAY
        case "MONTHLY", [day], 0:
            pace, place, days = Pace.MONTH_WEEKDAY, int(day[:-2]), [day[-2:]]
        case other:
            raise ValueError(f"no rule of ours: {other}")
    count, until = parts.pop("COUNT", None), parts.pop("UNTIL", None)
    interval = int(parts.pop("INTERVAL", "1"))
    if parts:
        raise ValueError(f"{', '.join(parts)} is beyond us")
    return Recurrence(
        pace=pace,
        interval=interval,
        weekdays=frozenset(WEEKDAYS.index(day) for day in days),
        place=place,
        until=_day_in(until) if until else None,
        count=int(count) if count else None,
    )


def _nth(recurrence: Recurrence) -> int | None:
    return recurrence.place if recurrence.pace is Pace.MONTH_WEEKDAY else None


def _last_second(day: date) -> str:
    return f"{local_day(day).ends_at - timedelta(seconds=1):{UTC_FORM}}"


def _day_in(written: str) -> date:
    return day_of(datetime.strptime(written, UTC_FORM).replace(tzinfo=UTC))
