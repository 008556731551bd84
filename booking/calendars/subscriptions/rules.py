"""What a new answer of a calendar from outside may change. Pure."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta

from booking.calendars.foreign import ForeignCalendar
from booking.calendars.subscriptions.values import Difference, Time
from booking.foundation.periods import Period

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
AHEAD = timedelta(days=400)
"""So far its events are looked at: nobody reserves later than that."""
STEP = timedelta(minutes=5)
"""Events begin and end on whole steps: no reservation is finer."""
WAIT_MAX = timedelta(days=1)
DAILY = timedelta(days=1)
KNOWN_MIN = 4
"""Of fewer, all may go at once."""


def window_at(now: datetime) -> Period:
    return Period(now, now + AHEAD)


def times_ahead(calendar: ForeignCalendar, now: datetime) -> dict[Time, str]:
    """What is still to come of its events, whole steps around them, and their titles."""
    return {
        Time(Period(max(whole.starts_at, _step(now)), whole.ends_at), each.uid): each.title
        for each in calendar.times
        if (whole := _whole(each.period)).ends_at > now
    }


def ahead_of(period: Period, now: datetime) -> Period | None:
    """What is still to come of a time that is known."""
    return period.meet(Period(_step(now), max(period.ends_at, now) + STEP))


def difference(known: Collection[Time], wanted: Mapping[Time, str]) -> Difference:
    return Difference(gone=sorted(set(known) - wanted.keys()),
                      new=sorted(wanted.keys() - set(known)))  # fmt: skip


def vanishes(known: Collection[Time], wanted: Mapping[Time, str]) -> int:
    """How many events would go at once where that is suspicious: more than half of them; else 0."""
    uids, kept = {time.uid for time in known}, {time.uid for time in wanted}
    gone_count = len(uids - kept)
    return gone_count if len(uids) >= KNOWN_MIN and gone_count * 2 > len(uids) else 0


def look_again_at(now: datetime, every: timedelta, failure_count: int) -> datetime:
    """After each failure in a row twice as late, at most a day; at the pace of ``every`` else."""
    return now + max(every, min(every * (1 << min(failure_count, 16)), WAIT_MAX))


def _whole(period: Period) -> Period:
    end = _step(period.ends_at)
    return Period(_step(period.starts_at), end if end == period.ends_at else end + STEP)


def _step(instant: datetime) -> datetime:
    return EPOCH + (instant - EPOCH) // STEP * STEP
