"""Reserving from a form: once per form, and a refusal is remembered as a wish."""

from booking.foundation.answered import answer_once
from booking.foundation.database import Database, retried
from booking.foundation.ids import new_uid
from booking.people.values import Act, Principal
from booking.reservations.operations import ReservationRefused, take_place
from booking.reservations.options import hold_option
from booking.reservations.values import Wish
from booking.reservations.wishes import mark_diverted, record_unmet_wish
from booking.spaces.values import SpaceKind


@retried
def reserve_once(
    database: Database,
    act: Act,
    wish: Wish,
    *,
    kind: SpaceKind,
    token: str,
    holder: Principal | None = None,
    is_option: bool = False,
) -> str:
    """The address of the reservation that the form with ``token`` made, now or before.

    Raises :class:`ReservationRefused` after storing the wish, or :class:`JustTaken`.
    """
    uid, take = new_uid(), hold_option if is_option else take_place
    location = f"/reserveringen/{uid}"
    try:
        with database.writing() as session:
            seen = answer_once(session, token, person_id=act.by.id, location=location, at=act.at)
            if seen == location:
                take(session, act, wish, holder=holder, uid=uid)
                mark_diverted(session, wish, kind=kind, person=act.by, now=act.at)
    except ReservationRefused as refusal:
        record_refusal(database, act, refusal, kind=kind)
        raise
    return seen


def flash_for(holder: Principal | None) -> str:
    """What is said afterwards: that somebody else gets a letter, or nothing special."""
    return "reserved" if holder is None else "reserved-for-other"


def record_refusal(
    database: Database, act: Act, refusal: ReservationRefused, *, kind: SpaceKind
) -> None:
    """Remember the wish in a transaction of its own: that of the refusal is undone."""
    with database.writing() as session:
        record_unmet_wish(
            session, refusal.wish, kind=kind, person=act.by, now=act.at,
            reasons=[objection.reason for objection in refusal.objections],
        )  # fmt: skip
