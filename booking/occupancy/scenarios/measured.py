"""Reality, read for scenarios: what there was, what was asked of it, and how it was counted."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from operator import attrgetter
from zlib import crc32

from sqlmodel import Session

from booking.occupancy.queries import counted_between, day_totals, facts_version, unmet_by_day
from booking.occupancy.scenarios.values import Measured, Place
from booking.occupancy.sizing.demand import wants_between
from booking.occupancy.sizing.desks import DeskDay
from booking.occupancy.values import DayTotal, Slice
from booking.reservations.queries import house_rules_on
from booking.spaces.combined import parts_of
from booking.spaces.values import SpaceKind, Stock


def measured_of(session: Session, stock: Stock, of: Slice) -> Measured | None:
    """Of the whole building of ``of``, on its days; None when no day was open and is over."""
    if of.is_empty or counted_between(session) is None:
        return None
    whole = replace(of, zone_id=None, kind=None)
    opened = {it.day for it in day_totals(session, whole) if it.sums.open_minutes}
    if not opened:
        return None
    first, last = min(opened), max(opened)
    return Measured(
        dates=frozenset(opened),
        wants=wants_between(session, stock, of.building_id, first, last),
        desk_days=desk_days(session, stock, of),
        places=list(places_on(stock, of.building_id, last)),
        version=data_version(session, stock, of),
    )


def data_version(session: Session, stock: Stock, of: Slice) -> tuple[int, ...]:
    """Numbers of which one at least differs once a day was counted anew or the house changed.

    Of the house only what is reckoned with: a new name, or a calendar that is followed, is none.
    """
    whole = replace(of, zone_id=None, kind=None)
    days = (of.first, of.last)
    places = {it for day in days for it in places_on(stock, of.building_id, day)}
    house = sorted(places, key=attrgetter("space_id", "capacity", "zone_id"))
    return crc32(repr(house).encode()), *facts_version(session, whole)


def desk_days(session: Session, stock: Stock, of: Slice) -> list[DeskDay]:
    """The most desks in use at one minute of each open day, and the wishes that failed."""
    desks = replace(of, zone_id=None, kind=SpaceKind.DESK)
    refused = unmet_by_day(session, desks)
    return [
        DeskDay(it.day, _peak(session, stock, it), refused.get(it.day, 0))
        for it in day_totals(session, desks) if it.sums.open_minutes
    ]  # fmt: skip


def _peak(session: Session, stock: Stock, total: DayTotal) -> int:
    """In use; reserved, where nobody was asked to check in."""
    rules = house_rules_on(session, total.day, SpaceKind.DESK, stock=stock)
    return total.used_peak if rules.asks_check_in else total.booked_peak


def places_on(stock: Stock, building_id: int, day: date) -> Iterator[Place]:
    """What can be used side by side: a divided room counts as its parts."""
    for space in stock.spaces_on(day):
        term = space.term_on(day)
        if space.building_id == building_id and term is not None and not parts_of(stock, space):
            yield Place(space.id, term.zone_id, space.is_desk, term.capacity)
