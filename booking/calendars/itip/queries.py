"""What is known of invitations."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import ColumnElement, String, and_, cast, exists, literal, not_, or_
from sqlmodel import Session, col, select

from booking.calendars.itip.models import Invitation, InvitedDate
from booking.calendars.itip.storing import key_in, said_in
from booking.calendars.itip.values import PartStat, State
from booking.reservations.models import Reservation, ReservationSpace
from booking.reservations.values import HOLDING, ReservationState

GONE = [state for state in ReservationState if state not in HOLDING]
WAITS = [ReservationState.REQUESTED, ReservationState.OPTION]


def event_of(place: str, uid: str) -> str:
    """One name for a mailbox and a UID, however long clients make those."""
    return sha256(f"{place}\n{uid}".encode()).hexdigest()


def invitations_to(session: Session, event: str) -> Sequence[Invitation]:
    """What was said of an event; of the whole of it first."""
    statement = select(Invitation).where(Invitation.event == event)
    return session.exec(statement.order_by(Invitation.recurrence)).all()


def state_in(rows: Sequence[Invitation]) -> State:
    if not rows:
        return State()
    said = {
        key_in(row.recurrence): said_in(
            row.said, recurrence=row.recurrence, sequence=row.sequence,
            stamped_at=row.stamped_at, is_cancelled=row.is_cancelled,
        )
        for row in rows
    }  # fmt: skip
    return State(rows[0].organizer, rows[0].sender, said)


def dates_of(session: Session, event: str) -> Sequence[InvitedDate]:
    statement = select(InvitedDate).where(InvitedDate.event == event)
    return session.exec(statement.order_by(col(InvitedDate.starts_at))).all()


def is_by_invitation(session: Session, reservation: Reservation) -> bool:
    """Whether its holder invited the place from a calendar of their own, and so has it there."""
    statement = select(InvitedDate.event).where(InvitedDate.reservation_id == reservation.id)
    return session.exec(statement.limit(1)).first() is not None


def reservations_behind(session: Session, dates: Sequence[InvitedDate]) -> dict[int, Reservation]:
    """By number."""
    numbers = [date.reservation_id for date in dates if date.reservation_id is not None]
    found = session.exec(select(Reservation).where(col(Reservation.id).in_(numbers)))
    return {row.id or 0: row for row in found}


def events_to_answer(session: Session, *, now: datetime) -> list[str]:
    """Events of which something is to come that the organizer heard otherwise."""
    statement = (
        select(InvitedDate.event)
        .join(Reservation, col(Reservation.id) == InvitedDate.reservation_id)
        .join(Invitation, col(Invitation.event) == InvitedDate.event)
        .where(col(InvitedDate.starts_at) > now, _was_told_otherwise())
        .distinct()
    )
    return sorted(session.exec(statement))


def _was_told_otherwise() -> ColumnElement[bool]:
    state, told, is_moved = col(Reservation.state), col(InvitedDate.told), _is_moved()
    return or_(
        and_(told != PartStat.DECLINED, or_(state.in_(GONE), is_moved)),
        and_(told != PartStat.ACCEPTED, state == ReservationState.CONFIRMED, not_(is_moved)),
        and_(told != PartStat.TENTATIVE, state.in_(WAITS), not_(is_moved)),
    )


def _is_moved() -> ColumnElement[bool]:
    """Whether the reservation is not (any more) the room and the time that were asked."""
    place = col(Invitation.place)
    is_the_room = exists().where(
        col(ReservationSpace.reservation_id) == Reservation.id,
        place == literal("space:") + cast(ReservationSpace.space_id, String),
    )
    return or_(
        col(Reservation.starts_at) != InvitedDate.starts_at,
        col(Reservation.ends_at) != InvitedDate.ends_at,
        and_(place.startswith("space:"), not_(is_the_room)),
    )
