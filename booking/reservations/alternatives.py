"""What is nearest when a wish cannot be had: another time, another space, a shorter time. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from booking.foundation.local_time import day_of, from_epoch_minutes, local_day
from booking.foundation.periods import Period, Span
from booking.people.permissions import Action, may
from booking.people.values import Principal
from booking.reservations.fitting import suiting, suits
from booking.reservations.free_times import earliest_start, free_periods, nearest_times
from booking.reservations.free_times import shorter as shorter_part
from booking.reservations.nearest import nearest_allowed
from booking.reservations.rules import free_ones, judged_by, objections_to, objections_to_time
from booking.reservations.values import HouseRules, Needs, Wish
from booking.spaces.approval import offered_to
from booking.spaces.values import BookableSpace, SpaceKind, Stock
from booking.spaces.zone_access import not_shut, shut_zones

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


@dataclass(frozen=True, slots=True)
class Situation:
    """How a day stands for one who asks: what is held of which unit, and what rules."""

    stock: Stock
    taken: Mapping[int, Sequence[Span]]
    """By unit, buffers included."""
    rules: HouseRules
    person: Principal
    now: datetime


def fitting_spaces(
    stock: Stock, needs: Needs, *, kind: SpaceKind, person: Principal, now: datetime
) -> list[BookableSpace]:
    """The spaces for this person that offer ``needs``, taken or not; best fit first."""
    day = day_of(needs.period.starts_at)
    shut = shut_zones(stock, day, person=person, today=day_of(now))
    theirs = [space for space in suiting(stock, needs, kind) if may(person, Action.RESERVE, space)]
    return not_shut(offered_to(theirs, person), stock, day, shut)


def free_among(
    fitting: Iterable[BookableSpace], needs: Needs, situation: Situation
) -> list[BookableSpace]:
    """Which of ``fitting`` can be reserved then, in their order."""
    rules, now, period = situation.rules, situation.now, needs.period
    spaces = list(fitting)
    # the time is judged once for all spaces that are alike in this
    objections = {
        kind: objections_to_time(period, space, rules=rules, now=now)
        for kind, space in {judged_by(space): space for space in spaces}.items()
    }
    possible = [space for space in spaces if not objections[judged_by(space)]]
    return free_ones(
        possible, period, stock=situation.stock, taken=situation.taken, layout=needs.layout
    )


def held_periods(space: BookableSpace, taken: Mapping[int, Sequence[Span]]) -> list[Period]:
    """When any unit of ``space`` is held, each period once, for the rules."""
    spans = {span for unit in space.unit_ids for span in taken.get(unit, ())}
    return [Period(from_epoch_minutes(s), from_epoch_minutes(e)) for s, e in sorted(spans)]


def find_alternatives(wish: Wish, space: BookableSpace, situation: Situation) -> Alternatives:
    """The nearest things that are possible instead of having ``space`` for ``wish``.

    ``situation.taken`` knows the units of ``space`` for the whole day, buffers included.
    """
    stock, person = situation.stock, situation.person
    [space] = offered_to([space], person)
    needs = Needs(wish.period, wish.attendee_count, layout=wish.layout)
    fitting = fitting_spaces(stock, needs, kind=space.kind, person=person, now=situation.now)
    others = [other for other in free_among(fitting, needs, situation) if other.id != space.id]
    others = others[:ALTERNATIVES_MAX]
    if not suits(space, needs):
        return Alternatives(other_spaces=others)
    day = local_day(day_of(wish.period.starts_at))
    taken = held_periods(space, situation.taken)
    free = free_periods(space, day, stock=stock, taken=taken, layout=wish.layout)

    def is_possible(period: Period) -> bool:
        return period != wish.period and not objections_to(
            replace(wish, period=period), space, stock=stock, taken=taken, rules=situation.rules,
            person=person, now=situation.now,
        )  # fmt: skip

    grain = timedelta(minutes=space.grain_minutes)
    earliest = earliest_start(space, situation.rules, now=situation.now)
    aim = nearest_allowed(
        wish.period, [space], stock=stock, rules=situation.rules, now=situation.now
    )
    if aim is None or not day.holds(aim):
        aim = wish.period
    times = nearest_times(aim, free, grain=grain, not_before=earliest)
    part = shorter_part(aim, free, shortest=max(grain, SHORTEST), grain=grain)
    return Alternatives(
        other_times=[period for period in times if is_possible(period)][:ALTERNATIVES_MAX],
        other_spaces=others,
        shorter=part if part is not None and is_possible(part) else None,
    )
