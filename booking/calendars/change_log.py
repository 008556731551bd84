"""What changed for whose calendar: followed from the journal, in the order of its seals.

Not written by who reserves: it costs them nothing. Whoever reads a calendar first lets the log
follow (see ``is_behind``), so it is never behind what they see; a job does so in between.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import delete, exists
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, or_, select

from booking.calendars.models import CalendarChange, CalendarLog, CollectionKind
from booking.foundation.columns import lock_until_commit, table_of, upsert
from booking.foundation.errors import Refused
from booking.foundation.ids import new_uid
from booking.foundation.journal import JournalEntry, seal_entries
from booking.foundation.texts import N_
from booking.reservations.changes import SUBJECT
from booking.reservations.models import Reservation, ReservationSpace
from booking.reservations.queries import space_ids_of
from booking.reservations.series.models import Series
from booking.reservations.series.values import SUBJECT as SERIES
from booking.reservations.values import HOLDING
from booking.spaces.queries import current_stock

LOCK = 0x63616C73  # "cals"
AT_ONCE = 400
KEPT = timedelta(days=92)

Act = tuple[int, datetime]
"""The number of an act and when it was."""
Key = tuple[CollectionKind, int, str]


IS_DATE_OF = (col(Series.id) == Reservation.series_id) & col(Reservation.recurrence_at).is_not(None)
IS_HELD = col(Reservation.state).in_(HOLDING)
JOURNAL, LOG = table_of(JournalEntry), table_of(CalendarLog)
KNOWN = select_columns(LOG.c.seal_number).where(LOG.c.id == 1).scalar_subquery()
BEHIND = select_columns(
    or_(
        exists().where(JOURNAL.c.seal_number > func.coalesce(KNOWN, 0)),
        exists().where(JOURNAL.c.seal_number.is_(None)),
    )
)
STANDING = """\
SELECT (SELECT v FROM stock_version), log.epoch, log.forgotten_until, log.others_number,
(SELECT MAX(number) FROM calendar_change WHERE kind = '{kind}' AND owner_id IN ({ids})),
EXISTS (SELECT 1 FROM journal WHERE seal_number > COALESCE(log.seal_number, 0)),
EXISTS (SELECT 1 FROM journal WHERE seal_number IS NULL)
FROM (SELECT 1 AS one) AS always LEFT JOIN calendar_log AS log ON log.id = 1"""


class Whose(NamedTuple):
    """A calendar: of one person, partner or space, or of the spaces of a zone together."""

    kind: CollectionKind
    owner_ids: Collection[int]


class Version(NamedTuple):
    """Differs when anything in a calendar does."""

    epoch: str
    number: int
    """Rises, as long as ``epoch`` is the same."""
    at: datetime | None
    """Of the last change or loss; None when nothing is known of it."""


class TooLongAgo(Refused):
    code = "too-long-ago"
    sentence = N_("What changed since then is not known any more. Read the whole calendar again.")


def is_behind(session: Session) -> bool:
    """Whether something was done that the log does not know; costs no write."""
    return bool(session.connection().scalar(BEHIND))


def follow(session: Session) -> int:
    """Note what the next acts of the journal did to calendars; returns how many were read.

    They are sealed first: an entry that comes to light late gets a late seal, so none is missed.
    """
    lock_until_commit(session, LOCK)
    seal_entries(session, count_max=AT_ONCE)
    log = _log(session)
    entries = session.exec(
        select(JournalEntry)
        .where(col(JournalEntry.seal_number) > log.seal_number)
        .order_by(col(JournalEntry.seal_number))
        .limit(AT_ONCE)
    ).all()
    if entries:
        _note(session, _acts_by_uid(session, entries))
        log.seal_number = entries[-1].seal_number or log.seal_number
        others = [e.seal_number or 0 for e in entries if e.subject_kind not in {SUBJECT, SERIES}]
        log.others_number = max([log.others_number, *others])
        session.merge(log)
        session.flush()
    return len(entries)


def version_of(session: Session, whose: Whose) -> Version:
    log = _log(session)
    last, at = session.exec(
        select(func.max(CalendarChange.number), func.max(CalendarChange.at)).where(*_of(whose))
    ).one()
    return Version(log.epoch, max(last or 0, log.forgotten_until), at)


def standing_of(whose: Whose) -> str:
    """The statement that tells at a glance whether anything in a calendar may be another now.

    One row: the stock, the log, the last change of the calendar, and whether the log is behind.
    """
    ids = ", ".join(map(str, sorted(whose.owner_ids))) or "0"
    return STANDING.format(kind=whose.kind.value, ids=ids)


def is_standing_behind(seen: Sequence[Any]) -> bool:
    """Whether the row that :func:`standing_of` gave says that the log does not know all acts."""
    return any(seen[-2:])


def changes_since(session: Session, whose: Whose, number: int) -> Sequence[CalendarChange]:
    """The last change of each thing after ``number``, in order. Raises :class:`TooLongAgo`."""
    if number < _log(session).forgotten_until:
        raise TooLongAgo(f"{number} was forgotten")
    statement = select(CalendarChange).where(*_of(whose), col(CalendarChange.number) > number)
    order = (col(CalendarChange.number), col(CalendarChange.uid), col(CalendarChange.owner_id))
    return session.exec(statement.order_by(*order)).all()


def forget_old_changes(session: Session, *, now: datetime) -> None:
    """Tombstones, and what is past and cannot change any more, after a season."""
    log, before = _log(session), now - KEPT
    alone = select(Reservation.id).where(Reservation.uid == CalendarChange.uid)
    dates = select(Reservation.id).join(Series, IS_DATE_OF).where(Series.uid == CalendarChange.uid)
    is_alive = or_(*(each.where(col(Reservation.ends_at) > before).exists()
                     for each in (alone, dates)))  # fmt: skip
    is_old = (col(CalendarChange.at) < before) & or_(col(CalendarChange.is_gone), ~is_alive)
    last = session.exec(select(func.max(CalendarChange.number)).where(is_old)).one()
    if last is not None:
        session.execute(delete(CalendarChange).where(is_old))
        log.forgotten_until = max(log.forgotten_until, last)
        session.merge(log)


def begin_anew(session: Session) -> None:
    """After a backup was put back: no version of before is ever given out again."""
    log = _log(session)
    log.epoch = new_uid()
    session.merge(log)


def _log(session: Session) -> CalendarLog:
    return session.get(CalendarLog, 1) or CalendarLog()


def _of(whose: Whose) -> tuple[Any, ...]:
    return CalendarChange.kind == whose.kind, col(CalendarChange.owner_id).in_(whose.owner_ids)


def _acts_by_uid(session: Session, entries: Iterable[JournalEntry]) -> dict[str, Act]:
    """The last act on each thing that has a place in calendars, by its uid there."""
    series_by_uid = _series_of_dates(session, entries)
    found: dict[str, Act] = {}
    for entry in entries:
        act = (entry.seal_number or 0, entry.at)
        if entry.subject_kind == SUBJECT:
            found[series_by_uid.get(entry.subject_id, entry.subject_id)] = act
        elif entry.subject_kind == SERIES:
            uids = {entry.subject_id, (entry.before or {}).get("uid", entry.subject_id)}
            found |= dict.fromkeys(uids, act)
    return found


def _series_of_dates(session: Session, entries: Iterable[JournalEntry]) -> dict[str, str]:
    uids = {entry.subject_id for entry in entries if entry.subject_kind == SUBJECT}
    statement = (
        select(Reservation.uid, Series.uid)
        .join(Series, col(Series.id) == Reservation.series_id)
        .where(col(Reservation.uid).in_(uids), col(Reservation.recurrence_at).is_not(None))
    )
    return dict(session.exec(statement).all())


def _note(session: Session, acts: dict[str, Act]) -> None:
    """Each thing in the calendars it is in now, and gone from those it was in before."""
    had = select(CalendarChange.kind, CalendarChange.owner_id, CalendarChange.uid).where(
        col(CalendarChange.uid).in_(acts), col(CalendarChange.is_gone).is_(False)
    )
    before, now = set(session.exec(had)), _present(session, acts)
    rows = [
        {"kind": kind, "owner_id": owner_id, "uid": uid, "number": acts[uid][0],
         "at": acts[uid][1], "is_gone": (kind, owner_id, uid) not in now}
        for kind, owner_id, uid in sorted(before | now)
    ]  # fmt: skip
    if rows:
        insert = upsert(session, CalendarChange).values(rows)
        told = {name: getattr(insert.excluded, name) for name in ("number", "at", "is_gone")}
        session.execute(
            insert.on_conflict_do_update(index_elements=["kind", "owner_id", "uid"], set_=told)
        )


def _present(session: Session, acts: Collection[str]) -> set[Key]:
    """In whose calendars these things stand."""
    series = dict(
        session.exec(select(Series.id, Series.uid).where(col(Series.uid).in_(acts))).all()
    )
    rows = session.exec(
        select(Reservation)
        .where(or_(col(Reservation.uid).in_(acts), col(Reservation.series_id).in_(series)))
        .where(IS_HELD)
    ).all()
    stock = current_stock(session)
    named = space_ids_of(session, [row.id or 0 for row in rows])
    seated = _seated(session, named)
    found: set[Key] = set()
    for row in rows:
        uid = series.get(row.series_id, row.uid) if row.recurrence_at else row.uid
        units = {unit for number in named[row.id or 0] for unit in stock.spaces[number].unit_ids}
        touched = stock.sharing_units(frozenset(units))
        found |= {(CollectionKind.SPACE, space.id, uid) for space in touched}
        people = {row.holder_id, row.host_id or row.holder_id, *seated[row.id or 0]}
        found |= {(CollectionKind.PERSON, person_id, uid) for person_id in people}
        if row.partner_id is not None:
            found.add((CollectionKind.PARTNER, row.partner_id, uid))
    return {key for key in found if key[2] in acts}


def _seated(session: Session, numbers: Iterable[int]) -> dict[int, list[int]]:
    """To whom each reservation gives a desk of a group."""
    statement = select(ReservationSpace.reservation_id, ReservationSpace.person_id).where(
        col(ReservationSpace.reservation_id).in_(numbers)
    )
    found: dict[int, list[int]] = defaultdict(list)
    for number, person_id in session.exec(statement):
        if person_id is not None:
            found[number].append(person_id)
    return found
