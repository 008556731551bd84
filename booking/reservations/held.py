"""Whether a reservation can still be acted upon, and if not, why and what now."""

from datetime import datetime

from booking.foundation.errors import Refused
from booking.foundation.formats import show_time
from booking.foundation.texts import N_
from booking.reservations.models import Reservation
from booking.reservations.values import ReservationState


class NotHeldAnymore(Refused):
    code = "not-held-anymore"
    sentence = N_("This reservation is over or was cancelled.")


class PlaceReleased(NotHeldAnymore):
    code = "place-released"
    sentence = N_(
        "Nobody had checked in by %(time)s, so this place was released. That is a house rule, set "
        "by the facility team, without exceptions. Reserve it again if it is still free, or "
        "choose another place."
    )


def require_held(reservation: Reservation, at: datetime) -> None:
    """Raise :class:`NotHeldAnymore` when there is nothing left to change."""
    released_at = reservation.released_at
    if reservation.state is ReservationState.RELEASED and released_at and reservation.ends_at > at:
        raise PlaceReleased(f"{reservation.uid} at {released_at}", time=show_time(released_at))
    if reservation.is_over(at):
        raise NotHeldAnymore(f"{reservation.uid} is {reservation.state}")
