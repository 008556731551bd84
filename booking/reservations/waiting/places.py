"""What could be held for who waits: which place, or which desks together, and when."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlmodel import Session

from booking.foundation.local_time import day_of
from booking.foundation.periods import Period
from booking.people.values import Principal
from booking.reservations.alternatives import Situation, free_among
from booking.reservations.queries import desk_held_by, house_rules_on
from booking.reservations.quota.refusing import is_in_quota
from booking.reservations.search import taken_around
from booking.reservations.side_by_side import desks_together
from booking.reservations.values import Wish
from booking.reservations.waiting.models import Waiting
from booking.reservations.waiting.rules import offered_part, slots, would_do
from booking.reservations.waiting.values import Wanted
from booking.spaces.queries import current_stock
from booking.spaces.values import BookableSpace, SpaceKind, Stock


def times_to_offer(session: Session, waiting: Waiting, *, at: datetime) -> list[Period]:
    """What is worth offering at ``at`` of the time that is waited for, the first first."""
    stock, wanted = current_stock(session), waiting.wanted
    rules = house_rules_on(session, day_of(waiting.starts_at), waiting.kind, stock=stock)
    grains = (s.grain_minutes for s in stock.spaces.values() if s.kind is waiting.kind)
    grain = timedelta(minutes=max(grains, default=15))
    part = offered_part(waiting.period, waiting.kind, length=wanted.length,
                        within=rules.offer_within, grain=grain, now=at)  # fmt: skip
    return slots(part, wanted.length, grain) if part else []


def wishes_for(
    session: Session,
    waiting: Waiting,
    person: Principal,
    spaces: Collection[BookableSpace],
    times: Sequence[Period],
    *,
    at: datetime,
) -> Iterator[Wish]:
    """What is free of ``spaces`` in one of ``times``, the earliest first, then in their order.

    Nothing where ``person`` has a desk already or no quota is left, whatever the place: times
    are as long as each other, and of one day. The rest is still to be judged.
    """
    stock, wanted = current_stock(session), waiting.wanted
    possible = [space for space in spaces if would_do(wanted, space)]
    if len(possible) < wanted.desk_count or not times:
        return
    if not is_in_quota(session, stock, times[0], kind=wanted.kind, holder_id=person.id,
                       by=person, at=at):  # fmt: skip
        return
    whole = Period(times[0].starts_at, times[-1].ends_at)
    taken = taken_around(session, possible, replace(wanted.needs, period=whole))
    rules = house_rules_on(session, day_of(whole.starts_at), wanted.kind, stock=stock)
    situation = Situation(stock, taken, rules, person, at)
    for period in times:
        free = free_among(possible, replace(wanted.needs, period=period), situation)
        if not free or desk_then(session, person, wanted, period) is not None:
            continue
        for chosen in _chosen(free, wanted, stock):
            yield Wish(tuple(space.id for space in chosen), period, waiting.attendee_count,
                       waiting.layout)  # fmt: skip


def desk_then(session: Session, person: Principal, wanted: Wanted, period: Period) -> str | None:
    """The desk that ``person`` has at that time, where it keeps them from one more."""
    if wanted.kind is not SpaceKind.DESK or wanted.desk_count > 1:
        return None
    return desk_held_by(session, person.id, period, but_reservation_id=None)


def _chosen(
    free: Sequence[BookableSpace], wanted: Wanted, stock: Stock
) -> Iterator[Sequence[BookableSpace]]:
    """Each by itself; of several desks those that stand together best."""
    if wanted.desk_count == 1:
        yield from ([space] for space in free)
    elif group := desks_together(
        free, wanted.desk_count, stock=stock, day=day_of(wanted.needs.period.starts_at)
    ):
        yield group.desks
