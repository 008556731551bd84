"""What comes back to an event of ours counts from whom it was sent to, and from no other."""

from datetime import date, datetime

import pytest

from booking.calendars.ical_in import read_calendar
from booking.calendars.invitations import PartStat
from booking.foundation.database import Database
from booking.foundation.settings import Settings
from booking.messages.models import SentEvent
from booking.messages.replies import take_reply
from booking.messages.values import ReplyFate
from booking.people.delegates import name_delegate
from booking.reservations.operations import reserve
from booking.reservations.values import ReservationState, Wish
from tests.messages.test_outbox import settings
from tests.town_hall import TownHall, at

__all__ = ["settings"]

FATIMA, JOOST = "fatima@voorbeeldstad.example", "joost@voorbeeldstad.example"


def declined(uid: str, *, sent_by: str) -> bytes:
    return "\r\n".join([
        "BEGIN:VCALENDAR", "VERSION:2.0", "METHOD:REPLY", "BEGIN:VEVENT", f"UID:{uid}",
        "DTSTAMP:20260323T081000Z", "DTSTART:20260323T130000Z", "DTEND:20260323T140000Z",
        f'ATTENDEE;PARTSTAT=DECLINED;SENT-BY="mailto:{sent_by}":mailto:{FATIMA}',
        "END:VEVENT", "END:VCALENDAR", "",
    ]).encode()  # fmt: skip


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nobody_speaks_for_another_who_may_not_reserve_for_them(
    database: Database, hall: TownHall, settings: Settings, now: datetime, monday: date
) -> None:
    """Whoever has the invitation, as in a forward, can write SENT-BY with their own name."""
    fatima = hall.act("fatima", now)
    with database.writing() as session:
        wish = Wish((hall.spaces["beuk"],), at(monday, "14:00", "15:00"), title="Overleg")
        held = reserve(session, fatima, wish)
        sent = SentEvent(uid=held.uid, person_id=fatima.by.id, token="0123abcd", address=FATIMA,
                         sequence=0, sent_at=now)  # fmt: skip
        session.add(sent)
        session.flush()

        def by_joost() -> ReplyFate:
            calendar = read_calendar(declined(held.uid, sent_by=JOOST))
            return take_reply(session, settings, token="0123abcd", sender=JOOST, now=now,
                              calendar=calendar)  # fmt: skip

        assert by_joost() is ReplyFate.NOT_THEIRS
        assert (sent.said, held.state) == (PartStat.NEEDS_ACTION, ReservationState.CONFIRMED)

        name_delegate(session, fatima, hall.cast["joost"].id)
        assert by_joost() is ReplyFate.NOTED
        assert sent.said is PartStat.DECLINED
