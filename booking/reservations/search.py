"""Finding a place: what is free, what fits best, and what is nearest when it is not."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlmodel import Session

from booking.foundation.local_time import day_of, local_day
from booking.foundation.periods import Period, Span
from booking.people.permissions import Action, may
from booking.people.values import Party, Principal
from booking.reservations.alternatives import (
    Alternatives,
    Situation,
    find_alternatives,
    fitting_spaces,
    free_among,
    nearest_to,
)
from booking.reservations.claims import taken_spans
from booking.reservations.granting import granted_at, rules_by_day
from booking.reservations.models import Reservation
from booking.reservations.queries import house_rules_on
from booking.reservations.quota.queries import holder_of
from booking.reservations.values import Needs, Wish
from booking.spaces.queries import current_stock
from booking.spaces.values import BookableSpace, SpaceKind, Stock


def free_spaces(
    session: Session, needs: Needs, *, kind: SpaceKind, person: Principal, now: datetime
) -> list[BookableSpace]:
    """The spaces that offer ``needs`` and that this person can reserve then; best fit first."""
    stock = current_stock(session)
    fitting = fitting_spaces(stock, needs, kind=kind, person=person, now=now)
    taken = taken_around(session, fitting, needs)
    rules = house_rules_on(session, day_of(needs.period.starts_at), kind, stock=stock)
    return free_among(fitting, needs, Situation(stock, taken, rules, person, now))


def alternatives_to(
    session: Session,
    wish: Wish,
    *,
    person: Principal,
    now: datetime,
    holder: Principal | None = None,
    moved: Reservation | None = None,
) -> Alternatives:
    """The nearest things that are possible instead of ``wish``: each would be granted now.

    ``holder`` is for whom it is, where not for ``person``; ``moved`` is the reservation that
    would become it. Only for a wish of one space; a group of desks is looked for as a group.
    """
    stock = current_stock(session)
    space = stock.spaces.get(wish.space_ids[0]) if len(wish.space_ids) == 1 else None
    if space is None or not may(person, Action.RESERVE, space):
        return Alternatives()
    holder_id = moved.holder_id if moved else (holder or person).id
    party = holder_of(session, holder_id, person)
    allows = granted_at(
        session, stock, kind=space.kind, sitters=[holder_id] if space.is_desk else [],
        holder_id=holder_id, by=person, at=now, moved=moved,
    )  # fmt: skip
    rules_on = rules_by_day(session, stock, kind=space.kind, holder_id=holder_id, by=person)

    def around(period: Period) -> Situation:
        taken = _taken_on(session, wish, space, stock, period, person, party, now)
        rules = rules_on(day_of(period.starts_at))
        return Situation(stock, taken, rules, person, now, party, allows)

    situation = around(wish.period)
    found = find_alternatives(wish, space, situation)
    aim = nearest_to(wish, space, situation, rules_on)
    if aim == wish.period:
        return found
    return found.or_else(find_alternatives(wish, space, around(aim), aim=aim))


def _taken_on(
    session: Session,
    wish: Wish,
    space: BookableSpace,
    stock: Stock,
    period: Period,
    person: Principal,
    party: Party,
    now: datetime,
) -> dict[int, list[Span]]:
    """What is held of ``space`` on the day of ``period``, and during it of all that would fit."""
    needs = Needs(period, wish.attendee_count, layout=wish.layout)
    fitting = fitting_spaces(stock, needs, kind=space.kind, person=person, now=now, party=party)
    taken = taken_around(session, fitting, needs)
    around = space.held_period(local_day(day_of(period.starts_at)), wish.layout)
    # buffers reach past midnight
    return taken | taken_spans(session, around, unit_ids=space.unit_ids)


def taken_around(
    session: Session, spaces: Collection[BookableSpace], needs: Needs
) -> dict[int, list[Span]]:
    """The claims that can be in the way of any of ``spaces``, widest buffers included."""
    buffers = [space.buffers(needs.layout) for space in spaces]
    before = timedelta(minutes=max((before for before, _ in buffers), default=0))
    after = timedelta(minutes=max((after for _, after in buffers), default=0))
    return taken_spans(session, needs.period.padded(before=before, after=after))
