"""Leaving one desk for another: one decision, so that nobody ends up without either."""

from sqlmodel import Session

from booking.people.values import Act
from booking.reservations.models import Reservation
from booking.reservations.operations import change, reserve
from booking.reservations.queries import reservation_of
from booking.reservations.seats.operations import give_back_seat
from booking.reservations.seats.queries import has_seat
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
    if held.period.contains(act.at):
        end_now(session, act, uid)
        return reserve(session, act, wish)
    return change(session, act, uid, wish, rev=held.rev)
