"""When the demo house is open, and the days in a town hall's year that are not like others.

Minutes are wall-clock minutes after midnight in Europe/Amsterdam. The house is never open
between 02:00 and 03:00, so every minute named here exists once, on every day of the year.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import Final

from booking.demo.plan import Space
from booking.spaces.holidays import public_holidays

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = range(5)
WORKING_DAYS: Final = range(MONDAY, FRIDAY + 1)


@dataclass(frozen=True, slots=True)
class Hours:
    """Open from one minute of the day up to another."""

    opens_minute: int
    closes_minute: int

    def contains(self, begin_minute: int, end_minute: int) -> bool:
        return self.opens_minute <= begin_minute and end_minute <= self.closes_minute


OFFICE_HOURS: Final = Hours(7 * 60 + 30, 18 * 60 + 30)
SHOPPING_EVENING: Final = Hours(OFFICE_HOURS.opens_minute, 21 * 60 + 30)
COUNCIL_EVENING: Final = Hours(OFFICE_HOURS.opens_minute, 22 * 60 + 30)
EARLY_CLOSING: Final = Hours(OFFICE_HOURS.opens_minute, 16 * 60)

WEEKLY_HOURS: Final = dict.fromkeys(WORKING_DAYS, OFFICE_HOURS) | {THURSDAY: SHOPPING_EVENING}

# Zones that stay open for the public when the council meets or votes are counted.
EVENING_ZONES: Final = frozenset({"0-plein", "0-linde", "1-raad"})


class DayPart(StrEnum):
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    WHOLE_DAY = "whole_day"


DAY_PARTS: Final = {
    DayPart.MORNING: Hours(8 * 60, 12 * 60 + 30),
    DayPart.AFTERNOON: Hours(12 * 60 + 30, 17 * 60 + 30),
    DayPart.EVENING: Hours(18 * 60, 21 * 60 + 30),
    DayPart.WHOLE_DAY: Hours(8 * 60, 17 * 60 + 30),
}


class Evening(StrEnum):
    """What the council does on a Tuesday evening: look, judge, decide, in turn."""

    LOOKING = "beeldvormende avond"
    JUDGING = "commissievergadering"
    DECIDING = "raadsvergadering"


ELECTION_DAYS: Final = {
    date(2025, 10, 29): "Tweede Kamerverkiezing",
    date(2026, 3, 18): "Gemeenteraadsverkiezing",
    date(2027, 3, 17): "Provinciale Staten- en waterschapsverkiezing",
}


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day with other hours than its weekday; ``hours`` is None when closed all day."""

    day: date
    name: str
    hours: Hours | None


@cache
def school_holidays(year: int) -> dict[date, str]:
    """School holidays of the middle of the country; the council is in recess then."""
    import holidays  # noqa: PLC0415 -- only while the demo is built

    named = holidays.country_holidays(
        "NL", subdiv="Midden", categories=("school",), language="nl", years=year
    )
    return dict(sorted(named.items()))


def closures(first_year: int, last_year: int) -> dict[date, str]:
    """Every closed public holiday from the first year up to and including the last."""
    years = range(first_year, last_year + 1)
    return {day: name for year in years for day, name in public_holidays(year).items()}


def is_school_holiday(day: date) -> bool:
    return day in school_holidays(day.year)


def house_hours(day: date) -> Hours | None:
    """When the house is open, or None; single zones may stay open longer."""
    if day in public_holidays(day.year):
        return None
    hours = WEEKLY_HOURS.get(day.weekday())
    return EARLY_CLOSING if hours and _closes_early(day) else hours


def hours_of(space: Space, day: date) -> Hours | None:
    """When the space can be held on that day."""
    hours = house_hours(day)
    if hours and space.zone in EVENING_ZONES and (council_evening(day) or day in ELECTION_DAYS):
        return COUNCIL_EVENING
    return hours


def council_evening(day: date) -> Evening | None:
    """Every Tuesday outside recess has its evening, in a cycle of three weeks.

    Weeks are counted from the first day of the calendar and not by ISO number, so the
    cycle runs on over New Year.
    """
    if day.weekday() != TUESDAY or house_hours(day) is None or is_school_holiday(day):
        return None
    turn = day.toordinal() // 7 % len(Evening)
    return list(Evening)[turn]


def special_days(first: date, last: date) -> tuple[SpecialDay, ...]:
    """Closed holidays and early closings from ``first`` up to and including ``last``."""
    return tuple(_special_days(first, last))


def days_between(first: date, last: date) -> Iterator[date]:
    """Each day from ``first`` up to and including ``last``."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def _special_days(first: date, last: date) -> Iterator[SpecialDay]:
    for day in days_between(first, last):
        if name := public_holidays(day.year).get(day):
            yield SpecialDay(day, name, None)
        elif _closes_early(day) and day.weekday() in WEEKLY_HOURS:
            yield SpecialDay(day, "Eerder dicht", EARLY_CLOSING)


def _closes_early(day: date) -> bool:
    """On Christmas Eve and New Year's Eve the doors close at four."""
    return (day.month, day.day) in {(12, 24), (12, 31)}
