"""A letter that comes back is marked, and nobody answers the machine that says so."""

import email
from datetime import datetime
from email import policy
from email.message import EmailMessage

import pytest
from sqlmodel import select

from booking.messages.bounces import last_bounce_to, letters_bounced
from booking.messages.incoming.values import Why
from booking.messages.models import Letter
from tests.interfaces.jobs.conftest import Mailbox
from tests.interfaces.mail.conftest import FATIMA, PostOffice
from tests.interfaces.mail.test_replies import invited
from tests.town_hall import TownHall


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is stored is the same on both engines."""
    return sqlite_url


def report(letter: EmailMessage, *, action: str = "failed", how: str = "rfc822") -> bytes:
    """As Postfix writes it; ``how``: with the letter, with its headers, or without."""
    back = {
        "rfc822": f"Content-Type: message/rfc822\n\n{letter.as_string()}",
        "headers": f"Content-Type: text/rfc822-headers\n\nMessage-ID: {letter['Message-ID']}\n",
        "nothing": "Content-Type: text/plain\n\nHet bericht is er niet bij.\n",
    }[how]
    return f"""\
From: MAILER-DAEMON@mx.voorbeeldstad.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="grens"

--grens
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--grens
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.voorbeeldstad.example
Arrival-Date: Mon, 23 Mar 2026 09:00:00 +0100 (CET)

Final-Recipient: rfc822; {letter["To"]}
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <{letter["To"]}>: Recipient address
    rejected: User unknown

--grens
{back}
--grens--
""".encode()


def sent_to(mailbox: Mailbox, whom: str) -> EmailMessage:
    [letter] = [mail for mail in mailbox.received if mail["X-RcptTo"] == whom]
    found = email.message_from_bytes(letter.as_bytes(), policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def come_back(
    office: PostOffice, letter: EmailMessage, raw: bytes, *, by: str = ""
) -> list[Letter]:
    back_to = str(letter["X-MailFrom"]).strip()
    assert back_to.startswith("boeking+")
    assert office.deliver(raw, back_to, envelope_sender=by) == {}
    office.work()
    with office.database.reading() as session:
        return list(letters_bounced(session, most=10))


@pytest.mark.parametrize("how", ["rfc822", "headers", "nothing"])
def test_what_comes_back_marks_its_letter_and_is_not_answered(
    office: PostOffice, mailbox: Mailbox, hall: TownHall, now: datetime, how: str
) -> None:
    invited(office, hall, now)
    before = len(mailbox.received)
    letter = sent_to(mailbox, FATIMA)

    [marked] = come_back(office, letter, report(letter, how=how))

    assert (marked.recipient, marked.sent_at is not None) == (FATIMA, True)
    assert marked.bounce == f"550 5.1.1 <{FATIMA}>: Recipient address rejected: User unknown"
    assert [mail.why for mail in office.mails()] == [Why.BOUNCE]
    assert len(mailbox.received) == before
    with office.database.reading() as session:
        found = last_bounce_to(session, FATIMA.upper())
        assert found is not None
        assert found.id == marked.id
        assert len(session.exec(select(Letter)).all()) == before


def test_what_is_only_late_or_of_another_marks_nothing(
    office: PostOffice, mailbox: Mailbox, hall: TownHall, now: datetime
) -> None:
    invited(office, hall, now)
    letter = sent_to(mailbox, FATIMA)
    stranger = EmailMessage()
    stranger["To"], stranger["Message-ID"] = "wie@elders.example", "<ander@elders.example>"

    assert come_back(office, letter, report(letter, action="delayed")) == []
    assert come_back(office, letter, report(stranger)) == []
    assert [mail.why for mail in office.mails()] == [Why.PASSED_OVER, Why.PASSED_OVER]


def test_a_report_that_no_mail_server_wrote_marks_nothing(
    office: PostOffice, mailbox: Mailbox, hall: TownHall, now: datetime
) -> None:
    invited(office, hall, now)
    letter = sent_to(mailbox, FATIMA)
    guessed = EmailMessage()
    guessed["To"], guessed["Message-ID"] = FATIMA, "<geraden@elders.example>"

    assert come_back(office, letter, report(letter), by="iemand@elders.example") == []
    assert come_back(office, letter, report(guessed)) == []
    assert {mail.why for mail in office.mails()} == {Why.PASSED_OVER}
