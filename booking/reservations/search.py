"""Finding a place: what is free, what fits best, and what is nearest when it is not."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from booking.foundation.local_time import day_of, local_day
from booking.foundation.periods import Period, Span
from booking.people.permissions import Action, may
from booking.people.values import Principal
from booking.reservations.claims import taken_of, taken_periods, taken_spans
from booking.reservations.queries import house_rules_on
from booking.reservations.rules import (
    earliest_start,
    free_ones,
    free_periods,
    moved,
    nearest_times,
    objections_to,
    objections_to_time,
    suiting,
    suits,
)
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
    session: Session, needs: Needs, *, kind: SpaceKind, person: Principal, now: datetime
) -> list[BookableSpace]:
    """The spaces that offer ``needs`` and that this person can reserve then; best fit first."""
    stock = current_stock(session)
    fitting = fitting_spaces(stock, needs, kind=kind, person=person)
    taken = _taken_around(session, fitting, needs.period)
    rules = house_rules_on(session, day_of(needs.period.starts_at), kind, stock=stock)
    # the time is judged by the grain alone: once for all spaces that share it
    objections = {
        space.grain_minutes: objections_to_time(needs.period, space, rules=rules, now=now)
        for space in {space.grain_minutes: space for space in fitting}.values()
    }
    possible = [space for space in fitting if not objections[space.grain_minutes]]
    return free_ones(possible, needs.period, stock=stock, taken=taken)


def fitting_spaces(
    stock: Stock, needs: Needs, *, kind: SpaceKind, person: Principal
) -> list[BookableSpace]:
    """The spaces for this person that offer ``needs``, taken or not; best fit first."""
    return [space for space in suiting(stock, needs, kind) if may(person, Action.RESERVE, space)]


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
    others = [
        other
        for other in free_spaces(session, needs, kind=space.kind, person=person, now=now)
        if other.id != space.id
    ][:ALTERNATIVES_MAX]
    if not suits(space, needs):
        return Alternatives(other_spaces=others)
    day = local_day(day_of(wish.period.starts_at))
    around = space.held_period(day)  # buffers reach past midnight
    taken = taken_of(space, taken_periods(session, around, unit_ids=space.unit_ids))
    free = free_periods(space, day, stock=stock, taken=taken)
    rules = house_rules_on(session, day_of(wish.period.starts_at), space.kind, stock=stock)

    def is_possible(period: Period) -> bool:
        return period != wish.period and not objections_to(
            moved(wish, period), space, stock=stock, taken=taken, rules=rules,
            person=person, now=now,
        )  # fmt: skip

    grain = timedelta(minutes=space.grain_minutes)
    earliest = earliest_start(rules, grain=grain, now=now)
    times = nearest_times(wish.period, free, grain=grain, not_before=earliest)
    part = shorter_part(wish.period, free, shortest=max(grain, SHORTEST), grain=grain)
    return Alternatives(
        other_times=[period for period in times if is_possible(period)][:ALTERNATIVES_MAX],
        other_spaces=others,
        shorter=part if part is not None and is_possible(part) else None,
    )


def _taken_around(
    session: Session, spaces: Collection[BookableSpace], period: Period
) -> dict[int, list[Span]]:
    """The claims that can be in the way of any of ``spaces``, widest buffers included."""
    before = max((space.buffer_before_minutes for space in spaces), default=0)
    after = max((space.buffer_after_minutes for space in spaces), default=0)
    return taken_spans(
        session,
        period.padded(before=timedelta(minutes=before), after=timedelta(minutes=after)),
    )
