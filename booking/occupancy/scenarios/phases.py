"""The works phase by phase (schuifplan), pure: a scenario each, on the days that are like its own.

Like a day to come is the same weekday 52 weeks before, in the latest year that was measured: so
holidays, recess and season are those of that time of the year.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from math import ceil

from booking.foundation.errors import Refused
from booking.foundation.texts import N_
from booking.occupancy.scenarios.outcomes import Tell, outcome_of
from booking.occupancy.scenarios.rules import NothingMeasured
from booking.occupancy.scenarios.values import Basis, Measured, Outcome, Scenario

YEAR = timedelta(weeks=52)
DAY = timedelta(days=1)
MINUTES = 60


class EmptyPhase(Refused):
    code = "empty-phase"
    sentence = N_("Each phase needs a last day that is not before its first.")


class NothingLikeIt(Refused):
    code = "nothing-like-it"
    sentence = N_(
        "For “%(name)s” there is nothing to compare with: no day of that time of the year was "
        "open and measured. Choose other days, or measure longer."
    )


@dataclass(frozen=True, slots=True)
class Phase:
    """Zones that are shut from ``first`` up to and including ``last``, and what comes instead."""

    name: str
    first: date
    last: date
    zones_out: frozenset[int]
    desks_hired: int = 0
    rooms_hired: tuple[int, ...] = ()
    """Seats of each."""

    @property
    def day_count(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def month_count(self) -> int:
        """Months that begin in it, counted from its first day: a month from then is one."""
        years, months = self.last.year - self.first.year, self.last.month - self.first.month
        return 12 * years + months + (self.last.day >= self.first.day)


@dataclass(frozen=True, slots=True)
class Prices:
    """Whole euros; 0 leaves that out."""

    desk_a_month: int = 0
    """Of a temporary desk."""
    room_an_hour: int = 0
    """Of a room in another house."""


@dataclass(frozen=True, slots=True)
class PhaseOutcome:
    phase: Phase
    outcome: Outcome
    """Of the days that are like those of the phase."""
    times: Fraction
    """So many open days of the phase stand for each of those."""
    desks_to_hire: int
    """So many more give everybody a desk on the agreed share of days."""
    desk_cost: int
    """Euros, for those desks and for those that the phase has already."""
    room_cost: int
    """Euros, for the hours of meetings that find no room."""


@dataclass(frozen=True, slots=True)
class PlanOutcome:
    phases: Sequence[PhaseOutcome]

    @property
    def cost(self) -> int:
        return sum(it.desk_cost + it.room_cost for it in self.phases)

    @property
    def desks_missing(self) -> int:
        """Desks that are lacking, all days together."""
        return round(sum(it.times * it.outcome.desks_missing for it in self.phases))

    @property
    def missed_minutes(self) -> int:
        return round(sum(it.times * it.outcome.missed_minutes for it in self.phases))

    @property
    def rank(self) -> tuple[int, int, int]:
        """The least is the best: what it costs, then who lacks a desk, then who lacks a room."""
        return self.cost, self.desks_missing, self.missed_minutes


def plan_outcome(
    measured: Measured,
    phases: Sequence[Phase],
    basis: Basis,
    prices: Prices,
    *,
    scenario: Scenario | None = None,
    tell: Tell = lambda _: None,
) -> PlanOutcome:
    """``scenario``: what else is different all the time.

    Raises :class:`EmptyPhase`, :class:`NothingLikeIt`, and what outcome_of raises.
    """
    found = []
    for number, phase in enumerate(phases):
        part = _part_of(tell, number, len(phases))
        alike = measured_for(measured, phase)
        outcome = outcome_of(alike, _in_phase(scenario or Scenario(), phase), basis, tell=part)
        times = _times(measured, alike, phase)
        found.append(_with_costs(phase, outcome, prices, times))
    return PlanOutcome(found)


def _part_of(tell: Tell, number: int, count: int) -> Tell:
    return lambda percent: tell((100 * number + percent) // count)


def _in_phase(scenario: Scenario, phase: Phase) -> Scenario:
    return replace(
        scenario,
        zones_out=scenario.zones_out | phase.zones_out,
        desks_more=scenario.desks_more + phase.desks_hired,
        rooms_in=(*scenario.rooms_in, *phase.rooms_hired),
    )


def _with_costs(phase: Phase, outcome: Outcome, prices: Prices, times: Fraction) -> PhaseOutcome:
    more = max(0, outcome.desks_needed - outcome.desk_count)
    hours = ceil(times * outcome.missed_minutes / MINUTES)
    return PhaseOutcome(
        phase, outcome, times, more,
        desk_cost=(more + phase.desks_hired) * phase.month_count * prices.desk_a_month,
        room_cost=hours * prices.room_an_hour,
    )  # fmt: skip


def _times(measured: Measured, alike: Measured, phase: Phase) -> Fraction:
    """A year may have been measured once or for a part: the rest of the phase is as what is known.

    A day that was measured and shut counts for nothing; one that never was counts when that
    weekday is open.
    """
    first, last = min(measured.dates), max(measured.dates)
    open_weekdays = {day.weekday() for day in measured.dates}
    count = sum(
        day in measured.dates if first <= day <= last else day.weekday() in open_weekdays
        for day in _alike(phase, last)
    )
    return Fraction(count, len(alike.dates))


def measured_for(measured: Measured, phase: Phase) -> Measured:
    """The days that are like those of ``phase``. Raises :class:`EmptyPhase`, NothingLikeIt."""
    if not measured.dates:
        raise NothingMeasured
    if phase.last < phase.first:
        raise EmptyPhase
    dates = measured.dates.intersection(_alike(phase, max(measured.dates)))
    if not dates:
        raise NothingLikeIt(name=phase.name)
    days = [it for it in measured.desk_days if it.day in dates]
    return replace(measured, dates=dates, desk_days=days)


def _alike(phase: Phase, latest: date) -> Iterator[date]:
    """A day that is over already stands for itself."""
    for number in range(phase.day_count):
        day = phase.first + number * DAY
        years = max(0, -((latest - day) // YEAR))
        yield day - years * YEAR


def in_order(phases: Sequence[Phase], order: Iterable[int]) -> list[Phase]:
    """The same works one after the other in another order, each as long as it was.

    ``order``: positions in ``phases``. The first begins when the first of them began.
    """
    begin = min(it.first for it in phases)
    found = []
    for number in order:
        phase = phases[number]
        length = phase.last - phase.first
        found.append(replace(phase, first=begin, last=begin + length))
        begin += length + DAY
    return found


def best_of(plans: Sequence[PlanOutcome]) -> int:
    """The position of the best; of two that are alike the first."""
    return min(range(len(plans)), key=lambda it: plans[it].rank)
