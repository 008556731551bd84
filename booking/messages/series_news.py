"""News of a series that no letter about one of its dates brings."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from booking.foundation.journal import JournalEntry
from booking.foundation.local_time import day_of
from booking.foundation.settings import Settings
from booking.messages.facts import facts_for, facts_of_series
from booking.messages.invitations import envelope_for, envelope_of_series, last_date, readers_of
from booking.messages.outbox import post_letter
from booking.people.models import Person
from booking.reservations.models import Reservation
from booking.reservations.series.going_on import is_in_doubt
from booking.reservations.series.models import Series
from booking.reservations.series.queries import occurrences_of
from booking.reservations.series.together import APART
from booking.reservations.values import HOLDING

CUT, AS_IT_IS = "series_cut", "as_it_is"


def is_about_one_date(session: Session, entry: JournalEntry, reservation: Reservation) -> bool:
    """Whether an act was about this date of its series alone, and not about the rule."""
    if reservation.series_id is None or entry.action == "reserve":
        return False
    return session.get_one(Series, reservation.series_id).changed_at != entry.at


def ask_to_go_on(
    session: Session, settings: Settings, entry: JournalEntry, *, now: datetime
) -> None:
    """Unless who it is for has said so by now, or nothing of it is left."""
    series = session.exec(select(Series).where(Series.uid == entry.subject_id)).one()
    reader = session.get_one(Person, series.holder_id)
    if reader.disabled_at is None and is_in_doubt(session, series, now=now):
        facts = facts_of_series(session, series, reader)
        post_letter(session, settings, "series_missed", to=reader, now=now, **facts)


def tell_of_parting(
    session: Session, settings: Settings, entry: JournalEntry, *, now: datetime
) -> None:
    """Dates left a series, which ends before them: they go on as another, or by themselves.

    In a calendar these are several events (RFC 5546 has no other way that programs know), so who
    has the old one gets a letter about each.
    """
    before, after = ((facts or {}).get("uid") for facts in (entry.before, entry.after))
    if entry.action != APART and before == after:
        return
    old, new = (session.exec(select(Series).where(Series.uid == uid)).one()
                for uid in (before, after))  # fmt: skip
    alone = _named_in(session, entry)
    left = alone or _held_in(session, new)
    first_on = min((day_of(row.recurrence_at or row.starts_at) for row in left), default=None)
    since = max(old.first_on, first_on or new.first_on)
    for reader in readers_of(session, old, until=now):
        last = last_date(session, old, reader)
        if like := last or next(iter(left), None):
            _tell_old(session, settings, old, reader, like, now, since=since, is_left=bool(last))
        goes_on = last_date(session, new, reader) if not alone else None
        for row in [goes_on] if goes_on else alone:
            _tell_new(session, settings, row, reader, now)


def _named_in(session: Session, entry: JournalEntry) -> Sequence[Reservation]:
    """What stands by itself since."""
    uids = (entry.after or {}).get("dates", ())
    rows = select(Reservation).where(col(Reservation.uid).in_(uids))
    return session.exec(rows.order_by(col(Reservation.starts_at))).all()


def _held_in(session: Session, series: Series) -> list[Reservation]:
    """What was cancelled since where that is all."""
    rows = occurrences_of(session, series)
    return [row for row in rows if row.state in HOLDING] or list(rows)


def _tell_old(
    session: Session, settings: Settings, old: Series, reader: Person, like: Reservation,
    now: datetime, **how: Any,
) -> None:  # fmt: skip
    envelope = envelope_of_series(session, settings, old, reader, like=like, now=now)
    if envelope.calendar:  # no letter about what is news took it out
        facts = facts_for(session, like, None, reader, now=now)
        post_letter(session, settings, CUT, to=reader, now=now, envelope=envelope, **how,
                    **facts)  # fmt: skip


def _tell_new(
    session: Session, settings: Settings, like: Reservation, reader: Person, now: datetime
) -> None:
    envelope = envelope_for(session, settings, like, reader, now=now)
    if envelope.calendar:  # no letter about what is news brought it
        facts = facts_for(session, like, None, reader, now=now)
        post_letter(session, settings, AS_IT_IS, to=reader, now=now, envelope=envelope,
                    **facts)  # fmt: skip
