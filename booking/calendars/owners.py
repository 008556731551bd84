"""Whose calendar it is: what stands in it, what it is called, and how it is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import or_
from sqlmodel import Session, col, select

from booking.calendars.change_log import Whose
from booking.calendars.events import (
    Telling,
    telling_anybody,
    telling_organisation,
    telling_to,
)
from booking.calendars.models import DAYS_AHEAD, DAYS_BACK, CollectionKind, FeedChoice
from booking.foundation.local_time import day_of, epoch_minutes
from booking.foundation.periods import Period
from booking.foundation.texts import N_, text
from booking.people.values import Principal
from booking.reservations.claims import LONGEST_DAY
from booking.reservations.models import Claim, Reservation, ReservationSpace
from booking.reservations.queries import space_ids_of
from booking.reservations.seats.queries import space_ids_seen
from booking.reservations.values import ReservationState
from booking.spaces.values import BookableSpace, SpaceKind, Stock

OF_A_ZONE = {SpaceKind.DESK: N_("Desks of %(zone)s"), SpaceKind.ROOM: N_("Rooms of %(zone)s")}

A_WEEK = timedelta(days=7)
"""No reservation lasts longer: this lets the index skip ten years of history."""
Days = tuple[int, int]
"""How many back, and how many ahead."""


@dataclass(frozen=True, slots=True)
class OwnCalendar:
    """What a person holds, hosts or has a seat in, as far as they chose.

    That of a partner's contact: what the organisation holds.
    """

    reader: Principal
    choice: FeedChoice

    @property
    def whose(self) -> Whose:
        if self.reader.partner_id is not None:
            return Whose(CollectionKind.PARTNER, (self.reader.partner_id,))
        return Whose(CollectionKind.PERSON, (self.reader.id,))

    @property
    def telling(self) -> Telling:
        return telling_to(self.reader)

    @property
    def days(self) -> Days:
        return self.choice.days_back, self.choice.days_ahead

    def name(self, municipality: str) -> str:
        return f"{municipality} – {text(N_('My reservations'))}"

    def conditions(self, within: Period | None) -> list[Any]:
        found = _at(within)
        if self.reader.partner_id is not None:
            found.append(Reservation.partner_id == self.reader.partner_id)
        else:
            seated = select(ReservationSpace.reservation_id).where(
                ReservationSpace.person_id == self.reader.id
            )
            mine: list[Any] = [
                Reservation.holder_id == self.reader.id,
                col(Reservation.id).in_(seated),
            ]
            if self.choice.has_hosted:
                mine.append(col(Reservation.host_id) == self.reader.id)
            found.append(or_(*mine))
        return found

    def space_ids(self, session: Session, rows: Sequence[Reservation]) -> dict[int, list[int]]:
        return space_ids_seen(session, rows, self.reader)

    def keeps(self, held: Reservation, spaces: Sequence[BookableSpace], _stock: Stock) -> bool:
        if held.state is not ReservationState.CONFIRMED and not self.choice.has_waiting:
            return False
        is_desk = all(space.is_desk for space in spaces)
        return self.choice.has_desks if is_desk else self.choice.has_rooms


@dataclass(frozen=True, slots=True)
class SpacesCalendar:
    """When a room is taken, or the desks or rooms of a zone; for anybody."""

    title: str
    spaces: tuple[BookableSpace, ...]
    zone_id: int | None = None
    """None for that of one room."""
    kind: SpaceKind = SpaceKind.ROOM

    @property
    def whose(self) -> Whose:
        return Whose(CollectionKind.SPACE, tuple(space.id for space in self.spaces))

    @property
    def telling(self) -> Telling:
        return telling_anybody(self.spaces, is_one=self.zone_id is None)

    @property
    def days(self) -> Days:
        return DAYS_BACK, DAYS_AHEAD

    def name(self, municipality: str) -> str:
        title = self.title if self.zone_id is None else text(OF_A_ZONE[self.kind], zone=self.title)
        return f"{title} – {municipality}"

    def conditions(self, within: Period | None) -> list[Any]:
        """The dates of a series are few: ``keeps`` looks at each of them."""
        if within is None:
            return []
        units = {unit for space in self.spaces for unit in space.unit_ids}
        begin = epoch_minutes(within.starts_at)
        holding = select(Claim.reservation_id).where(
            col(Claim.unit_id).in_(units),
            col(Claim.s) < epoch_minutes(within.ends_at),
            col(Claim.s) > begin - LONGEST_DAY,  # so that the index skips ten years of history
            col(Claim.e) > begin,
        )
        return [col(Reservation.id).in_(holding)]

    def space_ids(self, session: Session, rows: Sequence[Reservation]) -> dict[int, list[int]]:
        return space_ids_of(session, [row.id or 0 for row in rows])

    def keeps(self, held: Reservation, spaces: Sequence[BookableSpace], stock: Stock) -> bool:
        """What takes one of these; of a zone: where that was in it on that day."""
        units = {unit for space in spaces for unit in space.unit_ids}
        touched = [space for space in self.spaces if units.intersection(space.unit_ids)]
        if self.zone_id is None:
            return bool(touched)
        return self.zone_id in stock.zone_ids_of(touched, day_of(held.starts_at))


@dataclass(frozen=True, slots=True)
class PartnerCalendar:
    """What an organisation holds, for everybody in it."""

    partner_id: int
    title: str

    @property
    def whose(self) -> Whose:
        return Whose(CollectionKind.PARTNER, (self.partner_id,))

    @property
    def telling(self) -> Telling:
        return telling_organisation()

    @property
    def days(self) -> Days:
        return DAYS_BACK, DAYS_AHEAD

    def name(self, municipality: str) -> str:
        return f"{self.title} – {municipality}"

    def conditions(self, within: Period | None) -> list[Any]:
        return [*_at(within), Reservation.partner_id == self.partner_id]

    def space_ids(self, session: Session, rows: Sequence[Reservation]) -> dict[int, list[int]]:
        return space_ids_of(session, [row.id or 0 for row in rows])

    def keeps(self, _held: Reservation, _spaces: Sequence[BookableSpace], _stock: Stock) -> bool:
        return True


Owner = OwnCalendar | SpacesCalendar | PartnerCalendar


def _at(within: Period | None) -> list[Any]:
    if within is None:
        return []
    return [
        col(Reservation.starts_at) < within.ends_at,
        col(Reservation.starts_at) > within.starts_at - A_WEEK,
        col(Reservation.ends_at) > within.starts_at,
    ]
