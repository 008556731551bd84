"""The dates of a series of somebody else's calendar, one by one.

Rules are counted on the wall clock of the series. What keeps a computer busy for ever is
refused: rules by the hour or shorter, lists of hours, minutes or seconds, steps of nothing, and
rules by the day that pick dates of the month.

Not by recurring-ical-events: tried against it (3.8.2), it follows a rule by the second without end,
and leaves out the last date of meetings whose UNTIL is a day, as several programs write it. Nor
does it say how the organizer writes a date, which an answer to them has to repeat.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, time

from dateutil.rrule import rrule, rrulestr

from booking.calendars.ical_lines import NotRead
from booking.calendars.values import DAY_FORM, LOCAL_FORM, UTC_FORM, Moment, Occurrence, ReadEvent
from booking.foundation.periods import Period
from booking.foundation.recurrence import OCCURRENCES_MAX, YEARS_MAX, TooManyDates
from booking.foundation.texts import N_

ENDS = r"INTERVAL=0*[1-9]\d{0,3}|COUNT=\d{1,9}|UNTIL=\d{8}(?:T\d{6}Z?)?|WKST=[A-Z]{2}"
SAME_FOR_ALL = rf"{ENDS}|BYMONTH=[\d,]+|BY(?:HOUR|MINUTE|SECOND)=\d+|;"
OF_DAYS = re.compile(rf"(?:FREQ=(?:DAILY|WEEKLY)|BYDAY=[A-Z,]+|{SAME_FOR_ALL})+")
OF_MONTHS = re.compile(
    rf"(?:FREQ=(?:MONTHLY|YEARLY)|BYDAY=[-+\dA-Z,]+|BY(?:MONTHDAY|YEARDAY|WEEKNO|SETPOS)=[-+\d,]+"
    rf"|{SAME_FOR_ALL})+"
)
"""A rule without any date (30 February) is followed to the year 9999: by months that is soon."""
END = re.compile(r"(COUNT|UNTIL)=(\w+)")
LAST_SECOND = time(23, 59, 59)


class TooOften(NotRead):
    code = "rule-too-often"
    sentence = N_(
        "This series comes back more often than once a day, or by a rule that cannot be read. "
        "Choose days, weeks, months or years."
    )


def occurrences_of(event: ReadEvent, window: Period) -> list[Occurrence]:
    """When ``event`` takes place, as far as it touches ``window``, in order.

    Other events that change a date of it (RECURRENCE-ID) are not looked at. Raises
    :class:`TooOften`, and TooManyDates for more than OCCURRENCES_MAX.
    """
    found = [each for each in _occurrences(event, window) if each.period.overlaps(window)]
    if len(found) > OCCURRENCES_MAX:
        raise TooManyDates(event.rule, most=OCCURRENCES_MAX, years=YEARS_MAX)
    return found


def is_endless(event: ReadEvent) -> bool:
    return bool(event.rule) and END.search(event.rule) is None


def _occurrences(event: ReadEvent, window: Period) -> Iterator[Occurrence]:
    left_out = {moment.instant for moment in event.left_out}
    walls = {event.begins.wall, *(moment.wall for moment in event.extra)}
    if event.rule:
        walls.update(_walls(event.rule, event.begins, until=event.begins.at(window.ends_at).wall))
    for begins in map(event.begins.moved, sorted(walls)):
        ends = begins.moved(begins.wall + event.duration)
        if begins.instant not in left_out and begins.instant < ends.instant:
            yield Occurrence(begins, Period(begins.instant, ends.instant))


def _walls(rule: str, begins: Moment, *, until: datetime) -> list[datetime]:
    """The times of ``rule`` up to ``until``, on the wall clock."""
    if not (OF_DAYS.fullmatch(rule) or OF_MONTHS.fullmatch(rule)):
        raise TooOften(rule)
    ends = dict(END.findall(rule))
    count = int(ends["COUNT"]) if "COUNT" in ends else None
    try:
        if "UNTIL" in ends:
            until = min(until, _last(ends["UNTIL"], begins))
        open_ended = ";".join(part for part in rule.split(";") if part and not END.match(part))
        counted = rrulestr(open_ended, dtstart=begins.wall)
        assert isinstance(counted, rrule), "one rule, no set of them"
        return list(counted.replace(until=until))[:count]
    except (ValueError, OverflowError, TypeError, LookupError) as error:
        raise TooOften(f"{rule}: {error}") from error


def _last(written: str, begins: Moment) -> datetime:
    """UNTIL on the wall clock; a day is meant to the end of it."""
    if written.endswith("Z"):
        return begins.at(datetime.strptime(written, UTC_FORM).replace(tzinfo=UTC)).wall
    if "T" in written:
        return datetime.strptime(written, LOCAL_FORM)  # noqa: DTZ007 -- on the clock of begins
    day = datetime.strptime(written, DAY_FORM)  # noqa: DTZ007
    return datetime.combine(day, LAST_SECOND)
