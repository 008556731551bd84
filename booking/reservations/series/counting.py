"""What counts for a quota while a series is planned."""

from collections.abc import Sequence

from sqlmodel import Session

from booking.foundation.local_time import day_of
from booking.people.values import Act
from booking.reservations.quota.queries import tally_for
from booking.reservations.quota.rules import Tally
from booking.reservations.series.values import PlannedDate
from booking.spaces.values import Stock


def tally_of(
    session: Session, act: Act, stock: Stock, dates: Sequence[PlannedDate], *, holder_id: int
) -> Tally | None:
    """What counts besides ``dates`` themselves, in all windows in which one of them may come."""
    held = [planned.before.wish for planned in dates if planned.before]
    wishes = [wish for wish in (*held, *(planned.wish for planned in dates)) if wish]
    if not wishes:
        return None
    numbers = [p.before.number for p in dates if p.before and p.before.number]
    return tally_for(
        session, stock, {day_of(wish.period.starts_at) for wish in wishes}, by=act.by, at=act.at,
        kind=stock.spaces[wishes[0].space_ids[0]].kind, holder_id=holder_id, but=numbers,
    )  # fmt: skip
