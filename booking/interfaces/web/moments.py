"""The day and the time that a page is about, read leniently from its address.

Shared by all pages with ``datum``, ``van``, ``tot`` and ``dagdeel`` in the query: what makes
no sense there is as if it were not there (an address is typed, cut and shared by people),
and where a name is given twice the first counts. Forms are strict: they use :data:`Day` and
:data:`Clock` and get a sentence.

    query = request.query_params
    day = day_in(query, otherwise=day_of(now))
    span = span_in(query, day_parts=stock.day_parts.on(day))    # (begin, end), or None
    period = period_on(day, *span) if span else None        # None where the clock skips it
    steps = day_steps("/werkplek", day, today=day_of(now), query={"verdieping": "1"})
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Annotated, Any, Protocol
from urllib.parse import urlencode

from pydantic import AfterValidator, BeforeValidator

from booking.foundation.formats import show_day_short
from booking.foundation.local_time import MissingHour, local_period, to_local
from booking.foundation.periods import Period
from booking.foundation.texts import N_, language
from booking.spaces.day_parts import DayPart

FIRST_YEAR, LAST_YEAR = 2000, 2099
LAST_HOUR = time(23)
CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
SECOND = "/2"
NO_SUCH_DAY = N_("Please give a date as day, month and year.")
NO_SUCH_TIME = N_("Please give a time as 14:05.")


class Query(Protocol):
    """What is read from: ``request.query_params`` or a plain dict."""

    def get(self, key: str, /) -> Any: ...


Span = tuple[time, time]
"""From and until on the wall clock; until 00:00 is the midnight that ends the day."""


def day_in(query: Query, *, otherwise: date, name: str = "datum") -> date:
    """The day asked for as 2026-11-26, else ``otherwise``; only years we can reckon with."""
    try:
        return _known_day(date.fromisoformat(str(query.get(name) or "")))
    except ValueError:
        return otherwise


def clock_in(query: Query, name: str) -> time | None:
    """The wall-clock time asked for as 9:15 or 09:15, else None."""
    return read_clock(str(query.get(name) or ""))


def read_clock(written: str) -> time | None:
    """9:15 or 09:15, else None."""
    found = CLOCK.fullmatch(written.strip())
    if found is None or not found[0].isascii():
        return None
    return time(int(found[1]), int(found[2]))


def read_turn(written: str) -> time | None:
    """As :func:`read_clock`, and 02:30/2 for the second of two in the night with a double hour.

    Only of what we wrote ourselves: times compare without their ``fold``.
    """
    clock = read_clock(written.removesuffix(SECOND))
    return clock.replace(fold=1) if clock and written.endswith(SECOND) else clock


def write_turn(clock: time) -> str:
    """As :func:`read_turn` reads it."""
    return f"{clock:%H:%M}{SECOND}" if clock.fold else f"{clock:%H:%M}"


def number_in(query: Query, name: str, *, least: int, most: int) -> int | None:
    """A whole number within the limits, else None."""
    written = str(query.get(name) or "").strip()
    if not re.fullmatch(r"-?[0-9]{1,9}", written):
        return None
    number = int(written)
    return number if least <= number <= most else None


def day_part_in(query: Query, day_parts: Iterable[DayPart]) -> DayPart | None:
    """The ``dagdeel`` asked for, by its name in addresses, else None."""
    return next((part for part in day_parts if part.code == query.get("dagdeel")), None)


def span_in(query: Query, *, day_parts: Iterable[DayPart]) -> Span | None:
    """The times asked for: ``van`` and ``tot``, else those of ``dagdeel``, else None.

    ``van`` alone means an hour; an end that is not after the begin is taken as an hour too.
    """
    begin, end = clock_in(query, "van"), clock_in(query, "tot")
    if begin is None:
        part = day_part_in(query, day_parts)
        return (part.begin, part.end) if part else None
    if end is None or (end <= begin and end != time.min):
        return begin, _an_hour_after(begin)
    return begin, end


def period_on(day: date, begin: time, end: time) -> Period | None:
    """The period between two wall-clock times, or None when there is no such time that day."""
    try:
        return local_period(day, begin, end)
    except (MissingHour, ValueError):
        return None


def times_of(period: Period) -> dict[str, str]:
    """The fields ``datum``, ``van`` and ``tot`` of a period, in an address or a form."""
    begin, end = to_local(period.starts_at), to_local(period.ends_at)
    return {"datum": begin.date().isoformat(), "van": f"{begin:%H:%M}", "tot": f"{end:%H:%M}"}


def day_part_choices(day_parts: Iterable[DayPart]) -> list[tuple[str, str]]:
    """For a select: code and "Ochtend (08:00–12:30)"."""
    return [(part.code, f"{day_part_label(part)} ({part.hours})") for part in day_parts]


def day_part_label(part: DayPart) -> str:
    return part.name_nl if language() == "nl" else part.name_en


def time_options(within: Sequence[Period], *, grain_minutes: int) -> list[str]:
    """Every ``grain_minutes`` of ``within`` (one local day) as "09:15", ends included.

    Wall-clock times: the hour that the autumn night has twice is offered once, the one
    that the spring night skips is not offered.
    """
    return list(dict.fromkeys(time for p in within for time in _times_in(p, grain_minutes)))


@lru_cache(maxsize=100)
def _times_in(period: Period, grain_minutes: int) -> tuple[str, ...]:
    """Reckoned once: every page of a day offers the same."""
    return tuple(f"{to_local(instant):%H:%M}" for instant in _steps(period, grain_minutes))


def day_steps(
    path: str, day: date, *, today: date, query: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """For ``day_navigation`` in shared/days.html; ``query`` is what the links keep."""

    def address(of: date) -> str:
        return f"{path}?{urlencode({'datum': of.isoformat(), **(query or {})}, doseq=True)}"

    before, after = day - timedelta(days=1), day + timedelta(days=1)
    return {
        "value": day.isoformat(),
        "label": show_day_short(day),
        "previous": {"url": address(before), "label": show_day_short(before)},
        "next": {"url": address(after), "label": show_day_short(after)},
        "today": None if day == today else address(today),
    }


def _steps(period: Period, grain_minutes: int) -> Iterator[datetime]:
    instant = period.starts_at
    while instant <= period.ends_at:
        yield instant
        instant += timedelta(minutes=grain_minutes)


def _an_hour_after(begin: time) -> time:
    return time.min if begin >= LAST_HOUR else begin.replace(hour=begin.hour + 1)


def _known_day(day: date) -> date:
    if not FIRST_YEAR < day.year < LAST_YEAR:
        raise ValueError(NO_SUCH_DAY)
    return day


def _clock_of(written: object) -> time:
    clock = read_clock(written) if isinstance(written, str) else None
    if clock is None:
        raise ValueError(NO_SUCH_TIME)
    return clock


Day = Annotated[date, AfterValidator(_known_day)]
"""A date in a form."""
Clock = Annotated[time, BeforeValidator(_clock_of)]
"""A wall-clock time in a form, as 9:15 or 09:15."""
