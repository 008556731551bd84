"""Deadlines that people are told of: an answer that is late, an option that ends soon.

Told once of each deadline. What is moved has another one, and is told of anew. Letters follow
from the journal; none is written at night or in a weekend when it is still of use later.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from booking.foundation.columns import upsert
from booking.foundation.doors import Door
from booking.foundation.journal import APPEND
from booking.foundation.local_time import day_of, local_instant
from booking.reservations.changes import SUBJECT, facts_of, number_of
from booking.reservations.models import DeadlineTold, Reservation
from booking.reservations.requests import waiting_requests
from booking.reservations.values import DeadlineKind, ReservationState

DAY = timedelta(days=1)
OPENS, CLOSES = time(7), time(19)
"""Between these hours of a working day we write to people about what is due."""
LATEST = time(18)
"""Until when it is planned: what does that may be late."""
SATURDAY = 5
SHARE_LEFT = 4
"""Of a short option a fourth is left when its holder is reminded; of a long one, a day."""

LEAD_MIN = timedelta(hours=1)
"""Who took an option for a few hours knows when it ends."""


def next_letter_time(instant: datetime) -> datetime:
    """The first moment from ``instant`` on at which we write letters. Pure."""
    day = day_of(instant)
    while day.weekday() >= SATURDAY or local_instant(day, CLOSES) <= instant:
        day += DAY
    return max(instant, local_instant(day, OPENS))


def last_letter_time(instant: datetime) -> datetime:
    """The last moment until ``instant`` at which we plan to write letters. Pure."""
    day = day_of(instant)
    while day.weekday() >= SATURDAY or local_instant(day, OPENS) > instant:
        day -= DAY
    return min(instant, local_instant(day, LATEST))


def remind_at(held_at: datetime, expires_at: datetime) -> datetime | None:
    """When the holder of an option is reminded; None where there is no time to do so. Pure."""
    lead = min(DAY, (expires_at - held_at) / SHARE_LEFT)
    if lead < LEAD_MIN:
        return None
    moment = last_letter_time(expires_at - lead)
    if moment <= held_at:
        moment = next_letter_time(held_at)
    return moment if moment < expires_at else None


class Due(NamedTuple):
    """Somebody must be told of a deadline now."""

    reservation: Reservation
    kind: DeadlineKind
    deadline: datetime

    @property
    def key(self) -> tuple[int, DeadlineKind, datetime]:
        return number_of(self.reservation), self.kind, self.deadline


def deadlines_due(session: Session, *, now: datetime) -> list[Due]:
    """What people were not told yet and must be told now."""
    found = list(_due(session, now))
    ids = [number_of(due.reservation) for due in found]
    told = select(DeadlineTold).where(col(DeadlineTold.reservation_id).in_(ids))
    known = {(row.reservation_id, row.kind, row.deadline) for row in session.exec(told)}
    return [due for due in found if due.key not in known]


def tell_of_deadlines(session: Session, *, now: datetime) -> None:
    """Write down what people must be told now; each deadline once."""
    for due in deadlines_due(session, now=now):
        _tell_once(session, due, now)


def told_of(session: Session, reservation: Reservation) -> datetime | None:
    """When the house was told that its answer is late, if it was."""
    key = (reservation.id, DeadlineKind.ANSWER, reservation.answer_by)
    row = session.get(DeadlineTold, key) if reservation.answer_by else None
    return row.told_at if row else None


def _due(session: Session, now: datetime) -> Iterator[Due]:
    for request in waiting_requests(session, now=now):
        late = request.answer_by
        if late is not None and late <= now and _is_time(now, before=request.starts_at):
            yield Due(request, DeadlineKind.ANSWER, late)
    for option in _running_options(session, now):
        assert option.expires_at is not None, "the query asks for it"
        moment = remind_at(option.created_at, option.expires_at)
        if moment is not None and moment <= now and _is_time(now, before=option.expires_at):
            yield Due(option, DeadlineKind.CONFIRMATION, option.expires_at)


def _is_time(now: datetime, *, before: datetime) -> bool:
    """Whether a letter is written now, or would come too late when it waits for the morning."""
    later = next_letter_time(now)
    return later == now or later >= before


def _running_options(session: Session, now: datetime) -> list[Reservation]:
    statement = (
        select(Reservation)
        .where(Reservation.state == ReservationState.OPTION, col(Reservation.expires_at) > now)
        .order_by(col(Reservation.expires_at), col(Reservation.id))
    )
    return list(session.exec(statement))


def _tell_once(session: Session, due: Due, at: datetime) -> None:
    reservation_id, kind, deadline = due.key
    row = {"reservation_id": reservation_id, "kind": kind, "deadline": deadline, "told_at": at}
    insert = upsert(session, DeadlineTold).values(row).on_conflict_do_nothing()
    stored: Any = session.execute(insert)
    if not stored.rowcount:
        return  # another process was first
    session.execute(APPEND, {
        "at": at, "door": Door.JOB, "action": VERBS[kind], "subject_kind": SUBJECT,
        "subject_id": due.reservation.uid, "before": None,
        "after": facts_of(session, due.reservation),
    })  # fmt: skip


VERBS = {DeadlineKind.ANSWER: "escalate", DeadlineKind.CONFIRMATION: "remind"}
"""What the journal calls it."""
