"""Who comes says so: checking in."""

from sqlmodel import Session

from booking.foundation.errors import Refused
from booking.foundation.formats import show_time
from booking.foundation.local_time import day_of
from booking.foundation.texts import N_
from booking.people.permissions import Action, require_may
from booking.people.values import Act
from booking.reservations.changes import facts_of, held_spaces, lock_to_change
from booking.reservations.models import Reservation
from booking.reservations.queries import house_rules_on, reservation_of
from booking.reservations.rules import may_check_in
from booking.reservations.storing import store_change
from booking.reservations.values import ReservationState
from booking.spaces.queries import current_stock


class NotCheckInTime(Refused):
    code = "not-check-in-time"
    sentence = N_("You can check in from %(time)s, not before.")


class NotConfirmedYet(Refused):
    code = "not-confirmed-yet"
    sentence = N_("This reservation is not confirmed yet.")


def check_in(session: Session, act: Act, uid: str) -> Reservation:
    """Say that one is there. Saying it twice is saying it once."""
    reservation = reservation_of(session, uid, act.by)
    require_may(act.by, Action.BE_THERE, reservation)
    if reservation.checked_in_at is not None:
        return reservation
    reservation = lock_to_change(session, act, uid, right=Action.BE_THERE)
    if reservation.state is not ReservationState.CONFIRMED:
        raise NotConfirmedYet(f"{uid} is {reservation.state}")
    [first, *_] = held_spaces(session, current_stock(session), reservation)
    rules = house_rules_on(session, day_of(reservation.starts_at), first.kind)
    if not may_check_in(reservation.period, rules=rules, now=act.at):
        opens_at = reservation.starts_at - rules.check_in_opens_before
        raise NotCheckInTime(f"{uid} from {opens_at}", time=show_time(opens_at))
    before = facts_of(session, reservation)
    reservation.checked_in_at = act.at
    store_change(session, act, "check-in", reservation, before)
    return reservation
