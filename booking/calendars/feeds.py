"""What a calendar address gives out: what a person reserved, or when a room is taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlmodel import Session, col, select

from booking.calendars.events import Sender, event_in_room, event_of
from booking.calendars.ical_out import PRODUCT, CalendarEvent
from booking.calendars.models import FeedToken
from booking.foundation.journal import JournalEntry
from booking.foundation.local_time import day_of, local_day
from booking.foundation.periods import Period
from booking.foundation.texts import LANGUAGES, N_, text
from booking.people.permissions import NotThere
from booking.people.queries import principal_of
from booking.people.values import Principal
from booking.reservations.holdings import reservations_holding
from booking.reservations.models import Reservation
from booking.reservations.queries import reservations_of
from booking.reservations.seats.queries import seated_reservations, space_ids_seen
from booking.reservations.values import HOLDING
from booking.spaces.queries import building_of, current_stock
from booking.spaces.values import BookableSpace

DAYS_BACK, DAYS_AHEAD = 30, 365


@dataclass(frozen=True, slots=True)
class Feed:
    """What one feed address gives out at one moment.

    ``changed_at`` is never before the last change of anything in it or of what left it.
    """

    owner: Principal | BookableSpace
    reservations: Sequence[Reservation]
    stock_version: int
    changed_at: datetime

    @property
    def language(self) -> str:
        """Of the person whose calendar it is; a room speaks Dutch."""
        return self.owner.language if isinstance(self.owner, Principal) else LANGUAGES[0]

    @property
    def version(self) -> str:
        """Differs when anything in the feed does: the ETag."""
        facts = [PRODUCT, self.language, self.stock_version,
                 [(r.uid, r.rev) for r in self.reservations]]  # fmt: skip
        return sha256(repr(facts).encode()).hexdigest()[:32]

    @property
    def key(self) -> tuple[str, int, str]:
        """Differs when the file does: what it can be remembered under."""
        return type(self.owner).__name__, self.owner.id, self.version


def feed_at(session: Session, address: FeedToken, *, now: datetime) -> Feed:
    """What ``address`` gives out. Raises :class:`NotThere` when its person is gone."""
    midnight = local_day(day_of(now)).starts_at
    window = Period(midnight - timedelta(days=DAYS_BACK), midnight + timedelta(days=DAYS_AHEAD))
    stock = current_stock(session)
    changed_at = max(_last_act(session) or midnight, midnight)
    if address.space_id is not None:
        room = stock.spaces[address.space_id]
        held = reservations_holding(session, room.unit_ids, window)
        return Feed(room, held, stock.version, changed_at)
    assert address.person_id is not None, "an address is of a person or of a space"
    reader = principal_of(session, address.person_id, today=day_of(now))
    if reader is None:
        raise NotThere("the person behind this feed may not sign in")
    return Feed(reader, _held_by(session, reader, window), stock.version, changed_at)


def title_of(feed: Feed, municipality: str) -> str:
    """The name of the calendar, in the language spoken."""
    if isinstance(feed.owner, Principal):
        return f"{municipality} – {text(N_('My reservations'))}"
    return f"{feed.owner.name} – {municipality}"


def events_in(session: Session, feed: Feed, *, sender: Sender) -> list[CalendarEvent]:
    """The events of ``feed``, in the language spoken."""
    owner = feed.owner
    if isinstance(owner, Principal):
        return events_of(session, feed.reservations, reader=owner, sender=sender)
    stock, building = current_stock(session), building_of(session, owner)
    return [
        event_in_room(reservation, owner, stock=stock, building=building,
                      base_address=sender.base_address)
        for reservation in feed.reservations
    ]  # fmt: skip


def events_of(
    session: Session, reservations: Sequence[Reservation], *, reader: Principal, sender: Sender
) -> list[CalendarEvent]:
    """The events of ``reservations`` for who holds or hosts them, in the language spoken."""
    stock = current_stock(session)
    ids = space_ids_seen(session, reservations, reader)
    events = []
    for reservation in reservations:
        spaces = [stock.spaces[space_id] for space_id in ids[reservation.id or 0]]
        building = building_of(session, spaces[0])
        events.append(event_of(reservation, spaces, stock=stock, building=building,
                               reader=reader, base_address=sender.base_address))  # fmt: skip
    return events


def _held_by(session: Session, reader: Principal, window: Period) -> list[Reservation]:
    """What ``reader`` holds or hosts; a partner's contact: of the organisation."""
    held = [
        reservation
        for reservation in reservations_of(session, reader, window)
        if reservation.state in HOLDING
        and (reader.partner_id or reader.id in {reservation.holder_id, reservation.host_id})
    ]
    seated = seated_reservations(session, reader, window)
    return sorted([*held, *seated], key=lambda r: (r.starts_at, r.id or 0))


def _last_act(session: Session) -> datetime | None:
    """When anybody last did anything: what was cancelled or moved away left no other trace."""
    statement = select(JournalEntry.at).order_by(col(JournalEntry.number).desc()).limit(1)
    return session.exec(statement).first()
