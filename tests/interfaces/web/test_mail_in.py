"""Mail that was not understood: an administrator sees why, as text, and tries again or drops it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from booking.foundation.database import Database
from booking.foundation.jobs import Job
from booking.foundation.journal import JournalEntry
from booking.foundation.settings import Settings
from booking.messages.incoming.models import IncomingMail
from booking.messages.incoming.operations import forget_old_mail
from booking.messages.incoming.quarantine import throw_mail_away, try_mail_again
from booking.messages.incoming.values import MailDoor, MailState, Why
from booking.people.permissions import NotAllowed
from tests.interfaces.web.conftest import Browser
from tests.town_hall import TownHall

Browse = Callable[[str | None], Browser]
HERE = "/beheer/post-in"
RAW = (
    b"From: <script>alert(1)</script> <x@elders.example>\r\nSubject: =?utf-8?q?Caf=C3=A9?=\r\n"
    b"X-Kwaad: <img src=x onerror=alert(2)>\r\nContent-Type: text/html\r\n\r\n"
    b"<script>alert(3)</script>\x1b[31m\x00 Dag"
)


@pytest.fixture
def aside(database: Database, hall: TownHall, now: datetime) -> str:
    """The address of a mail that was set aside."""
    with database.writing() as session:
        mail = IncomingMail(
            door=MailDoor.LMTP, received_at=now, recipient="1-14@ruimtes.example", raw=RAW,
            envelope_sender="x@elders.example", state=MailState.ASIDE, why=Why.NOT_VOUCHED,
            sender="x@elders.example", subject="<b>Café</b>", handled_at=now,
        )  # fmt: skip
        session.add(mail)
        session.flush()
        return f"{HERE}/{mail.id}"


def mails(database: Database) -> list[IncomingMail]:
    with database.reading() as session:
        return list(session.exec(select(IncomingMail)))


def test_what_it_says_is_only_ever_text(browse: Browse, aside: str) -> None:
    samir = browse("samir")
    listed, shown = samir.get(HERE).text, samir.get(aside).text

    for page in (listed, shown):
        assert "&lt;b&gt;Café&lt;/b&gt;" in page
        assert "het door DMARC kwam" in page
        assert "<img src=x" not in page
        assert "<script>alert" not in page
    assert "&lt;script&gt;alert(3)" in shown
    assert "X-Kwaad: &lt;img" in shown
    assert "\x1b" not in shown


def test_it_is_tried_again_once(browse: Browse, aside: str, database: Database) -> None:
    samir = browse("samir")
    page = samir.get(aside)
    for _ in range(2):
        assert samir.submit(page, f"{aside}/herhaling", {}).headers["location"] == HERE

    assert [mail.state for mail in mails(database)] == [MailState.WAITING]
    with database.reading() as session:
        assert [job.kind for job in session.exec(select(Job))] == ["handle_mail"]
    assert "1 mail wacht om gelezen te worden." in samir.get(HERE).text
    assert samir.get(aside).status_code == 404


def test_it_is_thrown_away_and_no_name_is_left(
    browse: Browse, aside: str, database: Database
) -> None:
    samir = browse("samir")
    samir.submit(samir.get(aside), f"{aside}/verwijdering", {})

    assert mails(database) == []
    assert "Alles is begrepen." in samir.get(HERE).text
    with database.reading() as session:
        (entry,) = session.exec(select(JournalEntry).where(JournalEntry.subject_kind == "mail"))
        assert (entry.action, entry.before) == ("mail-thrown-away", {"why": "not-vouched"})


@pytest.mark.parametrize("name", ["els", "fatima", "ravi"])
def test_it_is_nobody_elses(
    browse: Browse, aside: str, database: Database, hall: TownHall, now: datetime, name: str
) -> None:
    assert browse(name).get(HERE).status_code == 404
    assert browse(name).get(aside).status_code == 404
    number = int(aside.rpartition("/")[2])
    for act in (try_mail_again, throw_mail_away):
        with database.writing() as session, pytest.raises(NotAllowed):
            act(session, hall.act(name, now), number)
    assert [mail.state for mail in mails(database)] == [MailState.ASIDE]


def test_after_its_days_it_is_gone(
    aside: str, database: Database, settings: Settings, now: datetime
) -> None:
    kept = timedelta(days=settings.mail_in.kept_days)
    for later, count in ((kept, 1), (kept + timedelta(seconds=1), 0)):
        with database.writing() as session:
            forget_old_mail(session, settings, now=now + later)
        assert len(mails(database)) == count


def test_health_counts_it(browse: Browse, aside: str) -> None:
    assert browse(None).get("/gezond").json()["mailIn"] == {"waitingCount": 0, "setAsideCount": 1}
