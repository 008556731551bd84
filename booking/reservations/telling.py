"""Deadlines that people are told of: an answer that is late, an option that ends soon.

Told once of each deadline. What is moved has another one, and is told of anew. Letters follow
from the journal; none is written while the building is shut when it is still of use later.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import NamedTuple

from sqlmodel import Session, col, select

from booking.foundation.columns import upsert
from booking.foundation.doors import Door
from booking.foundation.journal import APPEND
from booking.foundation.local_time import day_of
from booking.foundation.periods import Period
from booking.reservations.changes import SUBJECT, facts_of, number_of
from booking.reservations.models import DeadlineTold, Reservation
from booking.reservations.queries import space_ids_of
from booking.reservations.requests import is_overdue, waiting_requests
from booking.reservations.values import DeadlineKind, ReservationState
from booking.spaces.queries import current_stock
from booking.spaces.rules import building_periods

DAY = timedelta(days=1)
LOOKED_AT = 30
"""Days; who is shut for longer gets letters at any hour."""
SLACK = timedelta(hours=1)
"""So long before the house closes it is planned: what does that may be late."""
SHARE_LEFT = 4
"""Of a short option a fourth is left when its holder is reminded; of a long one, a day."""

LEAD_MIN = timedelta(hours=1)
"""Who took an option for a few hours knows when it ends."""

Hours = Callable[[date], Sequence[Period]]
"""When on a day somebody is there, in order; then we write to people about what is due."""


def next_letter_time(hours: Hours, instant: datetime) -> datetime:
    """The first moment from ``instant`` on at which we write letters. Pure."""
    for ahead in range(LOOKED_AT):
        for opened in hours(day_of(instant) + ahead * DAY):
            if opened.ends_at > instant:
                return max(instant, opened.starts_at)
    return instant


def last_letter_time(hours: Hours, instant: datetime) -> datetime:
    """The last moment until ``instant`` at which we plan to write letters. Pure."""
    for back in range(LOOKED_AT):
        for opened in reversed(hours(day_of(instant) - back * DAY)):
            if opened.starts_at <= instant:
                return min(instant, max(opened.starts_at, opened.ends_at - SLACK))
    return instant


def remind_at(hours: Hours, held_at: datetime, expires_at: datetime) -> datetime | None:
    """When the holder of an option is reminded; None where there is no time to do so. Pure."""
    lead = min(DAY, (expires_at - held_at) / SHARE_LEFT)
    if lead < LEAD_MIN:
        return None
    moment = last_letter_time(hours, expires_at - lead)
    if moment <= held_at:
        moment = next_letter_time(hours, held_at)
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
    asked = [r for r in waiting_requests(session, now=now) if is_overdue(r, now=now)]
    options = _running_options(session, now)
    hours = _hours_of(session, [*asked, *options])
    for request in asked:
        assert request.answer_by is not None, "an overdue request has a deadline"
        if _is_time(hours[number_of(request)], now, before=request.starts_at):
            yield Due(request, DeadlineKind.ANSWER, request.answer_by)
    for option in options:
        assert option.expires_at is not None, "the query asks for it"
        opened = hours[number_of(option)]
        moment = remind_at(opened, option.created_at, option.expires_at)
        if moment is not None and moment <= now and _is_time(opened, now, before=option.expires_at):
            yield Due(option, DeadlineKind.CONFIRMATION, option.expires_at)


def _hours_of(session: Session, rows: Sequence[Reservation]) -> dict[int, Hours]:
    """By reservation: those of its building, as they count for the answer to a request."""
    stock = current_stock(session)
    ids = space_ids_of(session, [number_of(row) for row in rows])
    return {
        number: partial(building_periods, stock, stock.spaces[first].building_id)
        for number, (first, *_) in ids.items()
    }


def _is_time(hours: Hours, now: datetime, *, before: datetime) -> bool:
    """Whether a letter is written now, or would come too late when it waits for the morning."""
    later = next_letter_time(hours, now)
    return later == now or later >= before


def _running_options(session: Session, now: datetime) -> list[Reservation]:
    statement = (
        select(Reservation)
        .where(Reservation.state == ReservationState.OPTION, col(Reservation.expires_at) > now)
        .order_by(col(Reservation.expires_at), col(Reservation.id))
    )
    return list(session.exec(statement))


def note_told(session: Session, due: Due, *, at: datetime) -> bool:
    """False where another process was first."""
    reservation_id, kind, deadline = due.key
    row = {"reservation_id": reservation_id, "kind": kind, "deadline": deadline, "told_at": at}
    insert = upsert(session, DeadlineTold).values(row).on_conflict_do_nothing()
    return session.scalar(insert.returning(DeadlineTold.told_at)) is not None


def _tell_once(session: Session, due: Due, at: datetime) -> None:
    if not note_told(session, due, at=at):
        return
    session.execute(APPEND, {
        "at": at, "door": Door.JOB, "action": VERBS[due.kind], "subject_kind": SUBJECT,
        "subject_id": due.reservation.uid, "before": None,
        "after": facts_of(session, due.reservation),
    })  # fmt: skip


VERBS = {DeadlineKind.ANSWER: "escalate", DeadlineKind.CONFIRMATION: "remind"}
"""What the journal calls it."""
