"""The one place that reads the clock; everywhere else the time is passed in."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

from booking.foundation.local_time import day_of, local_instant

Clock = Callable[[], datetime]

DEMO_STARTS = time(10, 10)


def system_clock() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 -- the one place


def demo_clock(clock: Clock = system_clock) -> Clock:
    """A clock for the demo: it starts in the middle of a working morning and ticks on.

    The demo must be alive whenever somebody opens it. At night and at weekends a real town
    hall is empty, so the demo begins at 10:10 of today or of the last working day.
    """
    from booking.demo.opening import house_hours  # noqa: PLC0415 -- only a demo pays for it

    real = clock()
    day = day_of(real)
    while house_hours(day) is None:
        day -= timedelta(days=1)
    ahead = local_instant(day, DEMO_STARTS) - real
    return lambda: clock() + ahead
