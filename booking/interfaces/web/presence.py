"""Who of my team is in, as far as they share it: a name and a place, no more."""

from dataclasses import dataclass

from sqlmodel import Session

from booking.foundation.local_time import day_of
from booking.foundation.periods import Period
from booking.people.presence import teammates_who_share
from booking.people.values import Principal
from booking.reservations.desks import desks_held
from booking.spaces.values import Stock


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who lets the viewer know that they are in, and where."""

    name: str
    space_id: int
    number: str
    zone: str
    floor: str

    @property
    def initials(self) -> str:
        """First letters of the first and the last name: as much as fits on a plan."""
        words = self.name.split()
        return "".join(word[0] for word in dict.fromkeys((words[0], words[-1]))).upper()


def colleagues_in(
    session: Session, viewer: Principal, period: Period, *, stock: Stock
) -> list[Colleague]:
    """Teammates with a desk at some moment of ``period`` who share that, by name."""
    names = {person.id: person.name for person in teammates_who_share(session, viewer)}
    if not names:
        return []
    found = {
        held.reservation.holder_id: _colleague(
            names[held.reservation.holder_id], held.space_id, stock=stock, period=period
        )
        for held in reversed(desks_held(session, [n for n in names if n], period))
        if held.reservation.ended_at is None and held.space_id in stock.spaces
    }
    return sorted(found.values(), key=lambda colleague: (colleague.name, colleague.number))


def _colleague(name: str, space_id: int, *, stock: Stock, period: Period) -> Colleague:
    space = stock.spaces[space_id]
    zone = stock.zone_of(space, day_of(period.starts_at))
    floor = stock.floors[zone.floor_id].name if zone else ""
    return Colleague(name, space_id, space.number, zone.name if zone else "", floor)
