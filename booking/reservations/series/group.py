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
from booking.reservations.series.clashing import ALTERNATIVES_MAX
from booking.reservations.series.queries import Claims, claims_on
from booking.reservations.series.values import Instead, PlannedDate, SeriesPlan
from booking.reservations.side_by_side import DeskGroup, desks_together
from booking.reservations.values import Reason, Wish
from booking.spaces.queries import current_stock
from booking.spaces.values import BookableSpace, SpaceKind, Stock
from booking.spaces.zone_access import not_shut, shut_zones

OF_THE_DESK = {
    Reason.NOT_THERE, Reason.NOT_FOR_YOU, Reason.FOR_OTHERS, Reason.OPENS_LATER, Reason.SHUT,
    Reason.CLOSED, Reason.ELSEWHERE, Reason.TAKEN,
}  # fmt: skip
"""What stands in the way of one desk and need not of another; nothing else is mended so."""


def plan_desks(
    session: Session, act: Act, plan_with: Callable[[Instead], SeriesPlan]
) -> tuple[SeriesPlan, Instead]:
    """What ``plan_with`` plans, with other desks on the dates on which that helps.

    As many, on the floor of the first, as close together as can be; for so many dates as other
    rooms are looked for. Raises TooManyDates.
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
    clashes = [(p.day, p.wish) for p in plan.clashes if p.wish and _is_mended_by_others(p)]
    clashes = clashes[:ALTERNATIVES_MAX]
    claims = claims_on(session, stock, [wish for _, wish in clashes], None)
    own = {planned.before.number for planned in plan.dates if planned.before}
    found = {}
    together: dict[tuple[int, ...], DeskGroup | None] = {}
    for day, wish in clashes:
        free = _free(act, stock, wish, _taken(claims, wish, own))
        ids = tuple(desk.id for desk in free)
        if ids not in together:  # many dates have the same desks free
            together[ids] = desks_together(free, len(wish.space_ids), stock=stock, day=day)
        if group := together[ids]:
            found[day] = replace(wish, space_ids=tuple(sorted(desk.id for desk in group.desks)))
    return found


def _is_mended_by_others(planned: PlannedDate) -> bool:
    """Whether all that stands in the way is about these desks."""
    return all(objection.reason in OF_THE_DESK for objection in planned.objections)


def _taken(claims: Claims, wish: Wish, own: set[int | None]) -> dict[int, list[Span]]:
    """What others hold on the day of ``wish``, by unit."""
    found: dict[int, list[Span]] = defaultdict(list)
    for unit, spans in claims.get(day_of(wish.period.starts_at), {}).items():
        found[unit] = [(s, e) for s, e, number in spans if number not in own]
    return found


def _free(act: Act, stock: Stock, wish: Wish, taken: dict[int, list[Span]]) -> list[BookableSpace]:
    """The desks on its floor that can be had then, those that are asked for first."""
    day = day_of(wish.period.starts_at)
    shut = shut_zones(stock, day, person=act.by, today=day_of(act.at))
    own = stock.spaces[wish.space_ids[0]]
    near = not_shut(_on_the_floor_of(stock, own, day), stock, day, shut)
    kept_first = sorted(near, key=lambda desk: (desk.id not in wish.space_ids, desk.number))
    return free_ones(kept_first, wish.period, stock=stock, taken=taken)


def _on_the_floor_of(stock: Stock, desk: BookableSpace, day: date) -> list[BookableSpace]:
    here = stock.zone_of(desk, day)
    return [
        other
        for other in stock.spaces_on(day, SpaceKind.DESK)
        if here and (zone := stock.zone_of(other, day)) and zone.floor_id == here.floor_id
    ]
