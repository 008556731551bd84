"""Which desks a page is about: the day, the hours and the wants in its address, read leniently."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from litestar.datastructures import MultiDict

from booking.foundation.local_time import day_of
from booking.foundation.periods import Period
from booking.foundation.texts import text
from booking.interfaces.web.moments import (
    Span,
    day_in,
    day_part_choices,
    day_part_in,
    number_in,
    period_on,
    span_in,
)
from booking.reservations.desk_days import desk_hours, still_ahead
from booking.reservations.desks import DeskWants
from booking.reservations.side_by_side import TOGETHER_MAX
from booking.spaces.day_parts import DayPart
from booking.spaces.values import Stock

WHOLE_DAY, BY_HOUR = "dag", "uren"
"""Values of ``dagdeel`` beside the day parts."""
PLAN, LIST = "plattegrond", "lijst"
YES = "ja"
LEVEL_MAX = 200


@dataclass(frozen=True, slots=True)
class DeskSearch:
    """What the address asks for."""

    day: date
    part: str
    """WHOLE_DAY, the code of a day part, or BY_HOUR."""
    span: Span | None
    """The hours on the clock; None for the whole day."""
    wants: DeskWants
    view: str
    level: int | None
    """The floor to show; None lets the best desk decide."""
    seat_count: int = 1
    """How many desks, side by side."""

    def address(self, path: str = "/werkplek", /, **changes: object) -> str:
        """The address of this search with ``changes``; a change to None leaves it out."""
        return f"{path}?{urlencode(self.query(**changes), doseq=True)}"

    def query(self, **changes: object) -> dict[str, Any]:
        wants = self.wants
        kept: dict[str, Any] = self.time_fields() | {
            "zone": wants.zone_id,
            "voorziening": sorted(wants.equipment) or None,
            "stilte": YES if wants.is_silent else None,
            "team": YES if wants.is_with_team else None,
            "toegankelijk": YES if wants.is_accessible else None,
            "aantal": self.seat_count if self.seat_count > 1 else None,
            "weergave": self.view if self.view != PLAN else None,
            "verdieping": self.level,
        }
        kept |= changes
        return {name: value for name, value in kept.items() if value is not None}

    def time_fields(self) -> dict[str, str]:
        """When, as the fields of a form: by its name, so that the house reckons what is left."""
        fields = {"datum": self.day.isoformat(), "dagdeel": self.part}
        if self.part == BY_HOUR and self.span is not None:
            fields |= {"van": f"{self.span[0]:%H:%M}", "tot": f"{self.span[1]:%H:%M}"}
        return fields


def read_desk_search(query: MultiDict[Any], *, stock: Stock, now: datetime) -> DeskSearch:
    day = day_in(query, otherwise=day_of(now))
    part = day_part_in(query, stock.day_parts.on(day))
    span = (part.begin, part.end) if part else span_in(query, day_parts=())
    zone_id = number_in(query, "zone", least=1, most=10**9)
    return DeskSearch(
        day=day,
        part=part.code if part else BY_HOUR if _is_by_hour(query, span) else WHOLE_DAY,
        span=span,
        wants=DeskWants(
            zone_id=zone_id if zone_id in stock.zones else None,
            equipment=frozenset(query.getall("voorziening", [])) & frozenset(stock.equipment),
            is_silent=bool(query.get("stilte")),
            is_accessible=bool(query.get("toegankelijk")),
            is_with_team=bool(query.get("team")),
        ),
        view=LIST if query.get("weergave") == LIST else PLAN,
        level=number_in(query, "verdieping", least=-LEVEL_MAX, most=LEVEL_MAX),
        seat_count=number_in(query, "aantal", least=1, most=TOGETHER_MAX) or 1,
    )


def _is_by_hour(query: MultiDict[Any], span: Span | None) -> bool:
    return span is not None or query.get("dagdeel") == BY_HOUR


def span_on(day: date, search: DeskSearch, stock: Stock) -> Span | None:
    """The hours that ``search`` comes to on ``day``, which may have other parts than its own."""
    if search.part in (WHOLE_DAY, BY_HOUR):
        return search.span
    part = next((part for part in stock.day_parts.on(day) if part.code == search.part), None)
    return (part.begin, part.end) if part else None


def period_asked(day: date, span: Span | None, *, stock: Stock, now: datetime) -> Period | None:
    """When a desk can be had: the span within the opening hours, and what is left of it."""
    hours = desk_hours(stock, day)
    asked = period_on(day, *span) if span is not None else hours
    within = asked.meet(hours) if asked is not None and hours is not None else None
    return still_ahead(within, stock=stock, now=now) if within is not None else None


def why_no_desks(day: date, *, stock: Stock, now: datetime) -> str:
    """Why there is nothing to reserve at the time asked for on ``day``."""
    if day < day_of(now):
        return text("This day is over.")
    hours = desk_hours(stock, day)
    if hours is None:
        names = [e.name for (_, closed), e in stock.exceptions.items() if closed == day]
        return (
            text("The town hall is closed: %(name)s.", name=names[0])
            if names
            else text("The town hall is closed on this day.")
        )
    if hours.ends_at <= now:
        return text("The town hall is closed for today.")
    return text("These hours are over, or the town hall is closed then.")


def part_choices(day_parts: Iterable[DayPart]) -> list[tuple[str, str]]:
    """For a select of ``dagdeel``."""
    return [
        (WHOLE_DAY, text("Whole day")),
        *day_part_choices(day_parts),
        (BY_HOUR, text("Choose the hours")),
    ]
