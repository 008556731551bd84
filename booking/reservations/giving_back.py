"""Giving back all that one has in some days, in one act: a holiday."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from booking.foundation.errors import Conflict, Refused
from booking.foundation.periods import Period
from booking.people.permissions import NotThere, is_theirs
from booking.people.values import Act, Principal
from booking.reservations.changes import held_spaces, keys_of, number_of
from booking.reservations.claims import raise_day_versions
from booking.reservations.models import Reservation
from booking.reservations.operations import cancel
from booking.reservations.queries import reservation_of, reservations_of
from booking.reservations.seats.operations import give_back_seat
from booking.reservations.seats.queries import has_seat, own_seat, seated_reservations
from booking.spaces.queries import current_stock


@dataclass(frozen=True, slots=True)
class GivenBack:
    """What became of one reservation; without a ``refusal`` it is cancelled."""

    reservation: Reservation
    refusal: Refused | Conflict | None = None


def to_give_back(
    session: Session, person: Principal, within: Period, *, now: datetime
) -> Sequence[Reservation]:
    """What ``person`` has to do with in ``within`` and can still be cancelled, by start."""
    found = [*reservations_of(session, person, within),
             *seated_reservations(session, person, within)]  # fmt: skip
    return sorted(
        (r for r in found if not r.is_over(now)), key=lambda r: (r.starts_at, number_of(r))
    )


def cancel_several(session: Session, act: Act, uids: Collection[str]) -> list[GivenBack]:
    """Cancel each for itself, in one transaction: one that is refused leaves the others be.

    All days are locked at once, as two who cancel the same days one by one would wait for
    each other. Raises :class:`NotThere` for what is not this person's: nothing is cancelled.
    """
    found = [_own(session, act, uid) for uid in dict.fromkeys(uids)]
    stock = current_stock(session)
    keys = [keys_of(stock, held_spaces(session, stock, r), r.period, r.layout) for r in found]
    raise_day_versions(session, set().union(*keys))
    return [_given_back(session, act, reservation) for reservation in found]


def _own(session: Session, act: Act, uid: str) -> Reservation:
    """Reception may cancel what is not theirs, but one by one and on its own page."""
    if has_seat(session, uid, act.by):
        return own_seat(session, uid, act.by)[0]
    reservation = reservation_of(session, uid, act.by)
    if not is_theirs(act.by, reservation):
        raise NotThere(f"{uid} is not of {act.by.id}")
    return reservation


def _given_back(session: Session, act: Act, reservation: Reservation) -> GivenBack:
    give_back = cancel if is_theirs(act.by, reservation) else give_back_seat
    try:
        return GivenBack(give_back(session, act, reservation.uid))
    except (Refused, Conflict) as refusal:
        return GivenBack(reservation, refusal)
