"""What is nearest when a wish cannot be had: another time, another space, a shorter time. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from booking.foundation.local_time import day_of, from_epoch_minutes, local_day
from booking.foundation.periods import Period, Span
from booking.people.permissions import Action, may
from booking.people.values import Party, Principal
from booking.reservations.fitting import suiting, suits
from booking.reservations.free_times import earliest_start, free_periods, nearest_times
from booking.reservations.free_times import shorter as shorter_part
from booking.reservations.nearest import Allows, Known, RulesOn, anything, nearest_allowed
from booking.reservations.rules import free_ones, judged_by, objections_to, objections_to_time
from booking.reservations.values import HouseRules, Needs, Wish
from booking.spaces.approval import offered_to
from booking.spaces.values import BookableSpace, SpaceKind, Stock
from booking.spaces.zone_access import not_shut, shut_zones

SHORTEST = timedelta(minutes=15)
ALTERNATIVES_MAX = 3


class Elsewhere(NamedTuple):
    """Another space that fits, and when it can be had."""

    space: BookableSpace
    period: Period


@dataclass(frozen=True, slots=True)
class Alternatives:
    """What is possible instead of a refused wish, each kind the nearest first."""

    other_times: Sequence[Period] = ()
    """Same space, another time: that day, or the nearest on which the rules allow it."""
    other_spaces: Sequence[Elsewhere] = ()
    """Same time where that can be had at all, else the nearest; the smallest space first."""
    shorter: Period | None = None
    """Same space, the longest part of the time asked for that is free."""

    def or_else(self, later: "Alternatives") -> "Alternatives":
        """Both, where ``later`` is about the time that is nearest to the one asked for."""
        times = dict.fromkeys((*later.other_times, *self.other_times))
        return Alternatives(
            other_times=list(times)[:ALTERNATIVES_MAX],
            other_spaces=self.other_spaces or later.other_spaces,
            shorter=self.shorter or later.shorter,
        )


@dataclass(frozen=True, slots=True)
class Situation:
    """How a day stands for one who asks: what is held of which unit, and what rules."""

    stock: Stock
    taken: Mapping[int, Sequence[Span]]
    """By unit, buffers included."""
    rules: HouseRules
    person: Principal
    now: datetime
    party: Party | None = None
    """For whom it is, where not for ``person``."""
    allows: Allows = anything
    """What more must let one have a time: quota, one desk at a time."""

    @property
    def holder(self) -> Party:
        return self.party or self.person.party


def fitting_spaces(
    stock: Stock,
    needs: Needs,
    *,
    kind: SpaceKind,
    person: Principal,
    now: datetime,
    party: Party | None = None,
) -> list[BookableSpace]:
    """The spaces for this person that offer ``needs``, taken or not; best fit first.

    ``party`` is for whom it is, where not for ``person``.
    """
    day, party = day_of(needs.period.starts_at), party or person.party
    shut = shut_zones(stock, day, person=person, party=party, today=day_of(now))
    theirs = [space for space in suiting(stock, needs, kind) if may(person, Action.RESERVE, space)]
    return not_shut(offered_to(theirs, party), stock, day, shut)


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


def nearest_to(
    wish: Wish,
    space: BookableSpace,
    situation: Situation,
    rules_on: RulesOn,
    *,
    known: Known | None = None,
) -> Period:
    """The time nearest to ``wish`` that all but what is taken allows; its own in vain."""
    found = nearest_allowed(
        wish.period, offered_to([space], situation.holder), stock=situation.stock,
        rules_on=rules_on, now=situation.now, allows=situation.allows, known=known,
    )  # fmt: skip
    return found or wish.period


def find_alternatives(
    wish: Wish, space: BookableSpace, situation: Situation, *, aim: Period | None = None
) -> Alternatives:
    """What is possible instead of having ``space`` for ``wish``, nearest to ``aim``.

    That is the time asked for, unless another is said. ``situation`` knows the units of
    ``space`` for the whole day of ``aim``, buffers included, and all others during it.
    """
    aim = aim or wish.period
    [space] = offered_to([space], situation.holder)
    needs = Needs(aim, wish.attendee_count, layout=wish.layout)
    others = _elsewhere(needs, space, situation)
    if not suits(space, needs):
        return Alternatives(other_spaces=others)
    day = local_day(day_of(aim.starts_at))
    taken = held_periods(space, situation.taken)
    free = free_periods(space, day, stock=situation.stock, taken=taken, layout=wish.layout)

    def is_possible(period: Period) -> bool:
        return period != wish.period and not objections_to(
            replace(wish, period=period), space, stock=situation.stock, taken=taken,
            rules=situation.rules, person=situation.person, party=situation.holder,
            now=situation.now,
        ) and situation.allows(period)  # fmt: skip

    grain = timedelta(minutes=space.grain_minutes)
    earliest = earliest_start(space, situation.rules, now=situation.now)
    times = nearest_times(aim, free, grain=grain, not_before=earliest)
    part = shorter_part(aim, free, shortest=max(grain, SHORTEST), grain=grain)
    return Alternatives(
        other_times=[period for period in times if is_possible(period)][:ALTERNATIVES_MAX],
        other_spaces=others,
        shorter=part if part is not None and is_possible(part) else None,
    )


def _elsewhere(needs: Needs, space: BookableSpace, situation: Situation) -> list[Elsewhere]:
    fitting = fitting_spaces(
        situation.stock, needs, kind=space.kind, person=situation.person, now=situation.now,
        party=situation.party,
    )  # fmt: skip
    free = [other for other in free_among(fitting, needs, situation) if other.id != space.id]
    if not free or not situation.allows(needs.period):
        return []
    return [Elsewhere(other, needs.period) for other in free[:ALTERNATIVES_MAX]]
