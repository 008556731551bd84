"""Reserving from a form: once per form."""

from booking.foundation.answered import answer_once
from booking.foundation.database import Database, retried
from booking.foundation.ids import new_uid
from booking.people.values import Act, Principal
from booking.reservations.operations import take_place
from booking.reservations.options import hold_option
from booking.reservations.values import Wish


@retried
def reserve_once(
    database: Database,
    act: Act,
    wish: Wish,
    *,
    token: str,
    holder: Principal | None = None,
    is_option: bool = False,
) -> str:
    """The address of the reservation that the form with ``token`` made, now or before.

    Raises :class:`ReservationRefused` or :class:`JustTaken`.
    """
    uid, take = new_uid(), hold_option if is_option else take_place
    location = f"/reserveringen/{uid}"
    with database.writing() as session:
        seen = answer_once(session, token, person_id=act.by.id, location=location, at=act.at)
        if seen == location:
            take(session, act, wish, holder=holder, uid=uid)
    return seen


def flash_for(holder: Principal | None) -> str:
    """What is said afterwards: that somebody else gets a letter, or nothing special."""
    return "reserved" if holder is None else "reserved-for-other"
