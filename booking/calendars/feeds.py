"""What a calendar address gives out at one moment."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from hashlib import sha256

from sqlmodel import Session, col, func, select

from booking.calendars.change_log import is_behind, version_of
from booking.calendars.choices import choice_of
from booking.calendars.events import House, Sender, event_of, telling_to, with_link
from booking.calendars.external_events import external_events
from booking.calendars.ical_out import PRODUCT, CalendarEvent, calendar_of, event_component
from booking.calendars.models import FeedToken
from booking.calendars.objects import CalendarObject, named, objects_in
from booking.calendars.owners import OwnCalendar, Owner, PartnerCalendar, SpacesCalendar
from booking.foundation.journal import JournalEntry
from booking.foundation.local_time import day_of, local_day
from booking.foundation.periods import Period
from booking.foundation.texts import speaking
from booking.people.models import Partner
from booking.people.permissions import NotThere
from booking.people.queries import is_in_term, principal_of
from booking.people.values import Principal
from booking.reservations.models import Reservation
from booking.reservations.seats.queries import space_ids_seen
from booking.spaces.models import Building
from booking.spaces.queries import current_stock
from booking.spaces.values import SpaceKind, Stock


@dataclass(frozen=True, slots=True)
class Feed:
    """What one address gives out, known without looking at a single reservation."""

    owner: Owner
    language: str
    window: Period
    """It moves at midnight."""
    version: str
    """Differs when anything in the feed does: the ETag."""
    manner: str
    """Differs when it is told in another way: to another, in another language or building."""


Kept = Callable[[CalendarObject, Callable[[], bytes]], bytes]
"""What was written of an object before, else what is written now."""


def feed_at(session: Session, address: FeedToken, sender: Sender, *, now: datetime) -> Feed:
    """What ``address`` gives out. Raises :class:`NotThere` when who it is of is gone."""
    stock = current_stock(session)
    owner = _owner(session, address, stock, now)
    midnight = local_day(day_of(now)).starts_at
    back, ahead = owner.days
    window = Period(midnight - timedelta(days=back), midnight + timedelta(days=ahead))
    language = owner.reader.language if isinstance(owner, OwnCalendar) else address.language
    manner = _mark(PRODUCT, sender, language, stock.version, told_to(owner))
    known = version_of(session, owner.whose)
    version = _mark(manner, known.epoch, known.number, window, _chosen(owner), _unread(session))
    return Feed(owner, language, window, version, manner)


def write_feed(
    session: Session, feed: Feed, *, sender: Sender, municipality: str, kept: Kept
) -> bytes:
    """The calendar file, of which each part is written once as long as it does not change."""
    house = house_of(session, sender)
    telling = feed.owner.telling

    def write(thing: CalendarObject) -> bytes:
        return b"".join(
            event_component(event, organizer=sender.organizer).to_ical()
            for event in thing.events(house, telling)
        )

    with speaking(feed.language):
        parts = [
            kept(thing, partial(write, thing))
            for thing in objects_in(session, feed.owner, feed.window)
        ]
        if isinstance(feed.owner, SpacesCalendar):
            parts += [
                event_component(event, organizer=sender.organizer).to_ical()
                for event in external_events(feed.owner, house, feed.window)
            ]
        return calendar_of(parts, method="PUBLISH", name=feed.owner.name(municipality))


def house_of(session: Session, sender: Sender) -> House:
    buildings = {building.id or 0: building for building in session.exec(select(Building))}
    return House(current_stock(session), buildings, sender.base_address)


def events_of(
    session: Session, reservations: Sequence[Reservation], *, reader: Principal, sender: Sender
) -> list[CalendarEvent]:
    """``reservations`` as events by themselves, for whom they concern."""
    house, telling = house_of(session, sender), telling_to(reader)
    held = named(session, reservations, space_ids_seen(session, reservations, reader))
    return [with_link(event_of(*one, house=house, telling=telling)) for one in held]


def _owner(session: Session, address: FeedToken, stock: Stock, now: datetime) -> Owner:
    if address.space_id is not None:
        space = stock.spaces[address.space_id]
        return SpacesCalendar(space.name, (space,))
    if address.zone_id is not None and address.space_kind is not None:
        return _zone_calendar(stock, address.zone_id, address.space_kind)
    if address.partner_id is not None:
        name = _partner_name(session, address.partner_id, day_of(now))
        return PartnerCalendar(address.partner_id, name)
    assert address.person_id is not None, "an address is of somebody or something"
    reader = principal_of(session, address.person_id, today=day_of(now))
    if reader is None:
        raise NotThere("the person behind this feed may not sign in")
    return OwnCalendar(reader, choice_of(session, reader))


def _zone_calendar(stock: Stock, zone_id: int, kind: SpaceKind) -> SpacesCalendar:
    """Of everything that is or was there: what moved is shown until it did."""
    zone = stock.zones.get(zone_id)
    if zone is None:
        raise NotThere(f"no zone {zone_id}")
    spaces = [
        space for space in stock.spaces.values()
        if space.kind is kind and any(term.zone_id == zone_id for term in space.terms)
    ]  # fmt: skip
    return SpacesCalendar(zone.name, tuple(spaces), zone_id, kind)


def _partner_name(session: Session, partner_id: int, today: date) -> str:
    partner = session.get_one(Partner, partner_id)
    if not is_in_term(partner, today):
        raise NotThere(f"the term of partner {partner_id} is over")
    return partner.name


def told_to(owner: Owner) -> tuple[object, ...]:
    """What of the owner is in the words of a feed; a set is written otherwise by each process."""
    match owner:
        case OwnCalendar():
            reader = owner.reader
            return (reader.id, reader.name, sorted(reader.roles), reader.team_id,
                    reader.department_id, reader.partner_id,
                    sorted(reader.decides_in))  # fmt: skip
        case SpacesCalendar():
            return (owner.whose, owner.title, owner.zone_id, owner.kind)
        case _:
            return (owner.whose, owner.title)


def _chosen(owner: Owner) -> str:
    return owner.choice.model_dump_json() if isinstance(owner, OwnCalendar) else ""


def _unread(session: Session) -> int:
    """Rises with every act as long as the log of changes is behind: better once too often."""
    if not is_behind(session):
        return 0
    return session.exec(select(func.max(col(JournalEntry.number)))).one() or 0


def _mark(*facts: object) -> str:
    return sha256(repr(facts).encode()).hexdigest()[:32]
