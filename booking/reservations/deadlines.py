"""Until when the house answers a request: counted in the time that the building is open."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col

from booking.foundation.local_time import day_of, days_of
from booking.foundation.periods import Period
from booking.reservations.models import Answer, Reservation
from booking.reservations.queries import house_rules_on
from booking.reservations.values import ReservationState
from booking.spaces.queries import current_stock
from booking.spaces.rules import building_periods
from booking.spaces.values import BookableSpace, Stock


def answer_deadline(
    opened: Iterable[Period], within: timedelta, *, asked_at: datetime, starts_at: datetime
) -> datetime:
    """The moment at which ``within`` of open time has passed since ``asked_at``. Pure.

    ``opened``: when somebody is there to answer, in order. When the reservation starts before
    that, it is the last open moment before its start; where nothing is open in between, the
    start itself. So it never lies at night, and never after the start.
    """
    deadline, left = starts_at, within
    for period in opened:
        begin, end = max(period.starts_at, asked_at), min(period.ends_at, starts_at)
        if begin >= end:
            continue
        if left <= end - begin:
            return begin + left
        deadline, left = end, left - (end - begin)
    return deadline


def deadline_in(
    stock: Stock, building_id: int, within: timedelta, *, asked_at: datetime, starts_at: datetime
) -> datetime:
    """The same in the hours of a building. Pure; looks only at the days that count."""
    if starts_at <= asked_at:
        return starts_at
    opened = (
        period
        for day in days_of(Period(asked_at, starts_at))
        for period in building_periods(stock, building_id, day)
    )
    return answer_deadline(opened, within, asked_at=asked_at, starts_at=starts_at)


def promise(
    session: Session,
    spaces: Sequence[BookableSpace],
    state: ReservationState,
    *,
    asked_at: datetime,
    starts_at: datetime,
) -> datetime | None:
    """Until when a request for ``spaces`` is answered; None for what is no request."""
    if state is not ReservationState.REQUESTED:
        return None
    rules = house_rules_on(session, day_of(asked_at), spaces[0].kind)
    return deadline_in(
        current_stock(session), spaces[0].building_id, rules.answer_within,
        asked_at=asked_at, starts_at=starts_at,
    )  # fmt: skip


def ask_anew(
    session: Session,
    reservation: Reservation,
    spaces: Sequence[BookableSpace],
    *,
    asked_at: datetime,
    starts_at: datetime,
) -> None:
    """After a move: a new deadline where it is a request, and no answer to what it was before.

    An option is held no longer than it was, nor past its start.
    """
    if reservation.expires_at is not None:
        reservation.expires_at = min(reservation.expires_at, starts_at)
    reservation.answer_by = promise(
        session, spaces, reservation.state, asked_at=asked_at, starts_at=starts_at
    )
    is_request = reservation.state is ReservationState.REQUESTED
    if is_request or not any(space.needs_approval for space in spaces):
        session.execute(delete(Answer).where(col(Answer.reservation_id) == reservation.id))
