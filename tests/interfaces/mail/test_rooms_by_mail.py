"""A room is invited from a calendar, by real mail, and what it answers stands in the house."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlmodel import col, select

from booking.foundation.journal import seal_entries
from booking.foundation.settings import RoomInvitations
from booking.interfaces.jobs.mail_in import answer_invitations
from booking.messages.incoming.reading import read_mail
from booking.messages.incoming.values import MailState
from booking.messages.models import Letter
from booking.messages.news import tell_news
from booking.people.models import Person
from booking.reservations.models import Reservation
from booking.reservations.operations import reserve
from booking.reservations.requests import approve
from booking.reservations.values import ReservationState, Wish
from booking.spaces.mail_names import Invitable, name_for_mail
from tests.interfaces.jobs.conftest import Mailbox
from tests.interfaces.jobs.test_requests import parts
from tests.interfaces.mail.conftest import DOMAIN, FATIMA, PostOffice, written
from tests.interfaces.mail.invitations import ROOM, UID, event, invitation, replies, said
from tests.town_hall import TownHall, at


def held(office: PostOffice) -> list[tuple[str, str, str]]:
    """What stands in the house: for whom, when (UTC) and in what state."""
    with office.database.reading() as session:
        rows = session.exec(
            select(Reservation, Person.email)
            .join(Person, col(Person.id) == Reservation.holder_id)
            .order_by(col(Reservation.starts_at), col(Reservation.id))
        ).all()
    return [(email.partition("@")[0], f"{row.starts_at:%d %H:%M}-{row.ends_at:%H:%M}", row.state)
            for row, email in rows]  # fmt: skip


def take(
    office: PostOffice, hall: TownHall, day: date, begin: str, end: str, now: datetime
) -> None:
    """Els has the room then."""
    with office.database.writing() as session:
        wish = Wish(space_ids=(hall.spaces["beuk"],), period=at(day, begin, end), title="Van Els")
        reserve(session, hall.act("els", now), wish)


def send(office: PostOffice, *mails: object) -> None:
    for mail in mails:
        assert office.deliver(mail, ROOM) == {}  # type: ignore[arg-type]
    office.work()


def test_who_invites_a_room_has_it_and_hears_so(office: PostOffice, mailbox: Mailbox) -> None:
    send(office, invitation())

    assert held(office) == [("fatima", "23 09:00-10:00", "confirmed")]
    (mail,) = mailbox.received
    (reply,) = replies([mail])
    assert said(reply) == ["ACCEPTED"]
    assert (str(reply["METHOD"]), str(reply.events[0]["UID"])) == ("REPLY", UID)
    assert mailbox.recipients == [FATIMA]
    assert ROOM in str(mail["From"])
    assert mail["X-MailFrom"] == "<>", "a bounce of an answer goes nowhere"
    assert mail["Auto-Submitted"] == "auto-replied"
    assert mail["In-Reply-To"] == "<een-bericht@agenda.example>"
    [row] = office.mails()
    assert (row.state, row.subject) == (MailState.DONE, "")
    assert read_mail(row.raw).calendar, "it stays as it came, for who disputes the answer"


def test_who_has_it_in_a_calendar_of_their_own_gets_no_second_event(
    office: PostOffice, mailbox: Mailbox, now: datetime
) -> None:
    send(office, invitation())
    send(office, invitation(begins="20260323T140000", until="20260323T150000", sequence=1))

    with office.database.writing() as session:
        seal_entries(session)
        tell_news(session, office.workplace.settings, now=now)
    office.work()

    assert [str(reply["METHOD"]) for reply in replies(mailbox.received)] == ["REPLY", "REPLY"]
    assert len(mailbox.received) == 2


def test_what_moves_in_the_calendar_moves_here_or_gives_the_old_time_back(
    office: PostOffice, mailbox: Mailbox, hall: TownHall, monday: date, now: datetime
) -> None:
    take(office, hall, monday, "14:00", "15:00", now)
    send(
        office,
        invitation(),
        invitation(begins="20260323T120000", until="20260323T130000", sequence=1),
    )
    assert ("fatima", "23 11:00-12:00", "confirmed") in held(office)

    send(office, invitation(begins="20260323T140000", until="20260323T150000", sequence=2))

    assert [row for row in held(office) if row[2] == "confirmed"] == [
        ("els", "23 13:00-14:00", "confirmed")
    ]
    answers = replies(mailbox.received)
    assert [said(reply) for reply in answers] == [["ACCEPTED"], ["ACCEPTED"], ["DECLINED"]]
    assert "Els" not in b"".join(reply.to_ical() for reply in answers).decode()


def test_what_is_cancelled_is_gone_without_an_answer(office: PostOffice, mailbox: Mailbox) -> None:
    send(office, invitation(), invitation(method="CANCEL", sequence=1), invitation())

    assert [state for _, _, state in held(office)] == ["cancelled"]
    assert [said(reply) for reply in replies(mailbox.received)] == [["ACCEPTED"]]


def test_a_series_with_a_clash_is_declined_as_a_whole(
    office: PostOffice, mailbox: Mailbox, hall: TownHall, now: datetime
) -> None:
    """As the settings are at first: no clash at all."""
    take(office, hall, date(2026, 3, 30), "10:00", "11:00", now)
    send(office, invitation(rule="FREQ=WEEKLY;COUNT=4"))

    assert [who for who, _, state in held(office) if state == "confirmed"] == ["els"]
    assert "DECLINED" in said(replies(mailbox.received)[0])


def test_a_series_within_the_limits_of_the_house_is_accepted_in_part_by_one_mail(
    office: PostOffice, mailbox: Mailbox, hall: TownHall, now: datetime
) -> None:
    limits = RoomInvitations(clash_count_max=1, clash_percentage_max=25)
    settings = office.workplace.settings.model_copy(update={"room_invitations": limits})
    office = replace(office, workplace=replace(office.workplace, settings=settings))
    take(office, hall, date(2026, 3, 30), "09:30", "10:30", now)

    send(office, invitation(rule="FREQ=WEEKLY;COUNT=4"))

    assert [(when, state) for who, when, state in held(office) if who == "fatima"] == [
        ("23 09:00-10:00", "confirmed"), ("06 08:00-09:00", "confirmed"),
        ("13 08:00-09:00", "confirmed"),
    ]  # fmt: skip
    (mail,) = mailbox.received
    (reply,) = replies([mail])
    master, taken = reply.events
    assert said(reply) == ["ACCEPTED", "DECLINED"]
    assert str(master["UID"]) == str(taken["UID"]) == UID
    assert "RECURRENCE-ID" not in master
    assert taken["RECURRENCE-ID"].to_ical() == b"20260330T100000"
    assert str(mail["Subject"]).startswith("Geaccepteerd: Kwartaalgesprek")


def test_the_same_mail_twice_is_one_reservation(office: PostOffice, mailbox: Mailbox) -> None:
    send(office, invitation(), invitation())

    assert len(held(office)) == 1
    assert len(replies(mailbox.received)) == 1


@pytest.mark.parametrize(
    ("mail", "words"),
    [
        (written(), "houdt geen uitnodiging|geen uitnodiging"),
        (written("onbekend@elders.example"), "kennen het adres"),
    ],
    ids=["no invitation", "nobody we know"],
)
def test_who_writes_in_vain_hears_so_once_a_day(
    office: PostOffice, mailbox: Mailbox, mail: object, words: str
) -> None:
    send(office, mail, mail)

    (letter,) = mailbox.received
    body = letter.get_payload(0).get_payload(decode=True).decode()  # type: ignore[union-attr]
    assert any(word in body for word in words.split("|"))
    assert letter["Auto-Submitted"] == "auto-replied"
    assert "vrij" not in body.partition("\n\n-- ")[0].replace("of zij vrij is", "")


def test_an_invitation_of_a_stranger_tells_nothing_of_the_room(
    office: PostOffice, mailbox: Mailbox
) -> None:
    send(office, invitation("onbekend@elders.example"))

    assert held(office) == []
    assert replies(mailbox.received) == []
    assert mailbox.recipients == ["onbekend@elders.example"]


@pytest.mark.parametrize("door", ["lmtp", "smtp"])
def test_a_time_without_a_zone_is_that_of_the_room_and_a_whole_day_is_named(
    office: PostOffice, mailbox: Mailbox, door: str
) -> None:
    floating = event().replace(";TZID=Europe/Amsterdam", "")
    whole_day = event("20260324", "20260325", uid="een-dag@agenda.example").replace(
        ";TZID=Europe/Amsterdam", ";VALUE=DATE")  # fmt: skip
    for calendar in (floating, whole_day):
        if door == "lmtp":
            office.deliver(written(calendar=calendar), ROOM)
        else:
            with office.smtp() as server:
                server.send_message(written(calendar=calendar), FATIMA, [ROOM])
    office.work()

    assert held(office) == [("fatima", "23 09:00-10:00", "confirmed")]
    assert [said(reply) for reply in replies(mailbox.received)] == [["ACCEPTED"], ["DECLINED"]]
    words = parts(mailbox.received[1])["text/plain"]
    assert "Dinsdag 24 maart 2026. " in words
    assert "00:00–00:00" not in words


def test_of_two_rooms_one_may_say_no_and_what_waits_is_answered_when_it_is_decided(
    office: PostOffice, mailbox: Mailbox, hall: TownHall, now: datetime
) -> None:
    other = f"raadzaal@{DOMAIN}"
    with office.database.writing() as session:
        council = Invitable(space_id=hall.spaces["raadzaal"])
        name_for_mail(session, hall.act("els", now), council, "raadzaal")
    also = f"ATTENDEE;CUTYPE=RESOURCE;RSVP=TRUE:mailto:{other}\r\nDTSTART"
    office.deliver(written(calendar=event().replace("DTSTART", also, 1)), ROOM, other)
    office.work()
    answers = {str(mail["From"]): said(*replies([mail])) for mail in mailbox.received}
    assert {other in name: answer for name, answer in answers.items()} == {
        False: ["ACCEPTED"], True: ["TENTATIVE"]
    }  # fmt: skip

    with office.database.writing() as session:
        asked = select(Reservation).where(Reservation.state == ReservationState.REQUESTED)
        row = session.exec(asked).one()
        approve(session, hall.act("els", now), row.uid, rev=row.rev)
    for _ in range(2):
        answer_invitations(office.workplace, {}, now)
        office.work()

    *_, last = mailbox.received
    assert len(mailbox.received) == 3
    assert other in str(last["From"])
    assert [said(reply) for reply in replies([last])] == [["ACCEPTED"]]


def test_a_desk_in_a_zone_is_invited_too(
    office: PostOffice, mailbox: Mailbox, hall: TownHall, now: datetime
) -> None:

    zone = f"stilte@{DOMAIN}"
    with office.database.writing() as session:
        name_for_mail(
            session, hall.act("els", now), Invitable(zone_id=hall.zones["stil"]), "stilte"
        )
    office.deliver(invitation(room=zone), zone)
    office.work()

    assert held(office) == [("fatima", "23 09:00-10:00", "confirmed")]
    assert said(replies(mailbox.received)[0]) == ["ACCEPTED"]


def test_nothing_is_answered_while_nothing_can_leave(office: PostOffice, mailbox: Mailbox) -> None:
    """The answer waits in the outbox, with what it answers."""
    mailbox.close()
    send(office, invitation())

    with office.database.reading() as session:
        (letter,) = session.exec(select(Letter))
    assert (letter.sent_at, letter.is_answer, letter.sender) == (None, True, ROOM)
    assert held(office)
