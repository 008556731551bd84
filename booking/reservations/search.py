"""Finding a place: what is free, what fits best, and what is nearest when it is not."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlmodel import Session

from booking.foundation.local_time import day_of, local_day
from booking.foundation.periods import Span
from booking.people.permissions import Action, may
from booking.people.values import Principal
from booking.reservations.alternatives import (
    Alternatives,
    Situation,
    find_alternatives,
    fitting_spaces,
    free_among,
)
from booking.reservations.claims import taken_spans
from booking.reservations.queries import house_rules_on
from booking.reservations.values import Needs, Wish
from booking.spaces.queries import current_stock
from booking.spaces.values import BookableSpace, SpaceKind


def free_spaces(
    session: Session, needs: Needs, *, kind: SpaceKind, person: Principal, now: datetime
) -> list[BookableSpace]:
    """The spaces that offer ``needs`` and that this person can reserve then; best fit first."""
    stock = current_stock(session)
    fitting = fitting_spaces(stock, needs, kind=kind, person=person, now=now)
    taken = _taken_around(session, fitting, needs)
    rules = house_rules_on(session, day_of(needs.period.starts_at), kind, stock=stock)
    return free_among(fitting, needs, Situation(stock, taken, rules, person, now))


def alternatives_to(
    session: Session, wish: Wish, *, person: Principal, now: datetime
) -> Alternatives:
    """The nearest things that are possible instead of ``wish``: each would be granted now.

    Only for a wish of one space; a group of desks is looked for as a group.
    """
    stock = current_stock(session)
    space = stock.spaces.get(wish.space_ids[0]) if len(wish.space_ids) == 1 else None
    if space is None or not may(person, Action.RESERVE, space):
        return Alternatives()
    needs = Needs(wish.period, wish.attendee_count, layout=wish.layout)
    day = day_of(wish.period.starts_at)
    fitting = fitting_spaces(stock, needs, kind=space.kind, person=person, now=now)
    taken = _taken_around(session, fitting, needs)
    around = space.held_period(local_day(day), wish.layout)  # buffers reach past midnight
    taken |= taken_spans(session, around, unit_ids=space.unit_ids)
    rules = house_rules_on(session, day, space.kind, stock=stock)
    return find_alternatives(wish, space, Situation(stock, taken, rules, person, now))


def _taken_around(
    session: Session, spaces: Collection[BookableSpace], needs: Needs
) -> dict[int, list[Span]]:
    """The claims that can be in the way of any of ``spaces``, widest buffers included."""
    buffers = [space.buffers(needs.layout) for space in spaces]
    before = timedelta(minutes=max((before for before, _ in buffers), default=0))
    after = timedelta(minutes=max((after for _, after in buffers), default=0))
    return taken_spans(session, needs.period.padded(before=before, after=after))
