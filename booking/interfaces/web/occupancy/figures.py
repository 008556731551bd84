"""The facts behind one answer, and what may be shown of them; the page and the file use it."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from sqlmodel import Session

from booking.interfaces.web.fragments import Recent
from booking.interfaces.web.occupancy.question import Grouping, Question
from booking.occupancy.group_floor import Hidden, hidden_in, may_show_space
from booking.occupancy.measures import PeakStatistics
from booking.occupancy.queries import (
    counted_between,
    day_totals,
    facts_version,
    hour_sums,
    people_by_zone,
    space_sums,
    wish_sums,
    zone_sums,
)
from booking.occupancy.rounds.queries import count_rounds
from booking.occupancy.values import (
    DayTotal,
    HourSums,
    Slice,
    SpaceSums,
    Sums,
    WishSums,
    ZoneSums,
    add_up,
)
from booking.spaces.values import BookableSpace, SpaceKind, Stock

SUMS_MAX = 24  # a year of a building is some hundreds of kilobytes


@dataclass(frozen=True)
class Figures:
    """What the facts say to a question. ``days`` is empty when nothing may or can be shown."""

    question: Question
    stock: Stock
    counted: tuple[date, date] | None
    """The first and last day that were counted at all."""
    hidden: Hidden
    days: Sequence[DayTotal] = ()
    hours: Sequence[HourSums] = ()
    zones: Mapping[tuple[int, SpaceKind], Sums] = field(default_factory=dict)
    spaces: Sequence[tuple[BookableSpace, SpaceSums]] = ()
    wishes: Sequence[WishSums] = ()
    round_count: int = 0
    """Counted rounds in the building on these days: they say what check-in misses."""

    @property
    def is_hidden(self) -> bool:
        """Whether the zone that was asked for may not be shown."""
        return self.question.asked.zone_id in self.hidden.zones

    @cached_property
    def total(self) -> Sums:
        return self.sums()

    @cached_property
    def kinds(self) -> list[SpaceKind]:
        """The kinds that were open, rooms last."""
        return sorted({day.kind for day in self.open_days})

    @cached_property
    def open_days(self) -> list[DayTotal]:
        return [day for day in self.days if day.sums.open_minutes]

    def of_kind(self, kind: SpaceKind | None) -> list[DayTotal]:
        return [day for day in self.open_days if kind is None or day.kind is kind]

    def sums(self, kind: SpaceKind | None = None) -> Sums:
        return add_up([day.sums for day in self.days if kind is None or day.kind is kind])

    def day_count(self, kind: SpaceKind | None = None) -> int:
        return len({day.day for day in self.of_kind(kind)})

    def space_count(self, kind: SpaceKind) -> int:
        """As many as were open on one day."""
        return max((day.space_count for day in self.of_kind(kind)), default=0)

    def peaks(self, kind: SpaceKind, *, is_booked: bool = False) -> PeakStatistics | None:
        """The peaks of use, or with ``is_booked`` of what was held, over the open days."""
        return PeakStatistics.of(
            day.booked_peak if is_booked else day.used_peak for day in self.of_kind(kind)
        )

    def busiest(self, kind: SpaceKind) -> DayTotal:
        """The first of the days with the highest peak of use."""
        return max(self.of_kind(kind), key=lambda day: day.used_peak)


def figures_for(
    session: Session, question: Question, stock: Stock, *, group_size_min: int
) -> Figures:
    """Everything a question asks for; of a small group nothing is even read."""
    people, of = people_by_zone(session, stock), question.of
    hidden = hidden_in(stock, of.building_id, people, [(of.first, of.last)], group_size_min)
    found = Figures(question, stock, counted_between(session), hidden)
    if found.is_hidden or of.is_empty or question.is_too_long:
        return found
    here = [it for it in stock.spaces.values() if it.building_id == of.building_id]
    shown = tuple(space.id for space in here if may_show_space(space, hidden, people))
    known = _known_sums(session, of)
    return replace(
        found,
        days=known(day_totals),
        hours=known(hour_sums),
        zones=_zones(known, question),
        spaces=[(stock.spaces[it.space_id], it) for it in known(space_sums, shown)],
        wishes=known(wish_sums),
        round_count=count_rounds(session, of.building_id, of.first, of.last),
    )


def _known_sums(session: Session, of: Slice) -> Callable[..., Any]:
    """Asks a query for the sums of ``of``, unless they are remembered from the same count.

    Another order or grouping, and the file, need the sums that the page has just shown.
    """
    kept: Recent[Any] = session.info["memory"].setdefault("sums of facts", Recent(SUMS_MAX))
    version = tuple(facts_version(session, of))

    def known(query: Callable[..., Any], *more: Hashable) -> Any:
        return kept.get((query, of, version, *more), lambda: query(session, of, *more))

    return known


def _zones(known: Callable[..., Any], question: Question) -> dict[tuple[int, SpaceKind], Sums]:
    if question.grouping not in {Grouping.ZONE, Grouping.FLOOR}:
        return {}
    found: Sequence[ZoneSums] = known(zone_sums)
    asked = question.asked.zone_id
    return {(it.zone_id, it.kind): it.sums for it in found if asked in {None, it.zone_id}}
