"""Until when a service can be ordered. Pure."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from booking.foundation.local_time import day_of, local_day
from booking.reservations.services.values import CutOffUnit

DAY = timedelta(days=1)
LOOKED_BACK_MAX = 60
"""Days; a house that was shut for longer counts those as if they were worked."""


def cut_off_at(
    starts_at: datetime, count: int, unit: CutOffUnit, *, is_working_day: Callable[[date], bool]
) -> datetime:
    """The moment from which on the order for what begins at ``starts_at`` is fixed.

    Of working days whole ones count: one working day before Monday lasts to the end of Friday.
    """
    if unit is CutOffUnit.HOURS:
        return starts_at - timedelta(hours=count)
    day = day_of(starts_at)
    if count == 0:
        return local_day(day).starts_at
    return local_day(_working_day_before(day, count, is_working_day)).ends_at


def _working_day_before(day: date, count: int, is_working_day: Callable[[date], bool]) -> date:
    left = count
    for back in range(1, LOOKED_BACK_MAX + 1):
        earlier = day - back * DAY
        left -= is_working_day(earlier)
        if left == 0:
            return earlier
    return day - LOOKED_BACK_MAX * DAY
