"""Read-only questions about seats."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from booking.foundation.columns import table_of
from booking.foundation.periods import Period
from booking.people.permissions import Action, NotThere, is_theirs, may
from booking.people.values import Principal
from booking.reservations.models import Reservation, ReservationSpace
from booking.reservations.seats.values import Seat
from booking.reservations.values import HOLDING

NAMED = table_of(ReservationSpace)
SEATS = (
    select_columns(NAMED.c.space_id, NAMED.c.person_id, NAMED.c.checked_in_at)
    .where(NAMED.c.reservation_id == bindparam("id"))
    .order_by(NAMED.c.space_id)
)


def seats_in(session: Session, reservation_id: int) -> list[Seat]:
    """What one reservation names, by number of the space."""
    rows: Any = session.connection().execute(SEATS, {"id": reservation_id})
    return [Seat(*row) for row in rows]


def seats_of(session: Session, reservation_ids: Collection[int]) -> dict[int, list[Seat]]:
    """The same of several reservations, each by its number."""
    found: dict[int, list[Seat]] = {number: [] for number in reservation_ids}
    columns = (NAMED.c.reservation_id, NAMED.c.space_id, NAMED.c.person_id, NAMED.c.checked_in_at)
    rows: Any = session.connection().execute(
        select_columns(*columns)
        .where(NAMED.c.reservation_id.in_(list(reservation_ids)))
        .order_by(NAMED.c.space_id)
    )
    for number, *seat in rows:
        found[number].append(Seat(*seat))
    return found


def own_seat(session: Session, uid: str, person: Principal) -> tuple[Reservation, Seat]:
    """The seat of this person in the reservation of somebody else or their own.

    Raises :class:`NotThere`: what one does not sit in does not exist.
    """
    reservation = session.exec(select(Reservation).where(Reservation.uid == uid)).one_or_none()
    seats = seats_in(session, reservation.id or 0) if reservation else []
    seat = next((seat for seat in seats if seat.person_id == person.id), None)
    if reservation is None or seat is None:
        raise NotThere(f"no seat of {person.id} in {uid}")
    return reservation, seat


def has_seat(session: Session, uid: str, person: Principal) -> bool:
    """Whether this person was given a desk in the reservation."""
    statement = (
        select(ReservationSpace.space_id)
        .join(Reservation, col(Reservation.id) == ReservationSpace.reservation_id)
        .where(Reservation.uid == uid, ReservationSpace.person_id == person.id)
    )
    return session.exec(statement).first() is not None


def seats_to_come(session: Session, person_id: int, *, now: datetime) -> Sequence[Reservation]:
    """Where this person was given a desk to which they can still come, by start."""
    statement = (
        select(Reservation)
        .join(ReservationSpace, col(ReservationSpace.reservation_id) == Reservation.id)
        .where(
            ReservationSpace.person_id == person_id,
            col(ReservationSpace.checked_in_at).is_(None),
            col(Reservation.state).in_(HOLDING),
            col(Reservation.ended_at).is_(None),
            col(Reservation.ends_at) > now,
        )
        .order_by(col(Reservation.starts_at), col(Reservation.id))
    )
    return session.exec(statement).all()


def seated_reservations(
    session: Session, person: Principal, within: Period
) -> Sequence[Reservation]:
    """Reservations of others in which this person has a seat, by start."""
    seated = select(ReservationSpace.reservation_id).where(ReservationSpace.person_id == person.id)
    statement = (
        select(Reservation)
        .where(
            col(Reservation.id).in_(seated),
            col(Reservation.state).in_(HOLDING),
            col(Reservation.starts_at) < within.ends_at,
            col(Reservation.ends_at) > within.starts_at,
        )
        .order_by(col(Reservation.starts_at), col(Reservation.id))
    )
    return [found for found in session.exec(statement) if not is_theirs(person, found)]


def space_ids_seen(
    session: Session, reservations: Collection[Reservation], viewer: Principal
) -> dict[int, list[int]]:
    """The spaces of each reservation that concern ``viewer``, in order.

    Of what is somebody else's their own seat; all where they have none and may see it.
    """
    whole = {r.id for r in reservations if is_theirs(viewer, r)}
    seen = {r.id for r in reservations if may(viewer, Action.SEE_RESERVATION, r)}
    statement = (
        select(
            ReservationSpace.reservation_id, ReservationSpace.space_id, ReservationSpace.person_id
        )
        .where(col(ReservationSpace.reservation_id).in_([r.id for r in reservations]))
        .order_by(col(ReservationSpace.reservation_id), col(ReservationSpace.space_id))
    )
    rows = session.exec(statement).all()
    own = {reservation_id for reservation_id, _, person_id in rows if person_id == viewer.id}
    found: dict[int, list[int]] = defaultdict(list)
    for reservation_id, space_id, person_id in rows:
        is_all = reservation_id in whole or (reservation_id in seen and reservation_id not in own)
        if is_all or person_id == viewer.id:
            found[reservation_id].append(space_id)
    return found
