"""Adding a calendar from outside to a space, taking in what it says anew, and removing it.

Its dates are part of the stock of spaces, like closures: so every door looks at them, the day
versions keep who reserves and who follows in line, and what is in their way stands under the
reservations that no longer fit. A wrong answer changes nothing.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, update
from sqlmodel import Session, col, select

from booking.calendars.foreign import ForeignCalendar
from booking.calendars.subscriptions.models import ExternalCalendar, ExternalCopy
from booking.calendars.subscriptions.queries import calendars_of, copy_of, times_of
from booking.calendars.subscriptions.rules import (
    DAILY,
    ahead_of,
    difference,
    look_again_at,
    vanishes,
    wanted_of,
    window_at,
)
from booking.calendars.subscriptions.values import Copy, Difference, Effect, Marks, Proposed, Time
from booking.foundation.doors import Door
from booking.foundation.errors import Refused
from booking.foundation.journal import JournalEntry
from booking.foundation.local_time import day_of
from booking.foundation.periods import Period
from booking.foundation.texts import N_
from booking.people.acts import write_down
from booking.people.permissions import Action, NotThere, require_may
from booking.people.values import Act
from booking.reservations.claims import day_keys, raise_day_versions
from booking.spaces.external_times import united, within
from booking.spaces.inventory import number_of
from booking.spaces.models import ExternalTime
from booking.spaces.operations import begin_change, raise_stock_version
from booking.spaces.queries import current_stock

SUBJECT = "external-calendar"
CALENDARS_MAX = 10
PROPOSED_FOR = timedelta(days=1)


class TooManyCalendars(Refused):
    code = "external-calendars-too-many"
    sentence = N_("A space has %(most)s external calendars at most. Remove one first.")


class MuchIsGone(Refused):
    code = "external-calendar-much-gone"
    sentence = N_(
        "Of the %(known)s events that were known, %(gone)s are not in it any more. That may be a "
        "mistake, so nothing was changed. Look at it, and say whether it is right."
    )


NOT_UNDERSTOOD = N_(
    "Of this calendar %(count)s events are not understood. What was known of them stays as it was."
)


def propose(session: Session, act: Act, proposed: Proposed, copy: Copy) -> ExternalCalendar:
    """Keep a calendar until somebody has seen what it would do; an earlier one is dropped.

    Raises NotThere, and :class:`TooManyCalendars`.
    """
    require_may(act.by, Action.MANAGE_HOUSE)
    if proposed.space_id not in current_stock(session).spaces:
        raise NotThere(f"no space {proposed.space_id}")
    if len(calendars_of(session, proposed.space_id)) >= CALENDARS_MAX:
        raise TooManyCalendars(most=CALENDARS_MAX)
    _drop(session, (col(ExternalCalendar.creator_id) == act.by.id)
                   & (col(ExternalCalendar.space_id) == proposed.space_id))  # fmt: skip
    row = ExternalCalendar(
        space_id=proposed.space_id, name=proposed.name, effect=proposed.effect,
        address=proposed.address, file_name=proposed.file_name,
        every_minutes=proposed.every_minutes, creator_id=act.by.id, created_at=act.at,
        copied_at=act.at, etag=copy.marks.etag, last_modified=copy.marks.last_modified,
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.add(ExternalCopy(calendar_id=number_of(row), content=copy.content))
    session.flush()
    return row


def confirm(session: Session, act: Act, row: ExternalCalendar, calendar: ForeignCalendar) -> None:
    """Use it from now on. Whose reservations are in its way is decided by ``change_house``."""
    begin_change(session, act)
    row.confirmed_at = act.at
    _note_right(row, calendar, act.at)
    _write(session, row, calendar, act.at)
    write_down(session, act, "external-calendar-added", (SUBJECT, row.id),
               after={"space": row.space_id, "effect": row.effect.value,
                      "is_followed": row.is_followed})  # fmt: skip


def remove(session: Session, act: Act, row: ExternalCalendar) -> None:
    """Follow it no longer: what is to come of it is free again, its copy and address are gone."""
    lock(session, row)
    begin_change(session, act)
    _write(session, row, ForeignCalendar("", (), (), 0), act.at)
    row.removed_at, row.due_at, row.address = act.at, None, ""
    row.failing_since, row.trouble, row.asks_leave = None, None, False
    session.delete(copy_of(session, row))
    session.flush()
    write_down(session, act, "external-calendar-removed", (SUBJECT, row.id),
               before={"space": row.space_id})  # fmt: skip


def agree(session: Session, act: Act, row: ExternalCalendar, calendar: ForeignCalendar) -> None:
    """Use the copy that waited for leave; ``calendar`` is what was read in it."""
    lock(session, row)
    begin_change(session, act)
    kept = copy_of(session, row)
    if kept.doubtful is None:
        raise NotThere(f"calendar {row.id} asks nothing")
    kept.content, kept.doubtful = kept.doubtful, None
    row.copied_at = act.at
    _note_right(row, calendar, act.at)
    _write(session, row, calendar, act.at)
    write_down(session, act, "external-calendar-agreed", (SUBJECT, row.id))


def lock(session: Session, row: ExternalCalendar) -> None:
    """Before anything is changed of one in use, and before the stock: job and page stand in line.

    Raises NotThere for one that was removed meanwhile.
    """
    session.refresh(row, with_for_update=True)
    if row.removed_at is not None:
        raise NotThere(f"calendar {row.id} is removed")


def look_now(session: Session, act: Act, row: ExternalCalendar) -> None:
    """Let it not wait for its turn. Raises NotThere for one that nobody agreed to yet."""
    require_may(act.by, Action.MANAGE_HOUSE)
    if row.confirmed_at is None:
        raise NotThere(f"calendar {row.id} is only proposed")
    row.due_at = act.at


def take_in(session: Session, row: ExternalCalendar, copy: Copy, now: datetime) -> None:
    """Use what its address says now; where most of it is gone, ask first."""
    known = _known(session, row, now)
    kept = copy_of(session, row)
    if loss := vanishes(known, _wanted(copy.calendar, known, now)):
        kept.doubtful, row.asks_leave = copy.content, True
        note_trouble(session, row, MuchIsGone(**loss._asdict()), now)
        _mark(row, copy.marks)
        return
    if kept.content != copy.content:
        kept.content = copy.content
    kept.doubtful = None
    row.copied_at = now
    _mark(row, copy.marks)
    read_again(session, row, copy.calendar, now)


def read_again(
    session: Session, row: ExternalCalendar, calendar: ForeignCalendar, now: datetime
) -> None:
    """Take in what the copy that we have says of the days that came in sight."""
    _note_right(row, calendar, now)
    known = _known(session, row, now)
    found = difference(known, _wanted(calendar, known, now))
    if found:
        raise_stock_version(session)
        _write(session, row, calendar, now)
        _lock_days(session, row, found, now)
        session.add(JournalEntry(
            at=now, door=Door.JOB, action="external-calendar-followed", subject_kind=SUBJECT,
            subject_id=str(row.id), after={"new": len(found.new), "gone": len(found.gone)},
        ))  # fmt: skip
    session.flush()


def note_unchanged(row: ExternalCalendar, now: datetime) -> None:
    """Its address says that nothing changed; what waits for leave, or is not understood, stays."""
    row.looked_at = now
    row.due_at = look_again_at(now, _pace(row), 0)


def note_trouble(session: Session, row: ExternalCalendar, error: Refused, now: datetime) -> None:
    """The answer was wrong: what we have stays, and it is asked again later and later."""
    row.looked_at = now
    row.failing_since = row.failing_since or now
    row.failure_count += 1
    row.trouble = {"sentence": error.sentence, "facts": error.facts}
    row.due_at = look_again_at(now, _pace(row), row.failure_count)
    session.flush()


def forget_proposals(session: Session, now: datetime) -> None:
    """Throw away what nobody agreed to for a day, and the titles of what is past."""
    _drop(session, col(ExternalCalendar.created_at) <= now - PROPOSED_FOR)
    past = (col(ExternalTime.ends_at) <= now) & (col(ExternalTime.title) != "")
    session.execute(update(ExternalTime).where(past).values(title=""))


def _drop(session: Session, which: ColumnElement[bool]) -> None:
    """Proposals that are no longer thought of."""
    old = select(ExternalCalendar.id).where(col(ExternalCalendar.confirmed_at).is_(None), which)
    numbers = list(session.exec(old))
    if numbers:
        holding = col(ExternalTime.calendar_id).in_(numbers)
        if session.exec(select(ExternalTime.id).where(holding).limit(1)).first() is not None:
            raise_stock_version(session)
            session.execute(delete(ExternalTime).where(holding))
        session.execute(delete(ExternalCopy).where(col(ExternalCopy.calendar_id).in_(numbers)))
        session.execute(delete(ExternalCalendar).where(col(ExternalCalendar.id).in_(numbers)))


def _known(session: Session, row: ExternalCalendar, now: datetime) -> dict[Time, ExternalTime]:
    """What is known of it and still to come."""
    return {
        Time(ahead, stored.uid): stored
        for stored in times_of(session, row, now)
        if (ahead := ahead_of(Period(stored.starts_at, stored.ends_at), now)) is not None
    }


def _wanted(
    calendar: ForeignCalendar, known: Mapping[Time, ExternalTime], now: datetime
) -> dict[Time, str]:
    return wanted_of(calendar, {time: stored.title for time, stored in known.items()}, now)


def _write(
    session: Session, row: ExternalCalendar, calendar: ForeignCalendar, now: datetime
) -> None:
    """Let what is to come be what ``calendar`` says; what is past stays as it was."""
    known = _known(session, row, now)
    wanted = _wanted(calendar, known, now)
    found = difference(known, wanted)
    for time in found.gone:
        stored, ahead = known[time], time.period
        if stored.starts_at < ahead.starts_at:
            stored.ends_at = ahead.starts_at
        else:
            session.delete(stored)
    session.add_all(
        ExternalTime(calendar_id=number_of(row), space_id=row.space_id, uid=time.uid,
                     starts_at=time.period.starts_at, ends_at=time.period.ends_at,
                     is_holding=row.effect is Effect.HOLD, title=wanted[time])
        for time in found.new
    )  # fmt: skip
    for time in known.keys() & wanted.keys():
        known[time].title = wanted[time]
    session.flush()


def _lock_days(session: Session, row: ExternalCalendar, found: Difference, now: datetime) -> None:
    """Who reserves at this moment was first, or sees what has changed: see ``change_house``."""
    stock = current_stock(session)
    space = stock.spaces[row.space_id]
    changed = united(time.period for time in (*found.gone, *found.new))
    keys = (day_keys(stock, [space], period) for period in within(changed, window_at(now)))
    raise_day_versions(session, {key for some in keys for key in some})


def _note_right(row: ExternalCalendar, calendar: ForeignCalendar, now: datetime) -> None:
    """A whole answer; of what is not understood in it stands how much, not since when."""
    row.looked_at, row.read_on = now, day_of(now)
    row.failing_since, row.failure_count, row.trouble, row.asks_leave = None, 0, None, False
    if count := len(calendar.not_used):
        row.trouble = {"sentence": NOT_UNDERSTOOD, "facts": {"count": count}}
    row.due_at = look_again_at(now, _pace(row), 0)


def _pace(row: ExternalCalendar) -> timedelta:
    """Of a file only the days ahead change."""
    return timedelta(minutes=row.every_minutes) if row.is_followed else DAILY


def _mark(row: ExternalCalendar, marks: Marks) -> None:
    row.etag, row.last_modified = marks.etag, marks.last_modified
