"""Secret addresses at which calendar programs read what a person reserved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import update
from sqlmodel import Session, col, select

from booking.calendars.events import Sender, event_of
from booking.calendars.ical_out import PRODUCT, CalendarEvent
from booking.calendars.models import FeedToken
from booking.foundation.errors import Refused
from booking.foundation.ids import token_hash
from booking.foundation.journal import JournalEntry
from booking.foundation.local_time import day_of, local_day
from booking.foundation.periods import Period
from booking.foundation.texts import N_
from booking.people.permissions import NotThere
from booking.people.queries import principal_of
from booking.people.values import Act, Principal
from booking.reservations.models import Reservation
from booking.reservations.queries import reservations_of, space_ids_of
from booking.reservations.values import HOLDING
from booking.spaces.queries import building_of, current_stock

DAYS_BACK, DAYS_AHEAD = 30, 365
FEEDS_MAX = 10
USED_AGAIN_AFTER = timedelta(hours=1)
NAME_LENGTH = 16  # of a hash, enough to tell one person's feeds apart


class TooManyFeeds(Refused):
    code = "too-many-feeds"
    sentence = N_("You have %(count)s calendar addresses. Revoke one that you do not use first.")


@dataclass(frozen=True, slots=True)
class Feed:
    """What one feed address gives out at one moment."""

    reservations: Sequence[Reservation]
    stock_version: int
    changed_at: datetime

    @property
    def version(self) -> str:
        """Differs when anything in the feed does: the ETag."""
        facts = [PRODUCT, self.stock_version, [(r.uid, r.rev) for r in self.reservations]]
        return sha256(repr(facts).encode()).hexdigest()[:32]


def open_feed(session: Session, act: Act, token: str) -> FeedToken:
    """Make ``token`` an address for the one who asks. The same one twice is one address."""
    known = session.get(FeedToken, token_hash(token))
    if known is not None:
        return known
    count = len(feeds_of(session, act.by))
    if count >= FEEDS_MAX:
        raise TooManyFeeds(count=count)
    feed = FeedToken(token_hash=token_hash(token), person_id=act.by.id, creator_id=act.by.id,
                     created_at=act.at)  # fmt: skip
    session.add(feed)
    _write_down(session, act, "open-feed", feed)
    return feed


def revoke_feed(session: Session, act: Act, name: str) -> None:
    """Close the address with this name; raises :class:`NotThere` when it is not the asker's."""
    feed = next((feed for feed in feeds_of(session, act.by) if name_of(feed) == name), None)
    if feed is None:
        raise NotThere(f"no open feed {name}")
    feed.revoked_at = act.at
    _write_down(session, act, "revoke-feed", feed)


def feeds_of(session: Session, person: Principal) -> Sequence[FeedToken]:
    """The addresses that are open, the newest first."""
    statement = (
        select(FeedToken)
        .where(FeedToken.person_id == person.id, col(FeedToken.revoked_at).is_(None))
        .order_by(col(FeedToken.created_at).desc(), col(FeedToken.token_hash))
    )
    return session.exec(statement).all()


def name_of(feed: FeedToken) -> str:
    """How a feed is named on screen and in the journal: it opens nothing."""
    return feed.token_hash[:NAME_LENGTH]


def reader_of(session: Session, token: str, *, now: datetime) -> Principal:
    """Whose feed this is. Raises :class:`NotThere`: unknown, revoked, or the person is gone."""
    feed = session.get(FeedToken, token_hash(token))
    if feed is None or feed.revoked_at is not None or feed.person_id is None:
        raise NotThere("no open feed with this token")
    reader = principal_of(session, feed.person_id, today=day_of(now))
    if reader is None:
        raise NotThere("the person behind this feed may not sign in")
    return reader


def is_use_noted(session: Session, token: str, *, now: datetime) -> bool:
    """Whether it is on record that the address was read within the last hour."""
    used_at = session.exec(
        select(FeedToken.used_at).where(FeedToken.token_hash == token_hash(token))
    ).one()
    return used_at is not None and now < used_at + USED_AGAIN_AFTER


def note_use(session: Session, token: str, *, now: datetime) -> None:
    session.execute(
        update(FeedToken).where(col(FeedToken.token_hash) == token_hash(token)).values(used_at=now)
    )


def feed_for(session: Session, reader: Principal, *, now: datetime) -> Feed:
    """What ``reader`` holds or hosts around now; a partner's contact: of the organisation.

    ``changed_at`` also counts what was cancelled, and the midnight that moved the window.
    """
    midnight = local_day(day_of(now)).starts_at
    window = Period(midnight - timedelta(days=DAYS_BACK), midnight + timedelta(days=DAYS_AHEAD))
    theirs = [
        reservation
        for reservation in reservations_of(session, reader, window)
        if reader.partner_id or reader.id in {reservation.holder_id, reservation.host_id}
    ]
    changed = max((reservation.changed_at for reservation in theirs), default=midnight)
    held = [reservation for reservation in theirs if reservation.state in HOLDING]
    return Feed(held, current_stock(session).version, max(changed, midnight))


def events_of(
    session: Session, reservations: Sequence[Reservation], *, reader: Principal, sender: Sender
) -> list[CalendarEvent]:
    """The events of ``reservations``, in the language spoken."""
    stock = current_stock(session)
    ids = space_ids_of(session, [reservation.id or 0 for reservation in reservations])
    events = []
    for reservation in reservations:
        spaces = [stock.spaces[space_id] for space_id in ids[reservation.id or 0]]
        building = building_of(session, spaces[0])
        events.append(event_of(reservation, spaces, stock=stock, building=building,
                               reader=reader, base_address=sender.base_address))  # fmt: skip
    return events


def _write_down(session: Session, act: Act, verb: str, feed: FeedToken) -> None:
    session.add(
        JournalEntry(at=act.at, actor_id=act.by.id, door=act.door, action=verb,
                     subject_kind="feed", subject_id=name_of(feed))
    )  # fmt: skip
    session.flush()
