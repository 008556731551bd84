"""Requests: what waits for an answer, and what the house answers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from booking.foundation.errors import Conflict, Refused
from booking.foundation.local_time import day_of, span_of
from booking.foundation.periods import Period
from booking.foundation.texts import N_
from booking.people.permissions import Action, NotThere, may, require_may
from booking.people.queries import principal_of
from booking.people.values import Act, Principal
from booking.reservations.changes import (
    facts_of,
    held_spaces,
    lock_days_of,
    number_of,
)
from booking.reservations.claims import LONGEST_DAY, let_go
from booking.reservations.decision import objections
from booking.reservations.models import Answer, Claim, Reservation
from booking.reservations.operations import ChangedMeanwhile, ReservationRefused, wish_of
from booking.reservations.storing import store_change
from booking.reservations.values import ReservationState, Wish
from booking.reservations.wishes import Unmet, record_unmet_wish, requested
from booking.spaces.queries import current_stock

REASON_LENGTH_MAX = 1000


class AlreadyAnswered(Conflict):
    code = "already-answered"
    sentence = N_("This request has been answered already. Below is what was answered.")


class Withdrawn(Conflict):
    code = "withdrawn"
    sentence = N_("This request was withdrawn meanwhile. There is nothing to answer any more.")


class TooLateToAnswer(Refused):
    code = "too-late-to-answer"
    sentence = N_("The time that was asked for has begun, so this request has lapsed.")


class SamePlace(Refused):
    code = "same-place"
    sentence = N_("That is what was asked for. Choose another room or another time.")


class NobodyToOffer(Refused):
    code = "nobody-to-offer"
    sentence = N_("Who asked may not reserve any more, so you cannot offer something else.")


@dataclass(frozen=True, slots=True)
class Alternative:
    """What the house offers instead. It is not held: the asker reserves it, or not."""

    space_id: int
    period: Period


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


def zones_of(session: Session, reservation: Reservation) -> frozenset[int]:
    """The zones of what is asked for, on its day: who decides there decides on it."""
    stock, day = current_stock(session), day_of(reservation.starts_at)
    return stock.zone_ids_of(held_spaces(session, stock, reservation), day)


def may_decide(session: Session, person: Principal, reservation: Reservation) -> bool:
    if may(person, Action.DECIDE_REQUEST):
        return True
    return may(person, Action.DECIDE_REQUEST, zones_of(session, reservation))


def waiting_for(session: Session, person: Principal, *, now: datetime) -> list[Reservation]:
    """What waits for an answer that ``person`` may give, the first deadline first."""
    return [r for r in waiting_requests(session, now=now) if may_decide(session, person, r)]


def is_only_asked(session: Session, wish: Wish, *, by: Principal) -> bool:
    """Whether all that keeps ``by`` from ``wish`` are requests of others, not answered yet."""
    spaces = [current_stock(session).spaces[space_id] for space_id in wish.space_ids]
    in_the_way: list[Reservation] = []
    for space in spaces:
        begin, end = span_of(space.held_period(wish.period, wish.layout))
        in_the_way += session.exec(
            select(Reservation)
            .join(Claim, col(Claim.reservation_id) == Reservation.id)
            .where(col(Claim.unit_id).in_(space.unit_ids), col(Claim.s) > begin - LONGEST_DAY)
            .where(col(Claim.s) < end, col(Claim.e) > begin)
        ).all()
    return bool(in_the_way) and all(
        one.state is ReservationState.REQUESTED and one.holder_id != by.id for one in in_the_way
    )


def request_of(session: Session, uid: str, person: Principal) -> Reservation:
    """The reservation with this uid, if ``person`` decides on it. Raises :class:`NotThere`."""
    reservation = session.exec(select(Reservation).where(Reservation.uid == uid)).one_or_none()
    if reservation is None or not may_decide(session, person, reservation):
        raise NotThere(f"no request {uid} for {person.id}")
    return reservation


def answered_since(session: Session, since: datetime) -> Sequence[tuple[Reservation, Answer]]:
    """Requests and their answers, the latest answer first."""
    statement = (
        select(Reservation, Answer)
        .join(Answer, col(Answer.reservation_id) == Reservation.id)
        .where(col(Answer.decided_at) >= since)
        .order_by(col(Answer.decided_at).desc(), col(Answer.reservation_id).desc())
    )
    return session.exec(statement).all()


def lapsed_since(session: Session, since: datetime) -> Sequence[Reservation]:
    """Requests that nobody answered before their start, the latest first."""
    statement = (
        select(Reservation)
        .where(
            Reservation.state == ReservationState.EXPIRED,
            col(Reservation.answer_by).is_not(None),
            col(Reservation.changed_at) >= since,
        )
        .order_by(col(Reservation.changed_at).desc(), col(Reservation.id).desc())
    )
    return session.exec(statement).all()


def answers_of(session: Session, reservation_ids: Collection[int]) -> dict[int, Answer]:
    """The answer to each of these reservations that has one."""
    statement = select(Answer).where(col(Answer.reservation_id).in_(reservation_ids))
    return {answer.reservation_id: answer for answer in session.exec(statement)}


def is_overdue(reservation: Reservation, *, now: datetime) -> bool:
    """Whether the house has not kept its word: still waiting after the deadline."""
    is_waiting = reservation.state is ReservationState.REQUESTED
    return is_waiting and reservation.answer_by is not None and reservation.answer_by <= now


def approve(session: Session, act: Act, uid: str, *, rev: int) -> Reservation:
    """Say yes to the request as it was at version ``rev``.

    Raises :class:`ChangedMeanwhile`, :class:`AlreadyAnswered`, :class:`Withdrawn` or
    :class:`TooLateToAnswer` when it is not that any more.
    """
    reservation = _lock_request(session, act, uid, rev=rev)
    before = facts_of(session, reservation)
    reservation.state = ReservationState.CONFIRMED
    reservation.sequence += 1
    session.add(Answer(
        reservation_id=number_of(reservation), decider_id=act.by.id, decided_at=act.at,
        is_approved=True,
    ))  # fmt: skip
    store_change(session, act, "approve", reservation, before)
    return reservation


def decline(
    session: Session,
    act: Act,
    uid: str,
    *,
    rev: int,
    reason: str,
    alternative: Alternative | None = None,
) -> Reservation:
    """Say no, with a reason, and give the place back; raises as :func:`approve` does.

    Raises :class:`ReservationRefused` when the asker could not have ``alternative`` now.
    """
    assert reason.strip(), "who is told no is told why"
    reservation = _lock_request(session, act, uid, rev=rev)
    before = facts_of(session, reservation)
    let_go(session, number_of(reservation))
    reservation.state = ReservationState.DECLINED  # from here on it counts for no quota
    reservation.sequence += 1
    session.flush()
    held = held_spaces(session, current_stock(session), reservation)
    record_unmet_wish(session, requested(reservation, held[0], act.at), [Unmet.DECLINED])
    if alternative is not None:
        _require_offered(session, reservation, alternative, act.at)
    session.add(Answer(
        reservation_id=number_of(reservation), decider_id=act.by.id, decided_at=act.at,
        is_approved=False, reason=reason,
        alternative_space_id=alternative.space_id if alternative else None,
        alternative_starts_at=alternative.period.starts_at if alternative else None,
        alternative_ends_at=alternative.period.ends_at if alternative else None,
    ))  # fmt: skip
    store_change(session, act, "decline", reservation, before)
    return reservation


def asker_of(session: Session, reservation: Reservation, *, now: datetime) -> Principal | None:
    """For whom the place was asked; None when they may not come in any more."""
    return principal_of(session, reservation.holder_id, today=day_of(now))


def alternative_in(answer: Answer) -> Alternative | None:
    """What was offered instead, if anything was."""
    if answer.alternative_space_id is None:
        return None
    assert answer.alternative_starts_at is not None, "an alternative is whole or not there"
    assert answer.alternative_ends_at is not None, "an alternative is whole or not there"
    period = Period(answer.alternative_starts_at, answer.alternative_ends_at)
    return Alternative(answer.alternative_space_id, period)


def wish_for(session: Session, reservation: Reservation, alternative: Alternative) -> Wish:
    """What the asker would reserve by taking ``alternative``: the rest is as they asked it."""
    wish = wish_of(session, reservation, period=alternative.period)
    space = current_stock(session).spaces[alternative.space_id]
    layout = wish.layout if wish.layout in space.layouts else None
    return Wish(
        space_ids=(space.id,), period=alternative.period, attendee_count=wish.attendee_count,
        layout=layout, title=wish.title, visibility=wish.visibility, host_id=wish.host_id,
        note=wish.note,
    )  # fmt: skip


def _lock_request(session: Session, act: Act, uid: str, *, rev: int) -> Reservation:
    """The request, locked; raises when it is not what the decider looked at."""
    require_may(act.by, Action.SEE_REQUESTS)
    reservation = request_of(session, uid, act.by)
    lock_days_of(session, reservation)
    if reservation.state is ReservationState.CANCELLED:
        raise Withdrawn(uid)
    if reservation.state is ReservationState.EXPIRED:
        raise TooLateToAnswer(uid)
    if reservation.state is not ReservationState.REQUESTED:
        raise AlreadyAnswered(f"{uid} is {reservation.state}")
    if reservation.starts_at <= act.at:
        raise TooLateToAnswer(f"{uid} started at {reservation.starts_at}")
    if reservation.rev != rev:
        raise ChangedMeanwhile(f"rev {rev}, now {reservation.rev}")
    return reservation


def _require_offered(
    session: Session, reservation: Reservation, alternative: Alternative, at: datetime
) -> None:
    wish = wish_for(session, reservation, alternative)
    asked = wish_of(session, reservation)
    if (wish.space_ids, wish.period) == (asked.space_ids, asked.period):
        raise SamePlace(reservation.uid)
    asker = asker_of(session, reservation, now=at)
    if asker is None:
        raise NobodyToOffer(reservation.uid)
    found = objections(session, wish, by=asker, at=at, holder_id=asker.id)
    if found:
        raise ReservationRefused(wish, found)
