"""Read-only questions about the waiting list."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, exists, extract, func, or_
from sqlmodel import Session, col, select

from booking.foundation.local_time import day_of
from booking.foundation.periods import Period
from booking.people.permissions import NotThere
from booking.people.values import Principal
from booking.reservations.models import Reservation, ReservationSpace
from booking.reservations.values import HOLDING, ReservationState
from booking.reservations.waiting.models import Waiting, WaitingDeclined
from booking.reservations.waiting.rules import would_do
from booking.spaces.models import Space
from booking.spaces.values import BookableSpace, SpaceKind

FIRM = (ReservationState.CONFIRMED, ReservationState.REQUESTED)
LOOKED_AT_MAX = 200
"""How many in line are looked at when something becomes free."""
LOOKED_BACK = timedelta(days=8)
"""No reservation lasts a week, no wish a day: this lets the index skip ten years of history."""


class Entry(NamedTuple):
    """What somebody waits for, and what they were offered if they were."""

    waiting: Waiting
    offer: Reservation | None

    def has_open_offer(self, now: datetime) -> bool:
        offer = self.offer
        return (
            offer is not None and offer.state is ReservationState.OPTION and not offer.is_over(now)
        )


def waiting_of(session: Session, uid: str, person: Principal) -> Entry:
    """What this person waits for. Raises :class:`NotThere`, also for that of another."""
    found = session.exec(_entries().where(Waiting.uid == uid, Waiting.person_id == person.id))
    row = found.one_or_none()
    if row is None:
        raise NotThere(f"no waiting {uid} of {person.id}")
    return Entry(*row)


def list_of(session: Session, person: Principal, *, now: datetime) -> list[Entry]:
    """What ``person`` waits for or is offered and can still have, the first start first."""
    statement = (
        _entries()
        .where(Waiting.person_id == person.id, col(Waiting.ends_at) > now)
        .where(or_(still_waits(now), col(Reservation.state) == ReservationState.OPTION))
        .order_by(col(Waiting.starts_at), col(Waiting.id))
    )
    entries = [Entry(*row) for row in session.exec(statement)]
    return [e for e in entries if e.offer is None or e.has_open_offer(now)]


def in_line(session: Session, within: Period) -> Sequence[Waiting]:
    """Who waits for some moment of ``within``, in the order in which they came."""
    statement = (
        select(Waiting)
        .where(still_waits(within.starts_at), *_touches(within))
        .order_by(col(Waiting.id))
        .limit(LOOKED_AT_MAX)
    )
    return session.exec(statement).all()


def place_in_line(session: Session, waiting: Waiting) -> int:
    """1 for who is asked first. Those count who could be offered the same place."""
    statement = (
        select(func.count())
        .select_from(Waiting)
        .where(
            still_waits(waiting.starts_at), *_touches(waiting.period), Waiting.kind == waiting.kind
        )
        .where(col(Waiting.id) < waiting.id)
    )
    if waiting.space_id is not None:
        same_place = col(Waiting.space_id) == waiting.space_id
        statement = statement.where(or_(col(Waiting.space_id).is_(None), same_place))
    return session.exec(statement).one() + 1


def lengths(session: Session, within: Period) -> Mapping[tuple[date, SpaceKind], int]:
    """How many wait, by local day and kind; never who."""
    statement = select(Waiting.starts_at, Waiting.kind).where(
        still_waits(within.starts_at), *_touches(within)
    )
    return Counter(
        (day_of(starts_at), SpaceKind(kind)) for starts_at, kind in session.exec(statement)
    )


def how_many_want(session: Session, spaces: Collection[BookableSpace], period: Period) -> int:
    """How many wait for one of ``spaces``, or for any such, within ``period``; never who."""
    line = in_line(session, period)
    return sum(any(would_do(one.wanted, space) for space in spaces) for one in line)


def declined_by(session: Session, waiting: Waiting) -> set[int]:
    """The spaces that were offered and not wanted."""
    statement = select(WaitingDeclined.space_id).where(WaitingDeclined.waiting_id == waiting.id)
    return set(session.exec(statement))


def offer_waited_for(session: Session, reservation_id: int) -> Waiting | None:
    """What the reservation was an offer for; None when it is no offer of the waiting list."""
    return session.exec(select(Waiting).where(Waiting.offer_id == reservation_id)).one_or_none()


def overtaken(session: Session, *, now: datetime) -> Sequence[Waiting]:
    """Who reserved another such place at that time since they came: they wait no longer."""
    statement = (
        select(Waiting)
        .where(col(Waiting.ends_at) > now, _has_another(FIRM, now))
        .order_by(col(Waiting.id))
    )
    return session.exec(statement).all()


def still_waits(since: datetime) -> ColumnElement[bool]:
    """Whether somebody is to be asked: nothing was offered, and nothing else is theirs then.

    For what is waited for from ``since`` on.
    """
    return col(Waiting.offer_id).is_(None) & ~_has_another(HOLDING, since)


def _has_another(states: Sequence[ReservationState], since: datetime) -> ColumnElement[bool]:
    return (
        exists()
        .where(
            col(Reservation.holder_id) == Waiting.person_id,
            col(Reservation.state).in_(states),
            col(Reservation.ended_at).is_(None),
            col(Reservation.created_at) >= col(Waiting.joined_at),
            col(Reservation.starts_at) > since - LOOKED_BACK,
            col(Reservation.starts_at) < col(Waiting.ends_at),
            col(Reservation.ends_at) > col(Waiting.starts_at),
            _is_as_much(),
            or_(col(Waiting.offer_id).is_(None), col(Waiting.offer_id) != Reservation.id),
            col(ReservationSpace.reservation_id) == Reservation.id,
            col(Space.id) == ReservationSpace.space_id,
            col(Space.kind) == Waiting.kind,
        )
        .correlate(Waiting)
    )


def _is_as_much() -> ColumnElement[bool]:
    """Whether the reservation is as long, and of as many desks, as what is waited for."""
    seconds = extract("epoch", col(Reservation.ends_at)) - extract(
        "epoch", col(Reservation.starts_at)
    )
    is_as_long = seconds >= func.coalesce(Waiting.minutes, 0) * 60
    has_as_many = col(Reservation.attendee_count) >= col(Waiting.attendee_count)
    return and_(is_as_long, or_(col(Waiting.kind) != SpaceKind.DESK, has_as_many))


def _touches(within: Period) -> tuple[ColumnElement[bool], ...]:
    return col(Waiting.starts_at) < within.ends_at, col(Waiting.ends_at) > within.starts_at


def _entries() -> Any:
    return select(Waiting, Reservation).outerjoin(
        Reservation, col(Reservation.id) == Waiting.offer_id
    )
