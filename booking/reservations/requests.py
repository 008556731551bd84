"""Requests: what waits for an answer, and the answer itself."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from booking.reservations.models import Reservation
from booking.reservations.values import ReservationState


def waiting_requests(session: Session, *, now: datetime) -> Sequence[Reservation]:
    """What waits for an answer and has not started, the first deadline first."""
    statement = (
        select(Reservation)
        .where(
            Reservation.state == ReservationState.REQUESTED,
            col(Reservation.starts_at) > now,
        )
        .order_by(col(Reservation.answer_by), col(Reservation.starts_at), col(Reservation.id))
    )
    return session.exec(statement).all()
