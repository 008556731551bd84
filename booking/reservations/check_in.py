"""Who comes says so: checking in."""

from collections.abc import Collection

from sqlmodel import Session

from booking.foundation.errors import Refused
from booking.foundation.formats import show_time
from booking.foundation.local_time import day_of
from booking.foundation.texts import N_
from booking.people.permissions import Action, require_may
from booking.people.values import Act
from booking.reservations.changes import (
    facts_of,
    held_spaces,
    lock_to_change,
    number_of,
    store_seats,
)
from booking.reservations.held import require_held
from booking.reservations.models import Reservation
from booking.reservations.queries import house_rules_on, reservation_of
from booking.reservations.rules import may_check_in
from booking.reservations.seats.queries import seats_in
from booking.reservations.seats.rules import is_group, taken_by
from booking.reservations.storing import store_change
from booking.reservations.values import ReservationState
from booking.spaces.queries import current_stock


class NotCheckInTime(Refused):
    code = "not-check-in-time"
    sentence = N_(
        "You can check in from %(time)s, not before. That is a house rule, set by the facility "
        "team, without exceptions."
    )


class NotConfirmedYet(Refused):
    code = "not-confirmed-yet"
    sentence = N_("This reservation is not confirmed yet.")


class NobodyTicked(Refused):
    code = "nobody-ticked"
    sentence = N_("Tick at least one desk of this group at which somebody is.")


def check_in(
    session: Session, act: Act, uid: str, *, space_ids: Collection[int] | None = None
) -> Reservation:
    """Say that one is there. Saying it twice is saying it once.

    Of a group of desks: at those that are chosen, see ``seats.rules.taken_by``. Raises
    :class:`NobodyTicked` where none of those is in it.
    """
    reservation = reservation_of(session, uid, act.by)
    require_may(act.by, Action.BE_THERE, reservation)
    seats = seats_in(session, number_of(reservation))
    taken = taken_by(seats, act.by.id, space_ids)
    if not taken:
        raise NobodyTicked(f"none of {space_ids} in {uid}")
    have_come = not is_group(seats) or all(seat.checked_in_at for seat in taken)
    if reservation.checked_in_at is not None and have_come:
        return reservation
    reservation = lock_to_change(session, act, uid, right=Action.BE_THERE)
    return come(session, act, reservation, {seat.space_id for seat in taken})


def come(
    session: Session, act: Act, reservation: Reservation, space_ids: Collection[int]
) -> Reservation:
    """The days are locked, and who acts may speak for the desks ``space_ids``."""
    require_held(reservation, act.at)
    if reservation.state is not ReservationState.CONFIRMED:
        raise NotConfirmedYet(f"{reservation.uid} is {reservation.state}")
    [first, *_] = held_spaces(session, current_stock(session), reservation)
    rules = house_rules_on(session, day_of(reservation.starts_at), first.kind)
    if not may_check_in(reservation.period, rules=rules, now=act.at):
        opens_at = reservation.starts_at - rules.check_in_opens_before
        raise NotCheckInTime(f"{reservation.uid} from {opens_at}", time=show_time(opens_at))
    before, seats = facts_of(session, reservation), seats_in(session, number_of(reservation))
    if is_group(seats):
        store_seats(session, number_of(reservation), [
            seat._replace(checked_in_at=seat.checked_in_at or act.at)
            if seat.space_id in space_ids else seat
            for seat in seats
        ])  # fmt: skip
    reservation.checked_in_at = reservation.checked_in_at or act.at
    store_change(session, act, "check-in", reservation, before)
    return reservation
