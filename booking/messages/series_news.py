"""News of a series that no letter about one of its dates brings."""

from datetime import date, datetime

from sqlmodel import Session, col, select

from booking.foundation.journal import JournalEntry
from booking.foundation.local_time import day_of
from booking.foundation.settings import Settings
from booking.messages.facts import facts_for, facts_of_series
from booking.messages.invitations import envelope_for, envelope_of_series, last_date, readers_of
from booking.messages.outbox import post_letter
from booking.people.models import Person
from booking.reservations.models import Reservation, Series
from booking.reservations.series.going_on import is_in_doubt

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


def tell_of_cut_series(
    session: Session, settings: Settings, entry: JournalEntry, *, now: datetime
) -> None:
    """Where a change held from some date on, the old series ends before; that goes on as another.

    In a calendar these are two events (RFC 5546 has no other way that programs know), so who has
    the old one gets a letter about each.
    """
    before, after = ((facts or {}).get("uid") for facts in (entry.before, entry.after))
    if before == after:
        return
    old, new = (session.exec(select(Series).where(Series.uid == uid)).one()
                for uid in (before, after))  # fmt: skip
    first = session.exec(
        select(Reservation).where(Reservation.series_id == new.id)
        .order_by(col(Reservation.recurrence_at)).limit(1)
    ).first()  # fmt: skip
    since = day_of(first.recurrence_at or first.starts_at) if first else new.first_on
    for reader in readers_of(session, old):
        if shown := last_date(session, old, reader) or first:
            _tell_cut(session, settings, old, reader, shown, since, now)
        like = last_date(session, new, reader)
        envelope = envelope_for(session, settings, like, reader, now=now) if like else None
        if like and envelope and envelope.calendar:  # no letter about what is news brought it
            facts = facts_for(session, like, None, reader, now=now)
            post_letter(session, settings, AS_IT_IS, to=reader, now=now, envelope=envelope,
                        **facts)  # fmt: skip


def _tell_cut(
    session: Session, settings: Settings, old: Series, reader: Person, like: Reservation,
    since: date, now: datetime,
) -> None:  # fmt: skip
    envelope = envelope_of_series(session, settings, old, reader, like=like, now=now)
    facts = facts_for(session, like, None, reader, now=now)
    post_letter(session, settings, CUT, to=reader, now=now, envelope=envelope,
                since=since, **facts)  # fmt: skip
