"""Times as other systems write them: seconds since 1970, in UTC, or by our clock. Pure."""

import re
from datetime import UTC, date, datetime, time
from functools import cache

from babel.dates import get_month_names

from booking.foundation.local_time import MissingHour, local_instant
from booking.foundation.periods import Period
from booking.foundation.texts import N_
from booking.reservations.imports.values import Said

FIRST_YEAR, LAST_YEAR = 1990, 2100
FORMS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%d-%m-%Y %H:%M:%S", "%d-%m-%Y %H:%M",
         "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M")  # fmt: skip
TIME = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.]\d{2})?\s*([ap])?\.?(?:m\b\.?)?", re.IGNORECASE)
NUMBER = re.compile(r"\d+")
WORD = re.compile(r"[^\W\d_]+")
NO_TIME = N_("It has no date or time that can be read.")
NO_LENGTH = N_("It ends before it begins, or has no length.")


def number_in(cell: str | None) -> int:
    """A whole number; 0 where there is none. PostgreSQL writes what is true as t."""
    written = (cell or "").strip().lower()
    if written in {"t", "true"}:
        return 1
    return int(written) if written.lstrip("-").isdecimal() else 0


def from_epoch(cell: str | None) -> datetime | None:
    return _sound(_from_seconds(number_in(cell)))


def _from_seconds(seconds: int) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def from_utc(cell: str | None) -> datetime | None:
    """``2026-12-01 08:00:00``; also 0000-00-00, which is no time."""
    try:
        return _sound(datetime.fromisoformat((cell or "").strip()).replace(tzinfo=UTC))
    except ValueError:
        return None


def from_clock(cell: str) -> datetime | None:
    """As people and spreadsheets write it; by the clock of the town hall, unless it says which.

    Raises MissingHour for what the clocks skip.
    """
    written = cell.strip().replace("T", " ")
    for form in FORMS:
        try:
            found = datetime.strptime(written, form)  # noqa: DTZ007 -- on the clock of the house
        except ValueError:
            continue
        return _sound(local_instant(found.date(), found.time()))
    try:
        found = datetime.fromisoformat(cell.strip())
    except ValueError:
        return _from_words(written)
    return _sound(found) if found.tzinfo is not None else None


@cache
def _months() -> dict[str, int]:
    """By their names and short names in Dutch and English."""
    return {
        name.strip(".").lower(): number
        for width in ("wide", "abbreviated")
        for language in ("nl", "en")
        for number, name in get_month_names(width, locale=language).items()
    }


def _from_words(written: str) -> datetime | None:
    """As ``09:00 - maandag 02 december 2024``, or ``2 December 2024, 9:00 PM``; in any order."""
    clock = TIME.search(written)
    if clock is None:
        return None
    rest = written[: clock.start()] + " " + written[clock.end() :]
    numbers = sorted(int(number) for number in NUMBER.findall(rest))
    months = [_months()[word] for word in WORD.findall(rest.lower()) if word in _months()]
    if len(numbers) != 2 or len(months) != 1:  # noqa: PLR2004 -- a day and a year
        return None
    hour, half = int(clock[1]), (clock[3] or "").lower()
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    try:
        day, time_of_day = date(numbers[1], months[0], numbers[0]), time(hour, int(clock[2]))
    except ValueError:
        return None
    return _sound(local_instant(day, time_of_day))


def _sound(instant: datetime | None) -> datetime | None:
    """In whole minutes of a year in which this can be."""
    if instant is None or not FIRST_YEAR <= instant.year < LAST_YEAR:
        return None
    return instant.astimezone(UTC).replace(second=0, microsecond=0)


def period_between(begin: datetime | None, end: datetime | None) -> Period | Said:
    """Or what is wrong with it."""
    if begin is None or end is None:
        return Said(NO_TIME)
    return Period(begin, end) if begin < end else Said(NO_LENGTH)


def period_by_clock(begin: str, end: str) -> Period | Said:
    try:
        return period_between(from_clock(begin), from_clock(end))
    except MissingHour as error:
        return Said(error.sentence)
