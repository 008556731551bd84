"""How long an offer is held. Pure.

Its time (``HouseRules.offer_within``) runs only by day, between ``offers_from`` and
``offers_until``: what becomes free at night is held at once for the first in line, until so much
of the morning has passed. So nobody loses a place by sleeping, and nobody else takes it
meanwhile. It is never held past its start.
"""

from datetime import datetime, time, timedelta

from booking.foundation.local_time import MINUTE, days_of, local_period
from booking.foundation.periods import Period
from booking.reservations.deadlines import answer_deadline
from booking.reservations.values import HouseRules


def held_until(period: Period, rules: HouseRules, *, now: datetime) -> datetime:
    """Until when an offer of ``period`` made at ``now`` is held; ``period`` lies ahead."""
    by_day = (
        local_period(day, _clock(rules.offers_from), _clock(rules.offers_until))
        for day in days_of(Period(now, period.starts_at))
    )
    return answer_deadline(by_day, rules.offer_within, asked_at=now, starts_at=period.starts_at)


def _clock(after_midnight: timedelta) -> time:
    hour, minute = divmod(after_midnight // MINUTE, 60)
    return time(hour, minute)
