"""Dates of a series that cannot be had as asked: what can be had instead, and who has them."""

from dataclasses import replace
from datetime import date
from functools import partial

from sqlmodel import Session, col, select

from booking.foundation.local_time import day_of, days_of, span_of
from booking.foundation.periods import Period
from booking.people.values import Act
from booking.reservations.alternatives import Alternatives, Situation, nearest_to
from booking.reservations.granting import rules_by_day
from booking.reservations.models import Reservation
from booking.reservations.nearest import Allows
from booking.reservations.quota.places import QuotaPlaces
from booking.reservations.quota.queries import holder_of
from booking.reservations.series.aims import Aims
from booking.reservations.series.counting import numbers_in, periods_in
from booking.reservations.series.ground import held_before
from booking.reservations.series.queries import Claims, claims_on, ground_of, units_of
from booking.reservations.series.rules import alternatives_on
from booking.reservations.series.values import PlannedDate, SeriesPlan
from booking.reservations.values import Wish
from booking.spaces.queries import current_stock
from booking.spaces.values import Stock

ALTERNATIVES_MAX = 60
"""For so many dates others are looked for, unless all are asked for."""


def alternatives_in(
    session: Session, act: Act, plan: SeriesPlan, *, holder_id: int, is_for_all: bool = False
) -> dict[date, Alternatives]:
    """The nearest other rooms and times for each clash, by day."""
    clashes = clashes_in(plan, is_for_all=is_for_all)
    if not clashes:
        return {}
    stock, holder = current_stock(session), holder_of(session, holder_id, act.by)
    quota = places_left(session, act, plan, stock, holder_id)
    kind = stock.spaces[clashes[0][1].space_ids[0]].kind
    rules_on = rules_by_day(session, stock, kind=kind, holder_id=holder_id, by=act.by)
    aimed = Aims(plan.dates)
    allows: dict[date, Allows] = {
        p.day: aimed.only_for(p, partial(
            quota.allow, moved=before.period if (before := held_before(p)) else None))
        for p, _ in clashes
    }  # fmt: skip

    def nearest(planned: PlannedDate, wish: Wish) -> Period:
        rules = rules_on(day_of(wish.period.starts_at))
        situation = Situation(stock, {}, rules, act.by, act.at, holder, allows[planned.day])
        found = nearest_to(wish, stock.spaces[wish.space_ids[0]], situation, rules_on,
                           known=aimed.known_for(planned, wish))  # fmt: skip
        aimed.give(planned, found)
        return found

    aims = {p.day: nearest(p, wish) for p, wish in clashes}
    wishes = [wish for _, wish in clashes]
    further = [replace(wish, period=aims[p.day]) for p, wish in clashes]
    ground = ground_of(session, act, stock, [*wishes, *further], holder=holder, unit_ids=None)

    def found(planned: PlannedDate, wish: Wish) -> Alternatives:
        look = partial(alternatives_on, planned, plan, ground, allows=allows[planned.day])
        here, aim = look(aim=wish.period), aims[planned.day]
        return here if aim == wish.period else here.or_else(look(aim=aim))

    return {planned.day: found(planned, wish) for planned, wish in clashes}


def clashes_in(plan: SeriesPlan, *, is_for_all: bool) -> list[tuple[PlannedDate, Wish]]:
    """For which others are looked for, with what was wished."""
    most = None if is_for_all else ALTERNATIVES_MAX
    return [(p, p.wish) for p in plan.clashes if p.wish is not None][:most]


def places_left(
    session: Session, act: Act, plan: SeriesPlan, stock: Stock, holder_id: int
) -> QuotaPlaces:
    """What the quota leave when the plan is carried out."""
    first = next(p.wish for p in plan.clashes if p.wish)
    quota = QuotaPlaces(
        session, stock, kind=stock.spaces[first.space_ids[0]].kind, holder_id=holder_id,
        by=act.by, at=act.at, but=numbers_in(plan.dates),
    )  # fmt: skip
    quota.hold(periods_in(plan))
    return quota


def takers_in(session: Session, plan: SeriesPlan) -> dict[date, list[Reservation]]:
    """Who holds the room on each date with a clash; the doors show what one may know."""
    stock = current_stock(session)
    wished = {p.day: p.wish for p in plan.clashes if p.wish is not None}
    claims = claims_on(session, stock, wished.values(), units_of(stock, wished.values()))
    numbers = {day: _holders(stock, wish, claims) for day, wish in wished.items()}
    wanted = set().union(*numbers.values())
    rows = {row.id: row for row in session.exec(select(Reservation).where(
        col(Reservation.id).in_(wanted)))}  # fmt: skip
    return {day: [rows[number] for number in sorted(found)] for day, found in numbers.items()}


def _holders(stock: Stock, wish: Wish, claims: Claims) -> set[int]:
    space = stock.spaces[wish.space_ids[0]]
    held = space.held_period(wish.period, wish.layout)
    begin, end = span_of(held)
    return {
        taken.reservation_id
        for day in days_of(held)
        for unit in space.unit_ids
        for taken in claims.get(day, {}).get(unit, ())
        if taken.begin < end and begin < taken.end
    }
