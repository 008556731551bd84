"""Letters: what they say, in whose language, and that no name can forge a header."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from sqlmodel import select

from booking.foundation.database import Database
from booking.foundation.jobs import Job
from booking.foundation.settings import Settings
from booking.messages.delivery import (
    ATTEMPTS_MAX,
    Fate,
    Outcome,
    forget_old_letters,
    letters_due,
    note_outcome,
    put_off_all_due,
)
from booking.messages.models import Letter
from booking.messages.outbox import post_letter
from booking.messages.smtp import envelope_sender_of, message_of
from booking.messages.values import Answered, CalendarPart, Envelope, Method, SenderOf


@dataclass(frozen=True)
class Reader:
    email: str = "ravi@wijkzorg.example"
    name: str = "Ravi Sharma"
    language: str = "nl"


@pytest.fixture
def settings() -> Settings:
    return Settings(
        secret="5up3r-b4d-but-long-enough-for-tests-0123456789",  # type: ignore[arg-type]
        base_address="https://woonkamer.voorbeeldstad.example",
        security_contact="mailto:security@voorbeeldstad.example",
        municipality="Gemeente Voorbeeldstad",
    )


def post(database: Database, settings: Settings, to: Reader, now: datetime) -> Letter:
    with database.writing() as session:
        return post_letter(
            session, settings, "sign_in_link", to=to, now=now,
            stale_at=now + timedelta(minutes=10), minutes=10,
            address="https://woonkamer.voorbeeldstad.example/inloggen/link/abc",
        )  # fmt: skip


def received(letter: Letter, settings: Settings) -> EmailMessage:
    """As the reader's program sees it: through the wire format and back."""
    mail = message_from_bytes(bytes(message_of(letter, settings)), policy=default)
    assert isinstance(mail, EmailMessage)
    return mail


def test_a_letter_is_in_the_language_of_its_reader(
    database: Database, settings: Settings, now: datetime
) -> None:
    dutch = post(database, settings, Reader(), now)
    english = post(database, settings, Reader(language="en"), now)

    assert dutch.subject == "Inloggen: uw link werkt 10 minuten"
    assert english.subject == "Sign in: your link works for 10 minutes"
    assert "Ravi Sharma" in dutch.text
    assert '<html lang="nl">' in dutch.html


def test_the_letter_and_the_job_that_sends_it_are_stored_together(
    database: Database, settings: Settings, now: datetime
) -> None:
    post(database, settings, Reader(), now)

    with database.reading() as session:
        job = session.exec(select(Job)).one()
    assert (job.kind, job.task, job.due_at) == ("send_letters", {}, now)


def test_nothing_is_sent_when_the_reason_is_rolled_back(
    database: Database, settings: Settings, now: datetime
) -> None:
    with database.writing() as session:
        post_letter(session, settings, "sign_in_link", to=Reader(), now=now, minutes=10, address="")
        session.rollback()

    with database.reading() as session:
        assert session.exec(select(Letter)).all() == []
        assert session.exec(select(Job)).all() == []


def test_mail_has_text_and_html_and_is_known_as_automatic(
    database: Database, settings: Settings, now: datetime
) -> None:
    letter = post(database, settings, Reader(), now)
    mail = received(letter, settings)

    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"].endswith("@woonkamer.voorbeeldstad.example>")
    assert mail["Message-ID"] == received(letter, settings)["Message-ID"]
    assert b"\r\nMessage-ID: <" in b"\r\n" + bytes(message_of(letter, settings)), "not folded"
    assert mail["From"] == "Gemeente Voorbeeldstad <woonkamer@localhost>"
    assert mail["Content-Language"] == "nl"


@pytest.mark.parametrize(
    "name", ["Eve\r\nBcc: all@example.org", "Eve\nSubject: x", "Eve\u2028Bcc: x", "Eve\x85Bcc: x"]
)
def test_a_name_cannot_forge_a_header(
    database: Database, settings: Settings, now: datetime, name: str
) -> None:
    letter = post(database, settings, Reader(name=name, email="eve@x.example\r\nBcc: y"), now)

    with database.reading() as session:
        stored = session.get(Letter, letter.id)
    assert stored is not None
    with pytest.raises(ValueError, match=r"addr_spec|address"):
        message_of(stored, settings)
    stored.recipient = "eve@x.example"
    assert set(received(stored, settings).keys()) == {
        "Message-ID", "Date", "From", "To", "Subject", "Auto-Submitted", "Content-Language",
        "MIME-Version", "Content-Type",
    }  # fmt: skip


