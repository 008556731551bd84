"""What people say from their own calendar to an event of ours, by real mail and back."""

from dataclasses import replace
from datetime import datetime
from email.message import EmailMessage

import pytest
from sqlmodel import col, select

from booking.calendars.invitations import PartStat
from booking.foundation.journal import seal_entries
from booking.messages.invitations import answers_to
from booking.messages.models import Letter
from booking.messages.news import tell_news
from booking.people.models import Person
from booking.people.values import Invitations
from booking.reservations.models import Reservation
from booking.reservations.operations import reserve
from booking.reservations.values import ReservationState, Wish
from tests.interfaces.jobs.conftest import Mailbox
from tests.interfaces.jobs.test_requests import parts
from tests.interfaces.mail.conftest import FATIMA, PostOffice, written
from tests.interfaces.mail.invitations import replies
from tests.town_hall import TownHall, at

BRAM = "bram@voorbeeldstad.example"


def invited(office: PostOffice, hall: TownHall, now: datetime) -> str:
    """A room held by Fatima with Bram as the host; both get it in their calendar. Its uid."""
    wish = Wish((hall.spaces["beuk"],), at(now.date(), "14:00", "15:00"), title="Overleg",
                host_id=hall.cast["bram"].id)  # fmt: skip
    with office.database.writing() as session:
        held = reserve(session, hall.act("fatima", now), wish)
        seal_entries(session)
        tell_news(session, office.workplace.settings, now=now)
    office.work()
    return held.uid


def answer(mailbox: Mailbox, who: str, method: str, stat: str = "", *, sender: str = "",
           sequence: int | None = None, seconds: int = 0) -> tuple[EmailMessage, str]:  # fmt: skip
    """As their program answers what they got last, and to which address."""
    [got] = [mail for mail in mailbox.received if mail["X-RcptTo"] == who][-1:]
    calendar = replies([got])[0]
    [event] = calendar.events
    calendar["METHOD"] = method
    event["ATTENDEE"].params["PARTSTAT"] = stat or "TENTATIVE"
    if sequence is not None:
        event["SEQUENCE"] = sequence
    stamp = datetime.fromisoformat("2026-03-23T08:10:00+00:00")
    del event["DTSTAMP"]
    event.add("dtstamp", stamp.replace(second=seconds))
    mail = written(sender or who, calendar=calendar.to_ical().decode())
    return mail, str(event["ORGANIZER"]).removeprefix("mailto:")


def reply(
    office: PostOffice, mailbox: Mailbox, who: str, method: str, stat: str = "", **how: object
) -> None:
    mail, to = answer(mailbox, who, method, stat, **how)  # type: ignore[arg-type]
    assert office.deliver(mail, to, envelope_sender=how.get("sender") or who) == {}  # type: ignore[arg-type]
    office.work()


def said(office: PostOffice, uid: str) -> list[PartStat]:
    with office.database.reading() as session:
        held = session.exec(select(Reservation).where(Reservation.uid == uid)).one()
        return list(answers_to(session, held).values())


def state(office: PostOffice, uid: str) -> ReservationState:
    with office.database.reading() as session:
        return session.exec(select(Reservation.state).where(Reservation.uid == uid)).one()


def test_the_newest_that_somebody_said_is_kept(
    office: PostOffice, mailbox: Mailbox, hall: TownHall, now: datetime
) -> None:
    uid = invited(office, hall, now)
    assert said(office, uid) == []

    reply(office, mailbox, BRAM, "REPLY", "ACCEPTED", seconds=20)
    reply(office, mailbox, BRAM, "REPLY", "DECLINED", seconds=10)  # was under way longer
    assert said(office, uid) == [PartStat.ACCEPTED]

    reply(office, mailbox, BRAM, "REPLY", "DECLINED", seconds=30)
    assert said(office, uid) == [PartStat.DECLINED]
    assert state(office, uid) is ReservationState.CONFIRMED
    assert len(mailbox.received) == 2, "a reply is not answered"


def test_a_reply_of_somebody_else_is_set_aside(
    office: PostOffice, mailbox: Mailbox, hall: TownHall, now: datetime
) -> None:
    uid = invited(office, hall, now)

    reply(office, mailbox, BRAM, "REPLY", "DECLINED", sender="els@voorbeeldstad.example")

    assert said(office, uid) == []
    assert [mail.why for mail in office.mails()] == ["not-theirs"]


def test_another_time_is_not_taken_but_where_to_move_it_is_told(
    office: PostOffice, mailbox: Mailbox, hall: TownHall, now: datetime
) -> None:
    uid = invited(office, hall, now)

    reply(office, mailbox, FATIMA, "COUNTER")

    last = mailbox.received[-1]
    assert last["X-RcptTo"] == FATIMA
    assert str(replies([last])[0]["METHOD"]) == "DECLINECOUNTER"
    link = f"/reserveringen/{uid}/wijzigen?datum=2026-03-23&van=14:00&tot=15:00"
    assert link in parts(last)["text/plain"]
    with office.database.reading() as session:
        letter = session.exec(select(Letter).order_by(col(Letter.id).desc())).first()
    assert letter is not None
    assert letter.subject == "Nog niet verplaatst: Overleg, ma 23 mrt"
    assert state(office, uid) is ReservationState.CONFIRMED


def test_who_asks_for_it_again_gets_it_as_it_is(
    office: PostOffice, mailbox: Mailbox, hall: TownHall, now: datetime
) -> None:
    uid = invited(office, hall, now)

    reply(office, mailbox, BRAM, "REFRESH")

    [event] = replies(mailbox.received[-1:])[0].events
    assert (event["UID"], event["SEQUENCE"]) == (uid, 0)
    assert event["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"


@pytest.mark.parametrize("is_freed", [True, False])
def test_a_decline_of_the_only_one_frees_the_room_where_the_house_says_so(
    office: PostOffice, mailbox: Mailbox, hall: TownHall, now: datetime, is_freed: bool
) -> None:
    settings = office.workplace.settings
    mail = settings.mail.model_copy(update={"is_freed_by_decline": is_freed})
    place = replace(office.workplace, settings=settings.model_copy(update={"mail": mail}))
    with office.database.writing() as session:
        session.get_one(Person, hall.cast["bram"].id).invitations = Invitations.NONE
    uid = invited(office, hall, now)
    mail_back, to = answer(mailbox, FATIMA, "REPLY", "DECLINED")
    office.deliver(mail_back, to)

    PostOffice(place, office.lmtp_port, office.smtp_port).work()

    assert (state(office, uid) is ReservationState.CANCELLED) is is_freed
