"""How reservations went, read for counting: their own columns and the spaces they name."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, or_, select
from sqlmodel import Session, col

from booking.foundation.columns import table_of
from booking.foundation.journal import JournalEntry
from booking.foundation.local_time import day_of
from booking.foundation.periods import Period
from booking.occupancy.rules import Course
from booking.reservations.changes import SUBJECT
from booking.reservations.models import Reservation, ReservationSpace
from booking.reservations.queries import house_rules_on
from booking.reservations.seats.models import SeatLeft
from booking.reservations.values import ReservationState
from booking.spaces.values import Stock

LONGEST = timedelta(days=7)  # no reservation lasts longer; spares a scan of all history
COLUMNS = (
    "id", "uid", "state", "starts_at", "ends_at", "attendee_count", "holder_id", "partner_id",
    "created_at", "checked_in_at", "ended_at", "released_at", "cancelled_at", "expires_at",
)  # fmt: skip
SEAT_LEFT = ("space_id", "checked_in_at", "left_at", "is_released")
OF_ITS_RESERVATION = ("starts_at", "ends_at", "created_at", "partner_id")
UIDS_AT_ONCE = 500


def reservations_within(session: Session, period: Period) -> Iterator[Sequence[Row[Any]]]:
    """Each reservation that may have asked for a minute in ``period``: a row for each space."""
    reservation = table_of(Reservation)
    rows = session.execute(
        select(*(reservation.c[name] for name in COLUMNS), col(ReservationSpace.space_id),
               col(ReservationSpace.person_id))
        .join(ReservationSpace, col(ReservationSpace.reservation_id) == Reservation.id)
        .where(*_within(period))
        .order_by(col(Reservation.id), col(ReservationSpace.space_id))
    )  # fmt: skip
    for _, named in groupby(rows, key=lambda row: row.id):
        yield list(named)


def seats_left_within(session: Session, period: Period) -> Sequence[Row[Any]]:
    """The desks that a group let go while it kept others."""
    left, reservation = table_of(SeatLeft), table_of(Reservation)
    return session.execute(
        select(*(left.c[name] for name in SEAT_LEFT),
               *(reservation.c[name] for name in OF_ITS_RESERVATION))
        .join(reservation, reservation.c.id == left.c.reservation_id)
        .where(*_within(period))
        .order_by(reservation.c.id, left.c.space_id)
    ).all()  # fmt: skip


def planned_ends(session: Session, uids: Sequence[str]) -> dict[str, datetime]:
    """Until when the reservations were held before somebody left early, as the journal says."""
    found: dict[str, datetime] = {}
    for first in range(0, len(uids), UIDS_AT_ONCE):
        rows = session.execute(
            select(col(JournalEntry.subject_id), col(JournalEntry.before))
            .where(col(JournalEntry.subject_kind) == SUBJECT)
            .where(col(JournalEntry.subject_id).in_(uids[first : first + UIDS_AT_ONCE]))
            .where(col(JournalEntry.action) == "end")
            .order_by(col(JournalEntry.number))
        )
        found |= {uid: datetime.fromisoformat(before["until"]) for uid, before in rows if before}
    return found


def _within(period: Period) -> list[ColumnElement[bool]]:
    """Of who left early the end that was asked for may lie later: see :func:`planned_ends`."""
    return [
        col(Reservation.starts_at) < period.ends_at,
        or_(col(Reservation.ends_at) > period.starts_at, col(Reservation.ended_at).is_not(None)),
        col(Reservation.starts_at) > period.starts_at - LONGEST,
    ]


def course_of(row: Row[Any]) -> Course:
    return Course(
        state=row.state,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        checked_in_at=row.checked_in_at,
        ended_at=row.ended_at,
        given_back_at=row.released_at or row.cancelled_at or row.expires_at,
    )


def course_of_seat(row: Row[Any]) -> Course:
    """Given back in time, or released to others because nobody came."""
    return Course(
        state=ReservationState.RELEASED if row.is_released else ReservationState.CANCELLED,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        checked_in_at=row.checked_in_at,
        ended_at=row.left_at if row.checked_in_at else None,
        given_back_at=row.left_at,
    )


def asks_check_in(session: Session, stock: Stock, row: Row[Any]) -> bool:
    """By the house rules of its first day, whatever they are by now."""
    kind = stock.spaces[row.space_id].kind
    return house_rules_on(session, day_of(row.starts_at), kind, stock=stock).asks_check_in
