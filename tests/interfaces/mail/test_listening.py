"""The doors for mail: what is taken in is on disk, what is not is said at once, to each."""

import smtplib

import pytest
from aiosmtpd import controller

from booking.foundation.database import Database
from booking.interfaces.mail.listening import MailListener
from booking.interfaces.mail.taking_in import RECIPIENTS_MAX
from booking.messages.incoming import operations
from booking.messages.incoming.values import MailDoor, MailState
from tests.interfaces.mail.conftest import DOMAIN, FATIMA, PostOffice, written
from tests.postgresql import free_port

ROOM = f"1-14@{DOMAIN}"
COUNCIL = f"0-01@{DOMAIN}"
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""Where nothing is stored."""


def test_what_was_answered_250_is_stored_as_it_came(office: PostOffice) -> None:
    raw = written().as_bytes()

    assert office.deliver(raw, ROOM, COUNCIL) == {}

    mails = office.mails()
    assert [mail.recipient for mail in mails] == [ROOM, COUNCIL]
    assert {mail.raw.replace(b"\r\n", b"\n").strip() for mail in mails} == {raw.strip()}
    assert {(mail.envelope_sender, mail.state, mail.door) for mail in mails} == {
        (FATIMA, MailState.WAITING, MailDoor.LMTP)
    }


def test_an_unknown_room_is_refused_by_name_and_the_others_have_their_mail(
    office: PostOffice,
) -> None:
    refused = office.deliver(
        written(), f"nergens@{DOMAIN}", ROOM.upper(), "1-14@elders.example", f"postmaster@{DOMAIN}"
    )

    assert {name: code for name, (code, _) in refused.items()} == {
        f"nergens@{DOMAIN}": 550, "1-14@elders.example": 550,
    }  # fmt: skip
    assert all(said.startswith(b"5.1.1") for _, said in refused.values())
    assert [mail.recipient for mail in office.mails()] == [ROOM, f"postmaster@{DOMAIN}"]


def test_smtp_is_a_door_too(office: PostOffice) -> None:
    with office.smtp() as door:
        door.sendmail(FATIMA, [ROOM], written().as_bytes())
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            door.sendmail(FATIMA, [f"nergens@{DOMAIN}"], written().as_bytes())

    assert [(mail.recipient, mail.door) for mail in office.mails()] == [(ROOM, MailDoor.SMTP)]


def test_what_is_too_much_is_refused_for_each_recipient_and_the_door_stays_open(
    office: PostOffice,
) -> None:
    large = written(words="x" * 70 + "\n" * 10).as_bytes() + b"y\r\n" * 100_000
    long_line = written().as_bytes() + b"z" * 2_000 + b"\r\n"
    headers = b"X-Veel: ja\r\n" * 1_001 + written().as_bytes()
    with office.lmtp() as door:
        door.ehlo()
        for raw, code in ((large, 552), (long_line, 500), (headers, 554)):
            door.mail(FATIMA)
            assert [door.rcpt(name)[0] for name in (ROOM, COUNCIL)] == [250, 250]
            refused = office.hand_over(door, raw, [ROOM, COUNCIL])
            assert [refused[name][0] for name in (ROOM, COUNCIL)] == [code, code]
            assert door.rset()[0] == 250

    assert office.mails() == []
    assert office.deliver(written(), ROOM) == {}


def test_who_writes_to_too_many_at_once_sends_the_rest_apart(office: PostOffice) -> None:
    with office.lmtp() as door:
        door.ehlo()
        door.mail(FATIMA)
        codes = [door.rcpt(ROOM)[0] for _ in range(RECIPIENTS_MAX + 1)]

    assert codes == [250] * RECIPIENTS_MAX + [452]


def test_while_the_database_is_away_the_mail_server_is_asked_to_come_back(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mailbox that is full is the same: nothing is lost that the mail server still has."""
    with office.lmtp() as door:
        door.ehlo()
        door.mail(FATIMA)
        door.rcpt(ROOM)
        door.rcpt(COUNCIL)
        monkeypatch.setattr(operations, "KEPT_MAX", 0)
        refused = office.hand_over(door, written().as_bytes(), [ROOM, COUNCIL])
    assert [code for code, _ in refused.values()] == [452, 452]
    assert office.mails() == []


def test_the_same_mail_from_one_origin_is_stored_once(
    office: PostOffice, database: Database
) -> None:
    for _ in range(2):
        with database.writing() as session:
            operations.take_in(
                session, door=MailDoor.IMAP, recipients=[ROOM, COUNCIL], envelope_sender=FATIMA,
                raw=b"x", now=office.workplace.clock(), origin="imap 7 12",
            )  # fmt: skip

    assert [mail.recipient for mail in office.mails()] == [ROOM, COUNCIL]


@on_sqlite
def test_a_door_opens_though_another_process_may_answer_at_its_address(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So it is not by a connection that it finds out whether it is open."""

    def answered_elsewhere(*_: object) -> None:
        raise AssertionError("a connection says nothing where several processes listen")

    monkeypatch.setattr(controller, "create_connection", answered_elsewhere)
    place, port = office.workplace, free_port()
    mail_in = place.settings.mail_in.model_copy(update={"lmtp": f"127.0.0.1:{port}"})
    settings = place.settings.model_copy(update={"mail_in": mail_in})
    door = MailListener(MailDoor.LMTP, settings, place.database, place.clock)
    door.start()
    try:
        with smtplib.LMTP("127.0.0.1", port, timeout=20) as client:
            assert client.ehlo()[0] == 250
    finally:
        door.stop()


@on_sqlite
def test_a_door_that_cannot_open_says_so(office: PostOffice, database: Database) -> None:
    mail_in = office.workplace.settings.mail_in.model_copy(update={"lmtp": "192.0.2.1:2525"})
    settings = office.workplace.settings.model_copy(update={"mail_in": mail_in})
    door = MailListener(MailDoor.LMTP, settings, database, office.workplace.clock)
    with pytest.raises(OSError, match="assign requested address"):
        door.start()
