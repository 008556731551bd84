"""A part of the facts that somebody asks for, and its arrays: the one read side of reports.

A :class:`Cut` narrows a :class:`Slice` further: to a floor, a department's zones, a kind of
party, hours of the day. :func:`arrays_for` reads it; the measures (fates, concurrency,
fit_table, measures) take what it gives. What may not be shown is refused before anything is
read, with a sentence (occupancy.md section 7).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import and_, exists, func, select
from sqlmodel import Session, col

from booking.occupancy.arrays import DayArrays, arrays_of
from booking.occupancy.group_floor import Hidden
from booking.occupancy.parties import former_kinds
from booking.occupancy.queries import sheets_of
from booking.occupancy.values import Slice
from booking.people.models import Department, Partner, Person
from booking.people.values import PartnerKind
from booking.reservations.models import Reservation
from booking.spaces.values import Stock

Parties = tuple[PartnerKind | None, ...]
"""None is the town hall's own staff."""
EVERY_PARTNER: Parties = tuple(PartnerKind)


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


@dataclass(frozen=True, slots=True)
class PartyFloor:
    """Of which parties figures may be shown, and so be asked for."""

    kinds: Parties = ()
    """Kinds of partners that may be told apart; none when one of them is a small group."""
    has_partners: bool = False
    """Whether partners as one may be told apart from staff."""

    def may_ask(self, parties: Parties) -> bool:
        if not parties:
            return True
        if set(parties) in ({None}, set(EVERY_PARTNER)):
            return self.has_partners  # what is not of the one is of the other
        return set(parties) <= set(self.kinds)


def party_floor(people: Mapping[PartnerKind, int], size_min: int) -> PartyFloor:
    """A small kind could be found as what the others leave, so then no kind is told apart.

    ``people`` has every kind that the facts may have; 0 is small too.
    """
    has_partners = sum(people.values()) >= size_min
    are_large = all(count >= size_min for count in people.values())
    return PartyFloor(tuple(people) if has_partners and are_large else (), has_partners)


def people_by_partner_kind(session: Session) -> dict[PartnerKind, int]:
    """How many people of partners have an account, by the kind of their organisation.

    0 for a kind of which somebody did reserve and nobody has an account any more, and for one
    that a partner was of before.
    """
    kind = col(Partner.kind)
    has_account = and_(col(Person.partner_id) == Partner.id, col(Person.disabled_at).is_(None))
    counts = session.execute(
        select(kind, func.count(col(Person.id))).outerjoin(Person, has_account).group_by(kind)
    )
    reserved = exists().where(col(Reservation.partner_id) == Partner.id)
    known = set(session.scalars(select(kind).where(reserved).distinct()))
    known |= {kind for some in former_kinds(session).values() for _, kind in some}
    accounts = {row[0]: row[1] for row in counts}
    return {kind: accounts.get(kind, 0) for kind in PartnerKind
            if accounts.get(kind) or kind in known}  # fmt: skip


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
