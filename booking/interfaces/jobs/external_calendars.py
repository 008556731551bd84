"""Calendars from outside are looked at again, each when its time has come."""

import logging
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from booking.calendars.foreign import ForeignCalendar
from booking.calendars.ical_lines import NotRead
from booking.calendars.subscriptions.models import ExternalCalendar
from booking.calendars.subscriptions.operations import (
    note_trouble,
    note_unchanged,
    read_again,
    take_in,
)
from booking.calendars.subscriptions.queries import copy_of, due_calendars
from booking.calendars.subscriptions.values import Copy
from booking.foundation.database import retried
from booking.foundation.errors import Refused
from booking.foundation.jobs import enqueue
from booking.foundation.local_time import day_of
from booking.foundation.texts import N_
from booking.interfaces.fetch_refusals import NotFetched
from booking.interfaces.following import Ask, FetchingIsOff, ask_address, copy_at, read_at
from booking.interfaces.jobs.workplace import Task, Workplace

FOLLOW_CALENDARS_OUTSIDE = "follow_calendars_outside"
LOOK_AT_CALENDAR = "look_at_calendar"
log = logging.getLogger(__name__)


class NotUsable(Refused):
    code = "external-calendar-not-usable"
    sentence = N_("The answer could not be used. What went wrong is in the log of the server.")


@dataclass(frozen=True, slots=True)
class Found:
    """The answer: another ``copy``, or what the one we have says of days that came in sight.

    That is read anew after a failure too: what is wrong is all that is noted then.
    """

    copy: Copy | None = None
    read_again: ForeignCalendar | None = None


def follow_calendars_outside(workplace: Workplace, _task: Task, now: datetime) -> None:
    """A job for each that is due: one that is slow holds up no other work."""
    with workplace.database.reading() as session:
        numbers = due_calendars(session, now)
    if numbers:
        _put_in_line(workplace, list(numbers), now)


@retried
def _put_in_line(workplace: Workplace, numbers: list[int], now: datetime) -> None:
    with workplace.database.writing() as session:
        for number in numbers:
            key = f"{LOOK_AT_CALENDAR}:{number}"
            enqueue(session, LOOK_AT_CALENDAR, {"number": number}, due_at=now, dedupe_key=key)


def look_at_calendar(
    workplace: Workplace, task: Task, now: datetime, *, ask: Ask = ask_address
) -> None:
    with workplace.database.reading() as session:
        row = session.get(ExternalCalendar, task["number"])
        if row is None or row.due_at is None or row.due_at > now:
            return
        content = copy_of(session, row).content
    try:
        found = _look(workplace, row, content, now, ask)
    except (NotFetched, NotRead) as wrong:
        _note_trouble(workplace, row, wrong, now)
    except Exception:  # whatever it is, somebody is told, and the calendar has its turn again
        log.exception("an external calendar was not taken in", extra={"calendar": row.id})
        _note_trouble(workplace, row, NotUsable(), now)
    else:
        _take_in(workplace, row, found, now)


def _look(
    workplace: Workplace, row: ExternalCalendar, content: bytes, now: datetime, ask: Ask
) -> Found:
    copy = None
    if row.is_followed:
        if not workplace.settings.fetches_calendars:
            raise FetchingIsOff
        copy = copy_at(row.address, now, marks=row.marks, ask=ask)
    is_out_of_date = row.read_on != day_of(now) or row.failing_since is not None
    if copy is None and not row.asks_leave and is_out_of_date:
        return Found(read_again=read_at(content, now))
    return Found(copy)


@retried
def _take_in(workplace: Workplace, row: ExternalCalendar, found: Found, now: datetime) -> None:
    with workplace.database.writing() as session:
        stored = _still(session, row)
        if stored is None:
            return
        if found.copy is not None:
            take_in(session, stored, found.copy, now)
        elif found.read_again is not None:
            read_again(session, stored, found.read_again, now)
        else:
            note_unchanged(stored, now)


@retried
def _note_trouble(
    workplace: Workplace, row: ExternalCalendar, error: Refused, now: datetime
) -> None:
    with workplace.database.writing() as session:
        stored = _still(session, row)
        if stored is not None:
            note_trouble(session, stored, error, now)


def _still(session: Session, row: ExternalCalendar) -> ExternalCalendar | None:
    """The row as it is now, locked; None where it was removed while it was looked at."""
    stored = session.get(ExternalCalendar, row.id, with_for_update=True)
    is_used = stored is not None and stored.confirmed_at is not None and stored.due_at is not None
    return stored if is_used else None
