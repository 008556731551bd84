"""Finding a place: what is free, what fits best, and what is nearest when it is not."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from booking.foundation.local_time import day_of, local_day
from booking.foundation.periods import Period
from booking.people.permissions import Action, may
from booking.people.values import Principal
from booking.reservations.claims import taken_of, taken_periods
from booking.reservations.rules import best_fit_first, free_periods, is_free, nearest_times, suits
from booking.reservations.rules import shorter as shorter_part
from booking.reservations.values import Needs, Wish
from booking.spaces.queries import current_stock
from booking.spaces.values import BookableSpace, SpaceKind, Stock

SHORTEST = timedelta(minutes=15)
ALTERNATIVES_MAX = 3


@dataclass(frozen=True, slots=True)
class Alternatives:
    """What is possible instead of a refused wish, each kind the nearest first."""

    other_times: Sequence[Period] = ()
    """Same space, same length, another time that day."""
    other_spaces: Sequence[BookableSpace] = ()
    """Same time, another space that fits; the smallest first."""
    shorter: Period | None = None
    """Same space, the longest part of the time asked for that is free."""


def free_spaces(
    session: Session, needs: Needs, *, kind: SpaceKind, person: Principal
) -> list[BookableSpace]:
    """The spaces this person may reserve that offer ``needs`` and are free then; best fit first."""
    stock = current_stock(session)
    fitting = list(_fitting(stock, needs, kind=kind, person=person))
    by_unit = _taken_around(session, fitting, needs.period)
    return best_fit_first(
        (
            space
            for space in fitting
            if is_free(space, needs.period, stock=stock, taken=taken_of(space, by_unit))
        ),
        needs,
    )


def alternatives_to(
    session: Session, wish: Wish, *, person: Principal, now: datetime
) -> Alternatives:
    """The nearest things that are possible instead of ``wish``.

    Only for a wish of one space; a group of desks is looked for as a group.
    """
    stock = current_stock(session)
    space = stock.spaces.get(wish.space_ids[0]) if len(wish.space_ids) == 1 else None
    if space is None or not may(person, Action.RESERVE, space):
        return Alternatives()
    needs = Needs(wish.period, wish.attendee_count, layout=wish.layout)
    others = [
        other
        for other in free_spaces(session, needs, kind=space.kind, person=person)
        if other.id != space.id
    ]
    day = local_day(day_of(wish.period.starts_at))
    by_unit = taken_periods(session, day, unit_ids=space.unit_ids)
    free = free_periods(space, day, stock=stock, taken=taken_of(space, by_unit))
    if not suits(space, needs):
        return Alternatives(other_spaces=others[:ALTERNATIVES_MAX])
    grain = timedelta(minutes=space.grain_minutes)
    times = nearest_times(wish.period, free, grain=grain, not_before=now)
    part = shorter_part(wish.period, free, shortest=max(grain, SHORTEST))
    return Alternatives(
        other_times=[p for p in times if p != wish.period][:ALTERNATIVES_MAX],
        other_spaces=others[:ALTERNATIVES_MAX],
        shorter=part if part != wish.period and part and part.starts_at + grain > now else None,
    )


def _fitting(
    stock: Stock, needs: Needs, *, kind: SpaceKind, person: Principal
) -> Iterator[BookableSpace]:
    for space in stock.spaces_on(day_of(needs.period.starts_at), kind):
        if suits(space, needs) and may(person, Action.RESERVE, space):
            yield space


def _taken_around(
    session: Session, spaces: Collection[BookableSpace], period: Period
) -> dict[int, list[Period]]:
    """The claims that can be in the way of any of ``spaces``, widest buffers included."""
    before = max((space.buffer_before_minutes for space in spaces), default=0)
    after = max((space.buffer_after_minutes for space in spaces), default=0)
    return taken_periods(
        session,
        period.padded(before=timedelta(minutes=before), after=timedelta(minutes=after)),
    )
