"""What is still to come: of somebody who leaves, of a partner whose term ends."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func
from sqlmodel import Session, col, select

from booking.reservations.models import Reservation
from booking.reservations.values import HOLDING


def coming_of_person(session: Session, person_id: int, *, now: datetime) -> Sequence[Reservation]:
    """What is held for this person and not over at ``now``, the first first."""
    statement = (
        select(Reservation)
        .where(Reservation.holder_id == person_id, _is_coming(now))
        .order_by(col(Reservation.starts_at), col(Reservation.id))
    )
    return session.exec(statement).all()


def coming_of_partner(session: Session, partner_id: int, *, now: datetime) -> Sequence[Reservation]:
    """The same of everybody who comes for this partner."""
    statement = (
        select(Reservation)
        .where(Reservation.partner_id == partner_id, _is_coming(now))
        .order_by(col(Reservation.starts_at), col(Reservation.id))
    )
    return session.exec(statement).all()


def coming_count_by_partner(session: Session, *, now: datetime) -> dict[int, int]:
    statement = (
        select(Reservation.partner_id, func.count())
        .where(col(Reservation.partner_id).is_not(None), _is_coming(now))
        .group_by(col(Reservation.partner_id))
    )
    return {number: count for number, count in session.exec(statement) if number is not None}


def _is_coming(now: datetime) -> ColumnElement[bool]:
    return and_(
        col(Reservation.state).in_(HOLDING),
        col(Reservation.ended_at).is_(None),
        col(Reservation.ends_at) > now,
    )
