"""Desks that come back: the same ones each time, or others on the same floor."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from sqlmodel import Session

from booking.foundation.local_time import day_of
from booking.foundation.periods import Span
from booking.people.values import Act
from booking.reservations.rules import free_ones
from booking.reservations.series.queries import Claims, claims_on
from booking.reservations.series.values import Instead, SeriesPlan
from booking.reservations.side_by_side import desks_together
from booking.reservations.values import Wish
from booking.spaces.queries import current_stock
from booking.spaces.values import BookableSpace, SpaceKind, Stock
from booking.spaces.zone_access import not_shut, shut_zones


def plan_desks(
    session: Session, act: Act, plan_with: Callable[[Instead], SeriesPlan]
) -> tuple[SeriesPlan, Instead]:
    """What ``plan_with`` plans, with other desks on the dates on which that helps.

    As many, on the floor of the first, as close together as can be. Raises TooManyDates.
    """
    plan = plan_with({})
    others = _desks_instead(session, act, plan)
    if not others:
        return plan, {}
    plan = plan_with(others)
    stuck = {planned.day for planned in plan.clashes}
    return plan, {day: wish for day, wish in others.items() if day not in stuck}


def _desks_instead(session: Session, act: Act, plan: SeriesPlan) -> Instead:
    stock = current_stock(session)
    clashes = [(planned.day, planned.wish) for planned in plan.clashes if planned.wish]
    claims = claims_on(session, stock, [wish for _, wish in clashes], None)
    own = {planned.before.number for planned in plan.dates if planned.before}
    found = {}
    for day, wish in clashes:
        desks = _others(session, act, stock, wish, _taken(claims, wish, own))
        if desks:
            found[day] = replace(wish, space_ids=tuple(sorted(desk.id for desk in desks)))
    return found


def _taken(claims: Claims, wish: Wish, own: set[int | None]) -> dict[int, list[Span]]:
    """What others hold on the day of ``wish``, by unit."""
    found: dict[int, list[Span]] = defaultdict(list)
    for unit, spans in claims.get(day_of(wish.period.starts_at), {}).items():
        found[unit] = [(s, e) for s, e, number in spans if number not in own]
    return found


def _others(
    session: Session, act: Act, stock: Stock, wish: Wish, taken: dict[int, list[Span]]
) -> tuple[BookableSpace, ...]:
    day = day_of(wish.period.starts_at)
    shut = shut_zones(stock, day, person=act.by, today=day_of(act.at))
    own = stock.spaces[wish.space_ids[0]]
    near = not_shut(_on_the_floor_of(stock, own, day), stock, day, shut)
    kept_first = sorted(near, key=lambda desk: (desk.id not in wish.space_ids, desk.number))
    free = free_ones(kept_first, wish.period, stock=stock, taken=taken)
    group = desks_together(free, len(wish.space_ids), stock=stock, day=day)
    return group.desks if group else ()


def _on_the_floor_of(stock: Stock, desk: BookableSpace, day: date) -> list[BookableSpace]:
    here = stock.zone_of(desk, day)
    return [
        other
        for other in stock.spaces_on(day, SpaceKind.DESK)
        if here and (zone := stock.zone_of(other, day)) and zone.floor_id == here.floor_id
    ]
