"""Desks of a group that go to others while it keeps the rest."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from booking.reservations.changes import number_of, store_seats
from booking.reservations.claims import let_go_units
from booking.reservations.models import Reservation
from booking.reservations.seats.models import SeatLeft
from booking.reservations.seats.queries import seats_in
from booking.reservations.seats.rules import first_came_at
from booking.spaces.queries import current_stock


def drop_seats(
    session: Session, reservation: Reservation, space_ids: Collection[int], *, at: datetime,
    is_released: bool,
) -> None:  # fmt: skip
    """Let others have these desks from ``at`` on; that they were held until then stays counted."""
    number, stock = number_of(reservation), current_stock(session)
    seats = seats_in(session, number)
    units = [unit for space_id in space_ids for unit in stock.spaces[space_id].unit_ids]
    let_go_units(session, number, units)
    for seat in seats:
        if seat.space_id in space_ids and reservation.starts_at < at:
            session.merge(SeatLeft(reservation_id=number, space_id=seat.space_id,
                                   checked_in_at=seat.checked_in_at, left_at=at,
                                   is_released=is_released))  # fmt: skip
    kept = [seat for seat in seats if seat.space_id not in space_ids]
    store_seats(session, number, kept)
    reservation.checked_in_at = first_came_at(kept)
    reservation.attendee_count = min(reservation.attendee_count, len(kept))
