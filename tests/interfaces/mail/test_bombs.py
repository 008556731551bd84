"""What is broken, forged or meant to do harm is set aside, and the mail behind it has its turn."""

from email.message import EmailMessage

import pytest
from sqlmodel import select

from booking.foundation.jobs import Job, jobs_set_aside
from booking.interfaces.mail.taking_in import store
from booking.messages.incoming.models import IncomingMail
from booking.messages.incoming.values import MailDoor, MailState, Why
from booking.messages.models import Letter
from booking.reservations.models import Reservation
from tests.calendars.test_ical_in import PROGRAMS as FILES
from tests.interfaces.jobs.conftest import Mailbox
from tests.interfaces.mail.conftest import FATIMA, PostOffice, vouched_for, written
from tests.interfaces.mail.invitations import ROOM, event, invitation
from tests.messages.incoming.test_reading import nested

ALSO = "BEGIN:VEVENT\r\nUID:{n}\r\nDTSTART:20260323T1{n:05}Z\r\nEND:VEVENT\r\n"
WINMAIL = written()
WINMAIL.add_attachment(b"x\x9f>\x22", maintype="application", subtype="ms-tnef",
                       filename="winmail.dat")  # fmt: skip
HEADED = f"Authentication-Results: {vouched_for(FATIMA)}\r\nFrom: {FATIMA}\r\n".encode()
PROGRAMS = sorted(
    path for path in FILES.rglob("*") if path.suffix in {".ics", ".eml", ".txt"}
)  # fmt: skip
BACK = "Subject: =?utf-8?q?Hoi=0D=0ABcc=3A_iedereen=40elders.example?=\r\n"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is stored is the same on both engines: see test_rooms_by_mail."""
    return sqlite_url


def with_calendar(calendar: str) -> EmailMessage:
    return written(calendar=calendar)


def with_file(calendar: bytes) -> bytes:
    mail = written()
    mail.add_alternative(calendar, maintype="text", subtype="calendar", cte="base64")
    return mail.as_bytes()


def forged() -> EmailMessage:
    """Somebody whom we know, in the name of somebody else."""
    return written("bram@voorbeeldstad.example", calendar=event(organizer=FATIMA))


def unsigned() -> EmailMessage:
    mail = invitation()
    del mail["Authentication-Results"]
    mail["Authentication-Results"] = f"evil.example; {vouched_for(FATIMA).partition(';')[2]}"
    return mail


def split_in_two() -> bytes:
    """A title and a name with line ends in them: they stay one line."""
    mail = invitation(summary="Twee\\nregels\\, BCC:iedereen").as_bytes()
    return BACK.encode() + mail.replace(b"Subject: Overleg\n", b"")


SENT = {
    "truncated": (with_calendar(event()[:300]), Why.UNREADABLE_CALENDAR),
    "10,000 events": (with_calendar(event().replace("END:VCALENDAR", "".join(
        ALSO.format(n=n) for n in range(10_000)) + "END:VCALENDAR")), Why.UNREADABLE_CALENDAR),
    "rule by the second": (invitation(rule="FREQ=SECONDLY"), Why.UNREADABLE_CALENDAR),
    "rule for ever": (invitation(rule="FREQ=DAILY;INTERVAL=0"), Why.UNREADABLE_CALENDAR),
    "unknown zone": (with_calendar(event().replace("Europe/Amsterdam", "Mijn eigen tijd")),
                     Why.UNREADABLE_CALENDAR),
    "blank zone": (with_calendar(event().replace("TZID=Europe/Amsterdam", "TZID=")),
                   Why.UNREADABLE_CALENDAR),
    "no uid": (with_calendar(event().replace("UID:", "X-UID:")), Why.UNREADABLE_CALENDAR),
    "no appointment": (with_calendar(event().replace("VEVENT", "VTODO")),
                       Why.UNREADABLE_CALENDAR),
    "nested": (HEADED + nested(300), Why.TOO_NESTED),
    "forged organizer": (forged(), Why.NOT_THEIRS),
    "not vouched for": (unsigned(), Why.NOT_VOUCHED),
    "two senders": (b"From: bram@voorbeeldstad.example\r\n" + invitation().as_bytes(),
                    Why.SENDER_UNCLEAR),
}  # fmt: skip


def test_each_bomb_is_set_aside_and_the_mail_behind_it_is_answered(
    office: PostOffice, mailbox: Mailbox
) -> None:
    """The good one comes by LMTP: it cancels what is not there."""
    for number, (bomb, _) in enumerate(SENT.values()):
        raw = bomb if isinstance(bomb, bytes) else bomb.as_bytes()
        store(office.database, door=MailDoor.IMAP, recipients=[ROOM], envelope_sender=FATIMA,
              raw=raw, now=office.workplace.clock())  # fmt: skip  # lets in what others refuse
        office.deliver(invitation(method="CANCEL", uid=f"goed-{number}"), ROOM)
    office.deliver(WINMAIL, ROOM)
    office.deliver(split_in_two(), ROOM)
    office.work()

    *mails, winmail, last = office.mails()
    bombs, behind = mails[::2], mails[1::2]
    found = {name: mail.why for name, mail in zip(SENT, bombs, strict=True)}
    assert found == {name: why for name, (_, why) in SENT.items()}
    assert {mail.state for mail in bombs} == {MailState.ASIDE}
    assert {(mail.state, mail.why) for mail in behind} == {(MailState.DONE, "given-back")}
    assert (winmail.state, last.state, last.why) == (MailState.DONE, MailState.DONE, "answered")
    with office.database.reading() as session:
        (held,) = session.exec(select(Reservation))
        assert held.title == "Twee regels, BCC:iedereen"
        assert jobs_set_aside(session, most=1) == []
        assert all(job.dedupe_key for job in session.exec(select(Job)))
    assert sum(mail["Subject"].startswith("Er is niets") for mail in mailbox.received) == 1
    assert all(mail["Bcc"] is None and "\n" not in mail["Subject"] for mail in mailbox.received)


def test_a_mail_on_which_each_process_dies_is_set_aside(office: PostOffice) -> None:
    """Begun three times and never finished."""
    office.deliver(invitation(), ROOM)
    with office.database.writing() as session:
        mail = session.exec(select(IncomingMail)).one()
        mail.attempt_count = 3
        session.add(mail)
    office.work()

    assert [mail.why for mail in office.mails()] == [Why.TOO_HEAVY]


def test_a_machine_is_never_answered(office: PostOffice, mailbox: Mailbox) -> None:
    bounce = invitation()
    bounce["Auto-Submitted"] = "auto-replied"
    of_many = written()
    of_many["Precedence"] = "list"
    for mail, sender in ((bounce, FATIMA), (of_many, FATIMA), (invitation(), ""),
                         (written(ROOM), ROOM)):  # fmt: skip
        store(office.database, door=MailDoor.LMTP, recipients=[ROOM], envelope_sender=sender,
              raw=mail.as_bytes(), now=office.workplace.clock())  # fmt: skip
    office.work()

    assert [mail.why for mail in office.mails()] == [Why.PASSED_OVER] * 4
    with office.database.reading() as session:
        assert session.exec(select(Letter)).all() == []
        assert session.exec(select(Reservation)).all() == []


def test_what_real_programs_sent_to_others_is_understood_or_set_aside_as_it_is(
    office: PostOffice,
) -> None:
    """Whole, with their own organizers and methods: nobody of theirs is known here."""
    for path in PROGRAMS:
        raw = path.read_bytes()
        mail = raw if path.suffix == ".eml" else with_file(raw)
        store(office.database, door=MailDoor.IMAP, recipients=[ROOM], envelope_sender=FATIMA,
              raw=mail, now=office.workplace.clock())  # fmt: skip
    office.deliver(invitation(), ROOM)
    office.work()

    *theirs, last = office.mails()
    assert len(theirs) == len(PROGRAMS)
    assert {mail.state for mail in theirs} <= {MailState.DONE, MailState.ASIDE}
    assert not {mail.why for mail in theirs} & {Why.TROUBLE, Why.TOO_HEAVY}
    assert last.why == "answered"
    with office.database.reading() as session:
        assert [row.title for row in session.exec(select(Reservation))] == ["Kwartaalgesprek"]
        assert jobs_set_aside(session, most=1) == []
