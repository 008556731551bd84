"""Wall-clock minutes counted in one number, and back to instants.

A moment is the ordinal of its local day × 1440 + the minute of that day. Nothing here
happens between midnight and six, so on the two days that the clock changes the noon
offset holds for every moment of the day.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

TOWN_HALL: Final = ZoneInfo("Europe/Amsterdam")
DAY_MINUTES: Final = 24 * 60
NOON: Final = 12 * 60
_FROM_NOON: Final = [timedelta(minutes=minute - NOON) for minute in range(DAY_MINUTES)]
WAKING: Final = (6 * 60 + 30, 23 * 60)  # people reserve and cancel between these minutes
OFFICE: Final = (8 * 60 + 30, 17 * 60)
SATURDAY: Final = 5  # of date.weekday()


def moment(day: date, minute: int) -> int:
    return day.toordinal() * DAY_MINUTES + minute


def instant(moment: int) -> datetime:
    """The instant in UTC of a moment on the wall clock."""
    ordinal, minute = divmod(moment, DAY_MINUTES)
    return _noon(ordinal) + _FROM_NOON[minute]


def day_of(moment: int) -> date:
    return date.fromordinal(moment // DAY_MINUTES)


def awake(moment: int) -> int:
    """The moment itself, or the nearest one on that day at which people are up."""
    midnight, minute = moment // DAY_MINUTES * DAY_MINUTES, moment % DAY_MINUTES
    return midnight + min(max(minute, WAKING[0]), WAKING[1])


def at_work(moment: int) -> int:
    """A moment of that day at which an office answers; in the weekend, of Monday."""
    day, minute = divmod(moment, DAY_MINUTES)
    weekday = date.fromordinal(day).weekday()
    opens, closes = OFFICE
    workday = day + 7 - weekday if weekday >= SATURDAY else day
    return workday * DAY_MINUTES + opens + minute * (closes - opens) // DAY_MINUTES


@cache
def _noon(ordinal: int) -> datetime:
    noon = datetime.combine(date.fromordinal(ordinal), time(12), tzinfo=TOWN_HALL)
    return noon.astimezone(UTC)
