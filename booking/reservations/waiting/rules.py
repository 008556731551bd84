"""What is offered to who waits. Pure.

An offer is worth having: it is never of the past, and never begins within USEFUL_AHEAD. Of a
day at a desk that has begun the rest is offered, when an hour of it is left: who waits for a
desk is helped by the afternoon. A meeting that has begun is over for who waits. Who waits for an
hour somewhere in a morning is offered the first of what is left of the morning.
"""

from datetime import datetime, timedelta

from booking.foundation.periods import Period
from booking.reservations.fitting import suits
from booking.reservations.waiting.values import Wanted
from booking.spaces.values import BookableSpace, SpaceKind

USEFUL_AHEAD = timedelta(minutes=15)
REST_MIN = timedelta(hours=1)


def would_do(wanted: Wanted, space: BookableSpace) -> bool:
    """Whether ``space`` is what somebody waits for, whatever its calendar says."""
    is_it = wanted.space_id is None or wanted.space_id == space.id
    return is_it and space.kind is wanted.kind and suits(space, wanted.needs)


def offered_part(
    asked: Period,
    kind: SpaceKind,
    *,
    length: timedelta | None = None,
    within: timedelta,
    grain: timedelta,
    now: datetime,
) -> Period | None:
    """The part of ``asked`` that is worth offering at ``now``; None when nothing is.

    The rest of a day that has begun starts when the offer ends (``within``), on the ``grain``.
    Where so long (``length``) somewhere in it will do, it is what is left to look in.
    """
    if asked.starts_at >= now + USEFUL_AHEAD:
        return asked
    if length is not None:
        begin = _on_grain(now + USEFUL_AHEAD, grain)
        return Period(begin, asked.ends_at) if begin + length <= asked.ends_at else None
    begin = _on_grain(now + max(within, USEFUL_AHEAD), grain)
    if kind is not SpaceKind.DESK or begin + REST_MIN > asked.ends_at:
        return None
    return Period(begin, asked.ends_at)


def slots(part: Period, length: timedelta | None, grain: timedelta) -> list[Period]:
    """What of ``part`` can be had, the first first: all of it, or so long on the ``grain``."""
    if length is None:
        return [part]
    begin, found = _on_grain(part.starts_at, grain), []
    while begin + length <= part.ends_at:
        found.append(Period(begin, begin + length))
        begin += grain
    return found


def worth_waiting_from(now: datetime) -> datetime:
    """The first quarter of an hour that can begin late enough to be offered."""
    return _on_grain(now + USEFUL_AHEAD, timedelta(minutes=15))


def _on_grain(instant: datetime, grain: timedelta) -> datetime:
    """The first moment on the grain from ``instant`` on."""
    return instant.replace(microsecond=0) + timedelta(
        seconds=-int(instant.timestamp()) % int(grain.total_seconds())
    )
