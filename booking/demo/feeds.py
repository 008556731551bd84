"""The calendar addresses of the demo: in use since some weeks, and known to nobody."""

from datetime import date, datetime, timedelta

from sqlmodel import Session

from booking.calendars.addresses import Shared, note_use, open_feed, open_shared_feed
from booking.demo.cast import ELS, FATIMA, RAVI
from booking.demo.displays import DOOR_OF
from booking.demo.requests import person_named
from booking.foundation.ids import new_token
from booking.people.values import Act
from booking.spaces.queries import current_stock, space_by_number
from booking.spaces.values import SpaceKind

IN_USE = timedelta(days=40)


def open_feeds(session: Session, today: date, at: datetime) -> None:
    """Fatima's own, and by Els those of a busy room, its zone and Ravi's organisation."""
    begun = at - IN_USE
    fatima, els, ravi = (person_named(session, name, today) for name in (FATIMA, ELS, RAVI))
    stock = current_stock(session)
    room = space_by_number(stock, DOOR_OF, today)
    zone = stock.zone_of(room, today)
    assert zone is not None, "a busy room stands somewhere"
    open_feed(session, Act(fatima, begun), own := new_token())
    tokens = [own]
    for shared in (
        Shared(room.name, space_id=room.id),
        Shared(zone.name, zone_id=zone.id, space_kind=SpaceKind.ROOM),
        Shared("", partner_id=ravi.partner_id),
    ):
        open_shared_feed(session, Act(els, begun), shared, token := new_token())
        tokens.append(token)
    for minutes, token in enumerate(tokens[:-1], start=1):
        note_use(session, token, "", now=at - timedelta(minutes=17 * minutes))
