"""Leaving one desk for another: one decision, so that nobody ends up without either."""

from collections.abc import Sequence

from sqlmodel import Session

from booking.people.permissions import NotThere
from booking.people.values import Act
from booking.reservations.changes import number_of
from booking.reservations.models import Reservation
from booking.reservations.operations import change, reserve
from booking.reservations.queries import reservation_of
from booking.reservations.seats.operations import give_back_seat, give_back_seats
from booking.reservations.seats.queries import has_seat, seats_in
from booking.reservations.seats.values import Seat
from booking.reservations.staying import end_now
from booking.reservations.values import Wish


def switch_desk(session: Session, act: Act, uid: str, wish: Wish) -> Reservation:
    """Hold the desk of ``wish`` instead of the one held as ``uid``.

    A reservation that runs already is ended and a new one made: who sat where this morning
    stays true. One that still has to begin is moved. Of a group only one's own desk is left.
    """
    if has_seat(session, uid, act.by):
        give_back_seat(session, act, uid)
        return reserve(session, act, wish)
    held = reservation_of(session, uid, act.by)
    seats = seats_in(session, number_of(held))
    if len(seats) > 1:
        give_back_seats(session, act, uid, [_unnamed(seats)])
        return reserve(session, act, wish)
    if held.period.contains(act.at):
        end_now(session, act, uid)
        return reserve(session, act, wish)
    return change(session, act, uid, wish, rev=held.rev)


def _unnamed(seats: Sequence[Seat]) -> int:
    """The one desk of a group that is nobody's but the holder's."""
    own = [seat.space_id for seat in seats if seat.person_id is None]
    if len(own) != 1:
        raise NotThere(f"not one of {seats} is the holder's own")
    return own[0]
