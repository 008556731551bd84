"""The need for rooms, put together, pure: what is enough, what forces it, and what there is."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from booking.occupancy.sizing.busiest import BusiestHour, busiest_hours
from booking.occupancy.sizing.draws import CurvePoint, curve_of
from booking.occupancy.sizing.fitting import fits
from booking.occupancy.sizing.replay import Choice, refused
from booking.occupancy.sizing.rules import class_of_room, days_needed, pressures
from booking.occupancy.sizing.search import cheapest_mix, cheapest_mixes
from booking.occupancy.sizing.values import Mix, Pressure, RoomClass, Sizing
from booking.occupancy.sizing.wants import Demand, Terms, Want, demand_of
from booking.reservations.values import PartyKind

LEVELS = (100, 98, 95, 90, 80)
"""Percent of the days that are wholly served: what somebody can ask for."""
CURVE = (*LEVELS, 70, 60, 50)
"""The council picks the point on the curve; what is left out below this serves nobody."""


@dataclass(frozen=True, slots=True)
class Need:
    """What a building needs and has; sequences by class, in the order of ``terms.classes``."""

    terms: Terms
    demand: Demand
    service_percent: int
    chosen: Sizing
    forced: Sequence[Pressure]
    """The fewest rooms of a class or larger, and a minute at which so many meetings were there:
    on every day but those that may be short, as many or fewer."""
    turned_away: Sequence[int]
    """Of ``chosen``: who finds no room when the first to ask goes first."""
    turned_away_by: Mapping[Choice, int]
    """In all, by which of the rooms that are large enough each takes."""
    rooms_now: Mix
    served_now: int
    without_partners: Sizing
    levels: Sequence[tuple[int, Sizing]]
    """With what mix which percent of days are wholly served, the most first."""
    curve: Sequence[CurvePoint]
    """Of each of ``levels``, who finds no room when the first to ask goes first."""
    busiest: Sequence[BusiestHour]


def need_for(
    wants: Sequence[Want],
    dates: Collection[date],
    terms: Terms,
    *,
    service_percent: int,
    capacities_now: Iterable[int],
) -> Need:
    """Raises TooManyMixes. ``dates``: the days that were open, at least one."""
    demand = demand_of(wants, dates, terms)
    percents = [service_percent, *(it for it in CURVE if it != service_percent)]
    sizings = dict(
        zip(percents, cheapest_mixes(demand.days, terms.classes, service_percents=percents),
            strict=True)
    )  # fmt: skip
    chosen, levels = sizings[service_percent], sorted(sizings.items(), reverse=True)
    rooms_now = mix_of_capacities(capacities_now, terms.classes)
    return Need(
        terms=terms,
        demand=demand,
        service_percent=service_percent,
        chosen=chosen,
        forced=_forced(demand, len(terms.classes), service_percent),
        turned_away=_turned_away(demand, chosen.mix),
        turned_away_by={it: len(refused(demand.asked, chosen.mix, choice=it)) for it in Choice},
        rooms_now=rooms_now,
        served_now=sum(fits(day, rooms_now) is True for day in demand.days),
        without_partners=_without_partners(wants, dates, terms, service_percent),
        levels=levels,
        busiest=busiest_hours(demand, rooms_now),
        curve=curve_of(demand, [it for _, it in levels], terms),
    )


def mix_of_capacities(capacities: Iterable[int], classes: Sequence[RoomClass]) -> Mix:
    """Rooms that exist, each in the largest class whose meetings it can hold."""
    found = Counter(class_of_room(seats, classes) for seats in capacities)
    return tuple(found[number] for number in range(len(classes)))


def _forced(demand: Demand, class_count: int, service_percent: int) -> list[Pressure]:
    """Per class the day that is the last to be served, when days are let go by their crowd."""
    rank = days_needed(len(demand.days), service_percent) - 1
    by_day = [pressures(day, class_count) for day in demand.days]
    return [
        sorted((found[number] for found in by_day), key=lambda it: (it.count, it.minute))[rank]
        for number in range(class_count)
    ]


def _turned_away(demand: Demand, mix: Mix) -> list[int]:
    found = Counter(meeting.smallest for meeting in refused(demand.asked, mix))
    return [found[number] for number in range(len(mix))]


def _without_partners(
    wants: Sequence[Want], dates: Collection[date], terms: Terms, service_percent: int
) -> Sizing:
    alone = replace(terms, parties=terms.parties - {PartyKind.PARTNER})
    days = demand_of(wants, dates, alone).days
    return cheapest_mix(days, terms.classes, service_percent=service_percent)
