"""Dates on which the desks of a series cannot be had: other desks, or another time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from sqlmodel import Session

from booking.foundation.local_time import day_of, local_day
from booking.foundation.periods import Period
from booking.people.values import Act
from booking.reservations.alternatives import (
    ALTERNATIVES_MAX,
    Situation,
    fitting_spaces,
    free_among,
    held_periods,
)
from booking.reservations.free_times import earliest_start, free_periods, nearest_times
from booking.reservations.granting import rules_by_day
from booking.reservations.nearest import LOOKED_DAYS, Allows, nearest_allowed
from booking.reservations.quota.queries import holder_of
from booking.reservations.rules import objections_to
from booking.reservations.series.aims import Aims
from booking.reservations.series.clashing import clashes_in, places_left
from booking.reservations.series.desks import desks_elsewhere
from booking.reservations.series.ground import Ground, Own, held_before
from booking.reservations.series.queries import ground_of
from booking.reservations.series.rules import own_near
from booking.reservations.series.values import PlannedDate, SeriesPlan
from booking.reservations.side_by_side import desks_together
from booking.reservations.values import Needs, Wish
from booking.spaces.approval import offered_to
from booking.spaces.queries import current_stock
from booking.spaces.values import BookableSpace, SpaceKind


class OtherDesks(NamedTuple):
    """As many others, and when they can be had."""

    desks: Sequence[BookableSpace]
    period: Period


@dataclass(frozen=True, slots=True)
class DeskAlternatives:
    """What is possible instead on one date, each kind the nearest first."""

    other_desks: Sequence[OtherDesks] = ()
    other_times: Sequence[Period] = ()


def desk_alternatives_in(
    session: Session, act: Act, plan: SeriesPlan, *, holder_id: int, is_for_all: bool = False
) -> dict[date, DeskAlternatives]:
    """The nearest other desks and times for each clash, by day."""
    clashes = clashes_in(plan, is_for_all=is_for_all)
    if not clashes:
        return {}
    stock, holder = current_stock(session), holder_of(session, holder_id, act.by)
    quota = places_left(session, act, plan, stock, holder_id)
    rules_on = rules_by_day(session, stock, kind=SpaceKind.DESK, holder_id=holder_id, by=act.by)
    first = Ground(stock, {}, {}, act.by, holder, act.at)
    reach = timedelta(days=2 * LOOKED_DAYS)
    ground = replace(first, desks=desks_elsewhere(session, act, plan.dates, first, reach=reach))
    own, aimed = Own(ground, plan.dates), Aims(plan.dates)

    def allows(planned: PlannedDate, wish: Wish) -> Allows:
        kept = before.period if (before := held_before(planned)) else None
        return aimed.only_for(planned, lambda period: (
            quota.allow(period, moved=kept)
            and not own.has_desk(planned, replace(wish, period=period))
        ))  # fmt: skip

    def aim_of(planned: PlannedDate, wish: Wish) -> Period:
        spaces = offered_to([stock.spaces[n] for n in wish.space_ids], holder)
        found = nearest_allowed(wish.period, spaces, stock=stock, rules_on=rules_on, now=act.at,
                                allows=allows(planned, wish),
                                known=aimed.known_for(planned, wish))  # fmt: skip
        aimed.give(planned, found or wish.period)
        return found or wish.period

    aims = {p.day: aim_of(p, wish) for p, wish in clashes}
    further = [replace(wish, period=aims[p.day]) for p, wish in clashes]
    looked = ground_of(session, act, stock, further, holder=holder, unit_ids=None)
    return {
        p.day: _instead(
            wish, aims[p.day],
            replace(own_near(p, plan, looked, aims[p.day]), allows=allows(p, wish)),
        )
        for p, wish in clashes
    }  # fmt: skip


def _instead(wish: Wish, aim: Period, situation: Situation) -> DeskAlternatives:
    """Pure. ``situation`` knows what is held on the day of ``aim``."""
    return DeskAlternatives(
        list(_other_desks(wish, aim, situation)),
        list(_other_times(wish, aim, situation))[:ALTERNATIVES_MAX],
    )


def _other_desks(wish: Wish, aim: Period, situation: Situation) -> list[OtherDesks]:
    """One desk: some others, those in its zone first; several: as close together as can be."""
    stock, day, needs = situation.stock, day_of(aim.starts_at), Needs(aim)
    fitting = fitting_spaces(stock, needs, kind=SpaceKind.DESK, person=situation.person,
                             now=situation.now, party=situation.holder)  # fmt: skip
    own = stock.spaces[wish.space_ids[0]]
    here = stock.zone_of(own, day)
    free = free_among(fitting, needs, situation)
    free.sort(key=lambda desk: (stock.zone_of(desk, day) != here, desk.number))
    if not situation.allows(aim):
        return []
    if len(wish.space_ids) == 1:
        others = [desk for desk in free if desk.id != own.id]
        return [OtherDesks([desk], aim) for desk in others[:ALTERNATIVES_MAX]]
    group = desks_together(free, len(wish.space_ids), stock=stock, day=day)
    is_other = group and {desk.id for desk in group.desks} != set(wish.space_ids)
    return [OtherDesks(group.desks, aim)] if group and is_other else []


def _other_times(wish: Wish, aim: Period, situation: Situation) -> list[Period]:
    """When all desks asked for are free on the day of ``aim``."""
    stock, rules = situation.stock, situation.rules
    spaces = offered_to([stock.spaces[n] for n in wish.space_ids], situation.holder)
    taken = {space.id: held_periods(space, situation.taken) for space in spaces}
    all_taken = [period for held in taken.values() for period in held]
    free = free_periods(
        spaces[0], local_day(day_of(aim.starts_at)), stock=stock, taken=all_taken
    )  # fmt: skip
    grain = timedelta(minutes=max(space.grain_minutes for space in spaces))
    earliest = max(earliest_start(space, rules, now=situation.now) for space in spaces)

    def is_possible(period: Period) -> bool:
        return period != wish.period and not any(
            objections_to(
                replace(wish, period=period), space, stock=stock, taken=taken[space.id],
                rules=rules, person=situation.person, party=situation.holder, now=situation.now,
            ) for space in spaces
        ) and situation.allows(period)  # fmt: skip

    return [p for p in nearest_times(aim, free, grain=grain, not_before=earliest) if is_possible(p)]
