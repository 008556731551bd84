"""A part of the facts that somebody asks for, and its arrays: the one read side of reports.

A :class:`Cut` narrows a :class:`Slice` further: to a floor, a department's zones, a kind of
party, hours of the day. :func:`arrays_for` reads it; the measures (fates, concurrency,
fit_table, measures) take what it gives. What may not be shown is refused before anything is
read, with a sentence (occupancy.md section 7).
"""

from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from booking.occupancy.arrays import DayArrays, arrays_of
from booking.occupancy.group_floor import Hidden
from booking.occupancy.party_floor import Parties
from booking.occupancy.queries import sheets_of
from booking.occupancy.values import Slice
from booking.people.models import Department
from booking.spaces.values import Stock


@dataclass(frozen=True, slots=True)
class Cut:
    of: Slice
    floor_id: int | None = None
    department_id: int | None = None
    """Of the department to which the zones belong."""
    parties: Parties = ()
    """Empty means everybody."""
    minutes: tuple[int, int] | None = None
    """Of the wall clock, from midnight."""
    as_opened: bool = True
    """Whether W is the hours that spaces were open, or all of ``minutes``."""

    def zone_ids(self, stock: Stock) -> frozenset[int] | None:
        """The zones that were asked for; None for all of the building."""
        if self.of.zone_id is None and self.floor_id is None and self.department_id is None:
            return None
        return frozenset(
            zone.id for zone in stock.zones.values()
            if self.of.zone_id in {None, zone.id}
            and self.floor_id in {None, zone.floor_id}
            and self.department_id in {None, zone.department_id}
            and stock.floors[zone.floor_id].building_id == self.of.building_id
        )  # fmt: skip


def department_names(session: Session) -> dict[int, str]:
    """By their number, in order of name."""
    rows = session.execute(
        select(col(Department.id), col(Department.name)).order_by(col(Department.name))
    )
    return {row[0]: row[1] for row in rows}


def may_show_zones(zone_ids: frozenset[int] | None, hidden: Hidden, stock: Stock) -> bool:
    """A union of zones that may be shown, a floor that may be, or the whole building.

    Anything else holds a part of what is hidden, which the rest would give away.
    """
    if zone_ids is None or not zone_ids & hidden.zones:
        return True
    floors = {stock.zones[zone_id].floor_id for zone_id in zone_ids}
    whole = {zone.id for zone in stock.zones.values() if zone.floor_id in floors}
    return len(floors) == 1 and zone_ids >= whole and not floors & hidden.floors


def arrays_for(session: Session, cut: Cut, stock: Stock) -> DayArrays:
    arrays = arrays_of(sheets_of(session, cut.of))
    zone_ids = cut.zone_ids(stock)
    if zone_ids is not None or cut.of.kind is not None:
        arrays = arrays.of_spaces(kind=cut.of.kind, zone_ids=zone_ids)
    if cut.parties:
        arrays = arrays.of_parties(cut.parties)
    if cut.minutes is not None:
        arrays = arrays.between(*cut.minutes, as_opened=cut.as_opened)
    return arrays
