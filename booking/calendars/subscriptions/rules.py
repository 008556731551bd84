"""What a new answer of a calendar from outside may change. Pure."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, timedelta

from booking.calendars.foreign import ForeignCalendar, WithFollowing
from booking.calendars.subscriptions.values import Difference, Loss, Time
from booking.foundation.local_time import day_of, local_day
from booking.foundation.periods import Period

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
AHEAD = timedelta(days=400)
"""So far its events are looked at: nobody reserves later than that."""
STEP = timedelta(minutes=5)
"""Events begin and end on whole steps: no reservation is finer."""
WAIT_MAX = timedelta(days=1)
DAILY = timedelta(days=1)
KNOWN_MIN = 4
"""Of fewer events, or dates, all may go at once."""


def window_at(now: datetime) -> Period:
    return Period(now, now + AHEAD)


def times_ahead(calendar: ForeignCalendar, now: datetime) -> dict[Time, str]:
    """What is still to come of its events, whole steps around them, and their titles.

    What lasts for years is cut at the end of the year in which the window ends: so it changes
    once a year, and not with each answer.
    """
    far = local_day(date(day_of(window_at(now).ends_at).year, 12, 31)).ends_at
    return {
        Time(
            Period(max(whole.starts_at, _step(now)), min(whole.ends_at, far)), each.uid
        ): each.title
        for each in calendar.times
        if (whole := _whole(each.period)).ends_at > now and whole.starts_at < far
    }


def wanted_of(
    calendar: ForeignCalendar, known: Mapping[Time, str], now: datetime
) -> dict[Time, str]:
    """What is to come of ``calendar``, and what was known of the events that it says unreadably.

    Both with their titles: what nobody understands is no leave to let go of a place.
    """
    unread = {
        each.uid
        for each in calendar.not_used
        # the series it stands in is read, and used as it was before
        if each.uid and not isinstance(each.why, WithFollowing)
    }
    kept = {time: title for time, title in known.items() if time.uid in unread}
    return kept | times_ahead(calendar, now)


def ahead_of(period: Period, now: datetime) -> Period | None:
    """What is still to come of a time that is known."""
    return period.meet(Period(_step(now), max(period.ends_at, now) + STEP))


def difference(known: Collection[Time], wanted: Mapping[Time, str]) -> Difference:
    return Difference(gone=sorted(set(known) - wanted.keys()),
                      new=sorted(wanted.keys() - set(known)))  # fmt: skip


def vanishes(known: Collection[Time], wanted: Collection[Time]) -> Loss | None:
    """What would go at once where that is suspicious: more than half of the events, or dates.

    An event that takes place at another time has lost nothing.
    """
    before, after = (Counter(time.uid for time in times) for times in (known, wanted))
    losses = (
        Loss(len(before), len(before.keys() - after.keys())),
        Loss(before.total(), (before - after).total()),
    )
    doubtful = (loss for loss in losses if loss.known >= KNOWN_MIN and loss.gone * 2 > loss.known)
    return next(doubtful, None)


def look_again_at(now: datetime, every: timedelta, failure_count: int) -> datetime:
    """After each failure in a row twice as late, at most a day; at the pace of ``every`` else."""
    return now + max(every, min(every * (1 << min(failure_count, 16)), WAIT_MAX))


def _whole(period: Period) -> Period:
    end = _step(period.ends_at)
    return Period(_step(period.starts_at), end if end == period.ends_at else end + STEP)


def _step(instant: datetime) -> datetime:
    return EPOCH + (instant - EPOCH) // STEP * STEP
