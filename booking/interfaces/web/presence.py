"""Who is in and lets the viewer see it: a name, a place and until when, no more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from booking.foundation.local_time import day_of
from booking.foundation.periods import Period
from booking.people.models import Person
from booking.people.presence import teammates_who_share
from booking.people.values import Principal
from booking.reservations.desks import HeldDesk, desks_held
from booking.spaces.values import Stock


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who lets the viewer know that they are in, where, and until when."""

    name: str
    space_id: int
    number: str
    zone: str
    floor: str
    until: datetime

    @property
    def initials(self) -> str:
        return initials_of(self.name)


def initials_of(name: str) -> str:
    """First letters of the first and the last name: as much as fits on a plan."""
    words = name.split()
    return "".join(word[0] for word in dict.fromkeys((words[0], words[-1]))).upper()


def colleagues_in(
    session: Session, viewer: Principal, period: Period, *, stock: Stock
) -> list[Colleague]:
    """Teammates with a desk at some moment of ``period`` who share that, by name."""
    seats = seats_of(session, teammates_who_share(session, viewer), period, stock=stock)
    return sorted(seats.values(), key=lambda colleague: (colleague.name, colleague.number))


def seats_of(
    session: Session, people: Sequence[Person], period: Period, *, stock: Stock
) -> dict[int, Colleague]:
    """The first desk that each of ``people`` has in ``period`` and did not leave, by person."""
    names = {person.id: person.name for person in people if person.id is not None}
    if not names:
        return {}
    return {
        held.person_id: _colleague(names[held.person_id], held, stock=stock, period=period)
        for held in reversed(desks_held(session, list(names), period))
        if held.reservation.ended_at is None and held.space_id in stock.spaces
    }


def _colleague(name: str, held: HeldDesk, *, stock: Stock, period: Period) -> Colleague:
    space = stock.spaces[held.space_id]
    zone = stock.zone_of(space, day_of(period.starts_at))
    floor = stock.floors[zone.floor_id].name if zone else ""
    return Colleague(
        name, space.id, space.number, zone.name if zone else "", floor, held.reservation.ends_at
    )
