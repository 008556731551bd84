"""An invitation to a room is carried out, and answered."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain, repeat

from sqlmodel import Session

from booking.calendars.itip.answers import AnsweredDate
from booking.calendars.itip.carrying_out import Carried, carry_out
from booking.calendars.itip.cases import (
    Case,
    answer_anew,
    answer_to,
    case_of,
    may_send_for,
    moved_here,
)
from booking.calendars.itip.models import Invitation, InvitedDate
from booking.calendars.itip.queries import (
    dates_of,
    event_of,
    events_to_answer,
    invitations_to,
    reservations_behind,
    state_in,
)
from booking.calendars.itip.rules import Dates, Key, acts_for, decide, part_stat, wanted
from booking.calendars.itip.storing import (
    address_in,
    address_stored,
    key_in,
    stored,
    written_key,
)
from booking.calendars.itip.together import keep_together, series_behind
from booking.calendars.itip.values import (
    Decision,
    MailAnswer,
    Message,
    Method,
    Outcome,
    PartStat,
    Receipt,
    mailbox_of,
)
from booking.foundation.doors import Door
from booking.foundation.periods import Period
from booking.foundation.settings import Settings
from booking.people.values import Act
from booking.reservations.models import Reservation
from booking.reservations.requests import answers_of


def receive(session: Session, settings: Settings, message: Message, *, now: datetime) -> Receipt:
    """Take in one message to a mailbox: once, whatever comes twice, late or from somebody else."""
    event = event_of(message.delivery.mailbox.place, message.uid)
    known = state_in(invitations_to(session, event))
    decision = decide(message, known)
    if not decision.fresh:
        return Receipt(decision.outcome, decision.why)
    sender = message.address.sender
    whom = acts_for(organizer=message.address.organizer, sender=sender)
    if not may_send_for(session, whom, sender=sender, now=now):
        return Receipt(Outcome.NOT_THEIRS, "not-their-delegate")
    _remember(session, event, message, decision)
    if decision.outcome is not Outcome.DONE:
        return Receipt(decision.outcome, decision.why)
    is_whole = any(said.recurs_at is None for said in decision.fresh)
    before, after = wanted(known), wanted(decision.state)
    scope = {key for key in {*before, *after} if is_whole or before.get(key) != after.get(key)}
    case = case_of(
        session, settings, message.delivery.mailbox, message.uid, decision.state, message.address,
        now=now,
    )  # fmt: skip
    series = series_behind(session, event)
    found = _carry_out(case, event, {key: after[key] for key in after.keys() & scope}, scope)
    keep_together(case, event, series)
    asks = message.method == Method.REQUEST and message.is_invited
    if not asks or all(said.is_cancelled for said in decision.fresh):
        return Receipt(Outcome.DONE, "given-back")
    return Receipt(Outcome.DONE, "answered", answer_to(case, found, is_whole=is_whole))


def answers_due(session: Session, settings: Settings, *, now: datetime) -> list[MailAnswer]:
    """What organizers must hear by now: a request was decided, a room was taken away.

    Each is told once: post them in this transaction.
    """
    events = events_to_answer(session, now=now)
    return [answer for event in events for answer in _told_anew(session, settings, event, now)]


def has_answers_due(session: Session, *, now: datetime) -> bool:
    return bool(events_to_answer(session, now=now))


def _remember(session: Session, event: str, message: Message, decision: Decision) -> None:
    raws = chain([message.raw], repeat(b""))  # once: it may be large, and there may be many dates
    for said, raw in zip(decision.fresh, raws, strict=False):
        session.merge(
            Invitation(
                event=event, recurrence=written_key(said.recurs_at),
                place=message.delivery.mailbox.place, uid=message.uid,
                organizer=decision.state.organizer, sender=decision.state.sender,
                sequence=said.sequence, stamped_at=said.stamped_at,
                is_cancelled=said.is_cancelled, said=stored(said),
                address=address_stored(message.address), raw=raw,
                received_at=message.delivery.received_at,
            )
        )  # fmt: skip
    session.flush()


def _carry_out(case: Case, event: str, asked: Dates, scope: set[Key]) -> dict[Key, Carried]:
    """Let what is held become what is asked, of the dates in ``scope``, and keep what came of it.

    Who may not come in any more gives back what they held and gets nothing.
    """
    session = case.session
    rows = [row for row in dates_of(session, event) if key_in(row.recurrence) in scope]
    held = _still_held(session, rows, case.now)
    asked = case.within_reach(asked, list(held))
    found = {key: Carried(each) for key, each in asked.items()}
    if case.asker is not None:
        act = Act(case.asker, case.now, Door.MAIL)
        limits = case.settings.room_invitations
        wishes = asked if case.may_ask else {}
        found |= carry_out(session, act, case.mailbox, wishes, held, limits=limits)
    for row in rows:
        session.delete(row)
    session.flush()
    session.add_all(_row(event, key, carried) for key, carried in found.items())
    session.flush()
    return found


def _told_anew(
    session: Session, settings: Settings, event: str, now: datetime
) -> Iterator[MailAnswer]:
    """One answer about all dates of which something else was told."""
    rows = invitations_to(session, event)
    state = state_in(rows)
    newest = max(rows, key=lambda row: (row.sequence, row.stamped_at))
    address = address_in(newest.address)
    case = case_of(
        session, settings, mailbox_of(newest.place, address.mailbox), newest.uid, state, address,
        now=now,
    )  # fmt: skip
    dates = [date for date in dates_of(session, event) if date.starts_at > now]
    behind = reservations_behind(session, dates)
    moved = moved_here(case, dates, behind)
    changed = [date for date in dates if _stat_now(date, behind, moved) is not date.told]
    is_whole = case.whole is not None and len(changed) == len(dates)
    for date in changed:
        date.told = _stat_now(date, behind, moved)
    session.flush()
    why = _reason_given(session, changed) or "\n".join(
        moved[date.reservation_id] for date in changed if date.reservation_id in moved
    )
    yield answer_anew(case, [_answered(date) for date in changed], is_whole=is_whole, refusal=why)


def _stat_now(
    date: InvitedDate, behind: Mapping[int, Reservation], moved: Collection[int]
) -> PartStat:
    if date.reservation_id is None:
        return date.told
    is_moved = date.reservation_id in moved
    return PartStat.DECLINED if is_moved else part_stat(behind[date.reservation_id].state)


def _answered(date: InvitedDate) -> AnsweredDate:
    period = Period(date.starts_at, date.ends_at)
    return AnsweredDate(period, date.told, (), date.written, date.begins)


def _reason_given(session: Session, dates: Sequence[InvitedDate]) -> str:
    """What the house said when it declined; the same words stand in the letter about it."""
    answers = answers_of(session, [date.reservation_id or 0 for date in dates])
    return next((each.reason for each in answers.values() if not each.is_approved), "")


def _still_held(
    session: Session, rows: Sequence[InvitedDate], now: datetime
) -> dict[Key, Reservation]:
    """Of which something can still be changed."""
    behind = reservations_behind(session, rows)
    found = {
        key_in(row.recurrence): behind[row.reservation_id]
        for row in rows
        if row.reservation_id is not None
    }
    return {key: reservation for key, reservation in found.items() if not reservation.is_over(now)}


def _row(event: str, key: Key, carried: Carried) -> InvitedDate:
    date, reservation = carried.wanted.date, carried.reservation
    return InvitedDate(
        event=event,
        recurrence=written_key(key),
        written=date.written,
        begins=date.begins,
        starts_at=date.period.starts_at,
        ends_at=date.period.ends_at,
        reservation_id=reservation.id if reservation else None,
        reasons=" ".join(dict.fromkeys(each.reason for each in carried.objections)),
        told=part_stat(reservation.state) if reservation else PartStat.DECLINED,
    )
