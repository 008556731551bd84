"""News: the journal is read in order, and whom an act concerns gets a letter.

Reservations know nothing of letters: every door, the jobs included, writes in the journal, and
from there the letters follow. How far was read is stored in the transaction that stores the
letters, so each act is told once, whatever dies in between; and no letter is written while
somebody waits for a place.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from booking.foundation.columns import lock_until_commit
from booking.foundation.journal import JournalEntry
from booking.foundation.settings import Settings
from booking.messages.facts import (
    facts_for,
    facts_of_rehousing,
    facts_of_waiting,
    offer_facts,
)
from booking.messages.hosts import HOST, has_other_host
from booking.messages.invitations import (
    envelope_for,
)
from booking.messages.news_read import AT_ONCE, LOCK, end_of_act, note_read, read_until
from booking.messages.outbox import post_letter
from booking.messages.seats import (
    EMPTY_RELEASED,
    SEAT_LETTERS,
    released_facts,
    seat_facts,
)
from booking.messages.series_news import ask_to_go_on, is_about_one_date, tell_of_parting
from booking.messages.services import tell_of_orders
from booking.messages.values import Envelope
from booking.messages.who_hears import (
    LATE,
    OF_OTHERS,
    OFFER_LAPSED,
    OFFER_MADE,
    OPTION_ENDS,
    RELEASED,
    WAITS,
    Told,
    is_news,
    letters_about,
)
from booking.people.models import Person
from booking.reservations.changes import SUBJECT
from booking.reservations.models import Reservation
from booking.reservations.rehousing.operations import SUBJECT as REHOUSING
from booking.reservations.requests import zones_of
from booking.reservations.series.going_on import ASKED
from booking.reservations.series.together import APART
from booking.reservations.values import HOLDING
from booking.reservations.waiting.given_away import told_of

TOLD_WITHIN = timedelta(days=3)
"""What is older is no news any more, unless it is about what is still to come: nobody is helped by
a letter about last week."""


def tell_news(
    session: Session, settings: Settings, *, now: datetime, entries_min: int = AT_ONCE
) -> None:
    """Write the letters about the next ``entries_min`` of the journal and the rest of their act.

    It is read in the order of its seals: an entry that comes to light late is sealed late, so
    none is missed.
    """
    lock_until_commit(session, LOCK)
    begin = read_until(session)
    end = end_of_act(session, begin, entries_min)
    _tell_between(session, settings, begin, end, now)
    note_read(session, end)


def tell_act(session: Session, settings: Settings, *, since: int, now: datetime) -> None:
    """Write the letters about the act after seal ``since``, which was passed over."""
    lock_until_commit(session, LOCK)
    _tell_between(session, settings, since, end_of_act(session, since, 1), now)


def _tell_between(
    session: Session, settings: Settings, begin: int, end: int, now: datetime
) -> None:
    entries = session.exec(
        select(JournalEntry)
        .where(col(JournalEntry.seal_number) > begin, col(JournalEntry.seal_number) <= end)
        .order_by(col(JournalEntry.seal_number))
    ).all()
    fresh = _still_news(session, entries, now)
    for acts in _acts_in(session, fresh):
        _tell(session, settings, acts, now)
    tell_of_orders(session, settings, fresh, now=now)
    for entry in fresh:
        if entry.subject_kind == REHOUSING:
            _tell_rehoused(session, settings, entry, now)
        if entry.action == ASKED:
            ask_to_go_on(session, settings, entry, now=now)
        if entry.action == "approve":
            _tell_who_waits(session, settings, entry, now)
        if entry.action in {"series-change", APART}:
            tell_of_parting(session, settings, entry, now=now)


def _still_news(
    session: Session, entries: Sequence[JournalEntry], now: datetime
) -> list[JournalEntry]:
    """Without what is older than ``TOLD_WITHIN``, where that is about what is over.

    What is not about one reservation says by itself what of it is still to come.
    """
    long_ago = now - TOLD_WITHIN
    old = {uid for entry in entries if entry.at <= long_ago for uid in _uids_in(entry)}
    is_over = col(Reservation.ends_at) <= now
    rows = select(Reservation.uid).where(col(Reservation.uid).in_(old), is_over)
    over = set(session.exec(rows)) if old else set()
    return [
        entry for entry in entries if entry.at > long_ago or not over.issuperset(_uids_in(entry))
    ]


def _uids_in(entry: JournalEntry) -> list[str]:
    if entry.subject_kind == REHOUSING:
        return [row["uid"] for row in (entry.after or {})["rows"]]
    return [entry.subject_id]


def _acts_in(session: Session, entries: Sequence[JournalEntry]) -> list[list[Told]]:
    """What is told in one letter: an act, or what one act did to all dates of a series.

    Not what is no longer so: then a later entry tells more.
    """
    uids = [entry.subject_id for entry in entries if entry.subject_kind == SUBJECT]
    rows = {row.uid: row for row in session.exec(select(Reservation).where(
        col(Reservation.uid).in_(uids)))}  # fmt: skip
    found: dict[object, list[Told]] = defaultdict(list)
    for entry in entries:
        row = rows.get(entry.subject_id) if entry.subject_kind == SUBJECT else None
        if row is None or entry.after is None or entry.after["state"] != row.state:
            continue
        key: object = entry.number
        if entry.action == "escalate":  # what is late at once, as after a night, in one letter
            key = (entry.action, entry.at, zones_of(session, row))
        elif row.series_id is not None and (is_news(entry) or has_other_host(entry)):
            key = (row.series_id, entry.action, entry.actor_id, entry.at, row.state)
        found[key].append((entry, row))
    # what is held first: its letter brings the whole series, without what is gone from it
    return sorted(found.values(), key=lambda acts: acts[0][1].state not in HOLDING)


def _tell(session: Session, settings: Settings, acts: list[Told], now: datetime) -> None:
    for name, reader, theirs in letters_about(session, acts):
        (entry, reservation), *others = theirs
        also = [row for _, row in others]
        if reader.disabled_at is None:
            facts = facts_for(session, reservation, entry, reader, now=now, also=also)
            if name in {OFFER_MADE, OFFER_LAPSED}:
                facts |= offer_facts(session, reservation)
            if name in SEAT_LETTERS:
                facts |= seat_facts(session, entry, reservation, reader)
            if name == EMPTY_RELEASED:
                facts |= released_facts(session, entry)
            envelope = Envelope(about=reservation.uid)
            if name not in OF_OTHERS:
                envelope = envelope_for(
                    session, settings, reservation, reader, now=now,
                    did_it=entry.actor_id == reader.id,
                    is_one_date=name != HOST  # whose series leaves out what was not theirs
                    and not also and is_about_one_date(session, entry, reservation),
                )  # fmt: skip
            post_letter(
                session, settings, name, to=reader, now=now, envelope=envelope,
                stale_at=_stale_at(name, reservation), **facts,
            )  # fmt: skip


def _stale_at(name: str, reservation: Reservation) -> datetime | None:
    if name in {OFFER_MADE, OPTION_ENDS}:
        return reservation.expires_at
    if name == RELEASED:
        return reservation.ends_at
    return reservation.starts_at if name in {WAITS, LATE} else None


def _tell_rehoused(
    session: Session, settings: Settings, entry: JournalEntry, now: datetime
) -> None:
    """One letter to a person about all that the house moved or cancelled of theirs."""
    reader = session.get_one(Person, int(entry.subject_id))
    if reader.disabled_at is None and reader.id != entry.actor_id:
        facts = facts_of_rehousing(session, entry, reader, now=now)
        post_letter(session, settings, "house_changed", to=reader, now=now, **facts)


def _tell_who_waits(
    session: Session, settings: Settings, entry: JournalEntry, now: datetime
) -> None:
    """Who waited for just this hears that it went to somebody else, while that is so."""
    approved = session.exec(select(Reservation).where(Reservation.uid == entry.subject_id)).one()
    for waiting in told_of(session, approved, now=now):
        reader = session.get_one(Person, waiting.person_id)
        if reader.disabled_at is None:
            facts = facts_of_waiting(session, waiting, reader, now=now)
            post_letter(session, settings, "given_to_another", to=reader, now=now,
                        stale_at=waiting.starts_at, **facts)  # fmt: skip