def test_a_name_is_text_in_html(database: Database, settings: Settings, now: datetime) -> None:
    letter = post(database, settings, Reader(name="<b>{{7*7}}</b>"), now)

    assert "&lt;b&gt;{{7*7}}&lt;/b&gt;" in letter.html
    assert "<b>{{7*7}}</b>" in letter.text


def test_what_was_written_is_forgotten_once_sent(
    database: Database, settings: Settings, now: datetime
) -> None:
    letter = post(database, settings, Reader(), now)
    assert letter.id is not None

    with database.writing() as session:
        note_outcome(session, letter.id, Outcome(Fate.SENT), now=now)

    with database.writing() as session:
        stored = session.get(Letter, letter.id)
        assert stored is not None
        assert (stored.text, stored.html, stored.sent_at) == ("", "", now)
        forget_old_letters(session, now=now + timedelta(days=30))
        session.expire_all()
        assert session.exec(select(Letter)).all() == []


def test_a_mail_server_that_stays_away_sets_no_letter_aside(
    database: Database, settings: Settings, now: datetime
) -> None:
    mine, hours = Envelope(about="a-reservation"), [timedelta(hours=n) for n in range(72)]
    with database.writing() as session:
        for at in (now, now + hours[24]):
            post_letter(session, settings, "sign_in_link", to=Reader(), now=at, minutes=10,
                        address="", envelope=mine)  # fmt: skip
        for gap in hours:
            put_off_all_due(session, "530 5.7.0 Authentication required", now=now + gap)
        session.expire_all()
        first, second = session.exec(select(Letter).order_by(Letter.id)).all()  # type: ignore[arg-type]
        assert (first.set_aside_at, second.set_aside_at) == (None, None)
        back = now + timedelta(hours=73)
        assert letters_due(session, now=back, count_max=2) == [first], "in order"
        assert first.attempt_count < ATTEMPTS_MAX - 1, "one refusal more does not set it aside"


INVITATION = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\n"
    "UID:1\r\nDTSTAMP:20260323T080000Z\r\nDTSTART:20260324T080000Z\r\nSUMMARY:"
    + "Ruimte é " * 200
    + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
).encode()


def test_a_letter_carries_an_event_that_mail_programs_take_in(
    database: Database, settings: Settings, now: datetime
) -> None:
    with database.writing() as session:
        letter = post_letter(
            session, settings, "sign_in_link", to=Reader(), now=now, minutes=10, address="",
            envelope=Envelope(
                calendar=CalendarPart(INVITATION, Method.REQUEST),
                sender=SenderOf("boeking+abc@ruimtes.example", 'Ruimte "Beuk", 2e'),
            ),
        )  # fmt: skip
    wire = bytes(message_of(letter, settings))
    mail = received(letter, settings)

    paper, attached = mail.iter_parts()
    assert (mail.get_content_type(), paper.get_content_type()) == (
        "multipart/mixed", "multipart/alternative",
    )  # fmt: skip
    *_, calendar = paper.iter_parts()  # type: ignore[attr-defined]
    assert [part.get_content_type() for part in paper.iter_parts()] == [  # type: ignore[attr-defined]
        "text/plain", "text/html", "text/calendar",
    ]  # fmt: skip
    assert dict(calendar["Content-Type"].params) == {"charset": "UTF-8", "method": "REQUEST"}
    assert calendar.get_payload(decode=True) == INVITATION
    assert attached.get_content_type() == "application/ics"
    assert attached.get_payload(decode=True) == INVITATION
    assert attached.get_filename() == "agenda.ics"
    assert mail["From"].addresses[0].addr_spec == "boeking+abc@ruimtes.example"
    assert mail["From"].addresses[0].display_name == 'Ruimte "Beuk", 2e'
    assert envelope_sender_of(letter, settings) == "boeking+abc@ruimtes.example"
    assert max(map(len, wire.split(b"\r\n"))) <= 998  # RFC 5322 §2.1.1
    assert wire.isascii()


def test_an_answer_of_a_machine_is_known_as_such_and_bounces_nowhere(
    database: Database, settings: Settings, now: datetime
) -> None:
    with database.writing() as session:
        letter = post_letter(
            session, settings, "sign_in_link", to=Reader(), now=now, minutes=10, address="",
            envelope=Envelope(answered=Answered("<b@x.example>", "<a@x.example>")),
        )  # fmt: skip
    mail = received(letter, settings)

    assert mail["Auto-Submitted"] == "auto-replied"
    assert mail["In-Reply-To"] == "<b@x.example>"
    assert mail["References"] == "<a@x.example> <b@x.example>"
    assert envelope_sender_of(letter, settings) == ""
