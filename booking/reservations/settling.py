"""What is due by the clock: places that time itself gives back, done when somebody looks.

A job does it every minute, but nobody has to wait for that job: doors settle what is due
before they show what is free, and who wants a place settles what is in the way of it.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from booking.foundation.columns import table_of
from booking.foundation.local_time import epoch_minutes
from booking.reservations.changes import (
    days_held,
    facts_of,
    held_spaces,
    lock_days_of,
    number_of,
)
from booking.reservations.claims import LONGEST_DAY, let_go, lock_days_or_fail
from booking.reservations.models import Claim, Reservation, ReservationSpace
from booking.reservations.seats.letting_go import drop_seats
from booking.reservations.seats.queries import seats_in
from booking.reservations.seats.rules import untaken
from booking.reservations.series.going_on import doubt_when_missed
from booking.reservations.storing import store_change_by_house
from booking.reservations.values import Reason, ReservationState, Wish
from booking.reservations.wishes import Unmet, record_unmet_wish, requested
from booking.spaces.queries import current_stock
from booking.spaces.values import BookableSpace

SETTLED_AT_ONCE = 100
IN_THE_WAY = {Reason.TAKEN, Reason.HAS_DESK_ALREADY}
"""What may not be so any more once what is due is done."""


class Settled(NamedTuple):
    """What a reservation that is due becomes, and how the journal calls that."""

    state: ReservationState
    verb: str


KINDS: Mapping[ReservationState, Settled] = {
    # what it is until then: nobody answered, nobody confirmed, nobody came
    ReservationState.REQUESTED: Settled(ReservationState.EXPIRED, "expire"),
    ReservationState.OPTION: Settled(ReservationState.EXPIRED, "lapse"),
    ReservationState.CONFIRMED: Settled(ReservationState.RELEASED, "release"),
}

RESERVATION = table_of(Reservation)
DUE = select_columns(RESERVATION.c.uid).where(RESERVATION.c.due_at <= bindparam("now"))
ANY_DUE = DUE.limit(1)
FIRST_DUE = DUE.order_by(RESERVATION.c.due_at, RESERVATION.c.id).limit(SETTLED_AT_ONCE)


def is_anything_due(session: Session, *, now: datetime) -> bool:
    """One look at an index that holds only what is still to come, or due."""
    return session.scalar(ANY_DUE, {"now": now}) is not None


def due(session: Session, *, now: datetime) -> Sequence[str]:
    """The uids of what is due, the longest due first; at most SETTLED_AT_ONCE."""
    return session.scalars(FIRST_DUE, {"now": now}).all()


def settle_one(session: Session, uid: str, *, at: datetime) -> None:
    """Do what is due with this reservation; nothing when somebody was before us."""
    _settle(session, session.exec(select(Reservation).where(Reservation.uid == uid)).one(), at)


def settle_in_the_way(
    session: Session,
    spaces: Sequence[BookableSpace],
    wish: Wish,
    *,
    holder_id: int,
    at: datetime,
) -> bool:
    """Settle what keeps ``holder_id`` from ``spaces`` and is due; whether anything was.

    The day versions of ``spaces`` were raised before. What is in the way may be held in other
    zones too: those are locked out of order then, so without waiting.
    """
    holds = [space.held_period(wish.period, wish.layout) for space in spaces]
    begin = epoch_minutes(min(held.starts_at for held in holds))
    claims = select(Claim.reservation_id).where(
        col(Claim.unit_id).in_([unit for space in spaces for unit in space.unit_ids]),
        col(Claim.s) < epoch_minutes(max(held.ends_at for held in holds)),
        col(Claim.s) > begin - LONGEST_DAY,
        col(Claim.e) > begin,
    )
    seated = select(ReservationSpace.reservation_id).where(ReservationSpace.person_id == holder_id)
    in_the_way = or_(
        col(Reservation.id).in_(claims),
        col(Reservation.id).in_(seated),
        col(Reservation.holder_id) == holder_id,
    )
    found = session.exec(
        select(Reservation)
        .where(col(Reservation.due_at) <= at, in_the_way)
        .order_by(col(Reservation.due_at), col(Reservation.id))
    ).all()
    for reservation in found:
        lock_days_or_fail(session, days_held(session, reservation))
        _settle(session, reservation, at)
    return bool(found)


def _settle(session: Session, reservation: Reservation, at: datetime) -> None:
    lock_days_of(session, reservation)
    if reservation.due_at is None or reservation.due_at > at:
        return
    if reservation.state not in KINDS:
        reservation.due_at = None  # somebody ended it and left this behind
        return
    empty = untaken(seats_in(session, number_of(reservation)))
    if empty and reservation.state is ReservationState.CONFIRMED:
        _let_empty_seats_go(session, reservation, empty, reservation.due_at, at)
        return
    settled, before = KINDS[reservation.state], facts_of(session, reservation)
    if reservation.state is ReservationState.REQUESTED:
        held = held_spaces(session, current_stock(session), reservation)
        record_unmet_wish(session, requested(reservation, held[0], at), [Unmet.UNANSWERED])
    let_go(session, number_of(reservation))
    if settled.state is ReservationState.RELEASED:
        # when it was free again, whoever saw to that and when
        reservation.released_at = reservation.due_at
    reservation.state = settled.state
    reservation.sequence += 1
    store_change_by_house(session, at, settled.verb, reservation, before)
    if settled.state is ReservationState.RELEASED:
        doubt_when_missed(session, reservation, at=at)


def _let_empty_seats_go(
    session: Session, reservation: Reservation, empty: Collection[int], due_at: datetime,
    at: datetime,
) -> None:  # fmt: skip
    """Of a group to which some came the others get the desks that nobody took."""
    before = facts_of(session, reservation)
    drop_seats(session, reservation, empty, at=due_at, is_released=True)
    reservation.sequence += 1
    store_change_by_house(session, at, "release-seats", reservation, before)
