"""What a scenario comes to, pure: sizing reckons, this tells it apart by weekday and party."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from booking.occupancy.scenarios.rules import (
    Asking,
    desk_days_under,
    house_under,
    require_sense,
    wants_under,
)
from booking.occupancy.scenarios.values import (
    Basis,
    DeskShortage,
    Measured,
    Missed,
    Outcome,
    Scenario,
)
from booking.occupancy.sizing.desks import DeskDay, DeskTerms, desks_for
from booking.occupancy.sizing.draws import area_between
from booking.occupancy.sizing.fitting import fits
from booking.occupancy.sizing.replay import mix_by_turns, turned_away
from booking.occupancy.sizing.report import mix_of_capacities
from booking.occupancy.sizing.rules import area_of, days_needed
from booking.occupancy.sizing.search import TooManyMixes, cheapest_mix
from booking.occupancy.sizing.values import Mix, Sizing
from booking.occupancy.sizing.wants import Demand, Terms, date_of, demand_of
from booking.reservations.values import PartyKind

Tell = Callable[[int], object]
"""Hears how many percent are done; may raise to stop."""
DAYS_A_STEP = 20


def outcome_of(
    measured: Measured, scenario: Scenario, basis: Basis, *, tell: Tell = lambda _: None,
    is_thorough: bool = False,
) -> Outcome:  # fmt: skip
    """Raises RoomWithoutSeats, EverythingClosed, PartnersTooFew. ``measured`` has a day.

    ``is_thorough``: with what takes as long as all the rest together.
    """
    require_sense(scenario, basis)
    terms = basis.terms
    house = house_under(measured.places, scenario)
    asking = wants_under(measured, scenario, basis)
    demand = demand_of(asking.inside, measured.dates, terms)
    mix = mix_of_capacities(house.capacities, terms.classes)
    tell(10)
    served = _days_served(demand, mix, tell)
    missed = _missed(demand, mix, scenario, basis)
    tell(55)
    needed = _needed(demand, basis)
    tell(60)
    days = desk_days_under(measured.desk_days, scenario)
    desk_terms = _desk_terms(basis, scenario)
    outcome = Outcome(
        day_count=len(measured.dates),
        meeting_count=demand.meeting_count,
        room_count=len(house.capacities),
        room_seats=sum(house.capacities),
        room_area=area_of(mix, terms.classes),
        served_count=served,
        missed=missed,
        shut_out=_shut_out(asking, terms),
        too_large_count=demand.too_large_count,
        rooms_needed=needed.mix if needed else None,
        area_needed=needed.area if needed else None,
        desk_count=house.desk_count,
        desks_needed=desks_for(days, desk_terms) if days else 0,
        desks=_desk_shortages(days, house.desk_count, scenario, desk_terms),
    )  # fmt: skip
    more = _more(demand, needed, scenario, basis, tell) if is_thorough and needed else {}
    return replace(outcome, **more)


def _shut_out(asking: Asking, terms: Terms) -> Counter[PartyKind]:
    return Counter(it.party for it in asking.shut_out
                   if it.party in terms.parties and not it.is_no_show
                   and (terms.with_refused or not it.is_refused))  # fmt: skip


def _more(
    demand: Demand, needed: Sizing, scenario: Scenario, basis: Basis, tell: Tell
) -> dict[str, Any]:
    """The fields of an Outcome that only who waits for it gets."""
    by_turns = _by_turns(demand, needed, scenario, basis)
    return {
        "rooms_by_turns": by_turns,
        "area_by_turns": area_of(by_turns, basis.terms.classes) if by_turns else None,
        "area_between": _between(demand, basis, tell),
    }


def _days_served(demand: Demand, mix: Mix, tell: Tell) -> int:
    served = 0
    for number, day in enumerate(demand.days):
        served += fits(day, mix) is True
        if number % DAYS_A_STEP == 0:
            tell(10 + 40 * number // len(demand.days))
    return served


def _missed(demand: Demand, mix: Mix, scenario: Scenario, basis: Basis) -> list[Missed]:
    """By weekday, party and size, in that order."""
    found: dict[tuple[int, PartyKind, int], list[int]] = defaultdict(list)
    for it in turned_away(demand.asked, mix, choice=scenario.choice, seed=basis.seed):
        begin, end = it.meeting.begin, it.meeting.end
        seats = basis.terms.classes[it.meeting.smallest].seats
        length = end - begin - basis.terms.minutes_between
        found[date_of(begin).weekday(), it.party, seats].append(length)
    return [Missed(*key, len(lengths), sum(lengths)) for key, lengths in sorted(found.items())]


def _needed(demand: Demand, basis: Basis) -> Sizing | None:
    try:
        return cheapest_mix(demand.days, basis.terms.classes, service_percent=basis.service_percent)
    except TooManyMixes:
        return None


def _between(demand: Demand, basis: Basis, tell: Tell) -> tuple[float, float] | None:
    return area_between(demand, basis.terms, service_percent=basis.service_percent,
                        seed=basis.seed, tell=lambda percent: tell(60 + 40 * percent // 100)
                        )  # fmt: skip


def _by_turns(demand: Demand, needed: Sizing, scenario: Scenario, basis: Basis) -> Mix | None:
    short_max = len(demand.days) - days_needed(len(demand.days), basis.service_percent)
    return mix_by_turns(demand.asked, needed.mix, short_max=short_max, choice=scenario.choice,
                        seed=basis.seed)  # fmt: skip


def _desk_terms(basis: Basis, scenario: Scenario) -> DeskTerms:
    terms = basis.desk_terms
    return DeskTerms(terms.service_percent, terms.fill_percent, scenario.presence_percent)


def _desk_shortages(
    days: Sequence[DeskDay], desk_count: int, scenario: Scenario, terms: DeskTerms
) -> dict[int, DeskShortage]:
    """On a weekday that is closed, there is no desk for anybody."""
    missing: dict[int, list[int]] = defaultdict(list)
    for it in days:
        weekday = it.day.weekday()
        there = desk_count if weekday in scenario.weekdays else 0
        missing[weekday].append(max(0, it.wanted(terms.growth_percent) - there))
    return {
        weekday: DeskShortage(len(found), sum(map(bool, found)), sum(found), max(found))
        for weekday, found in sorted(missing.items())
    }
