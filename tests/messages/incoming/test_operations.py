"""Mail that is taken in: how much waits, how much is kept, and for whom."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from booking.foundation.database import Database
from booking.foundation.settings import MailIn, Settings
from booking.messages.incoming import operations
from booking.messages.incoming.addresses import recipient_of
from booking.messages.incoming.models import IncomingMail
from booking.messages.incoming.operations import MailboxFull, forget_old_mail, put_away, take_in
from booking.messages.incoming.values import MailDoor, MailState, Why
from booking.messages.models import SentEvent
from tests.messages.test_outbox import settings
from tests.town_hall import TownHall

__all__ = ["settings"]

DOMAIN = "ruimtes.voorbeeldstad.example"


def take(session: Session, name: str, now: datetime, why: Why | None = None) -> None:
    take_in(session, door=MailDoor.IMAP, recipients=[f"{name}@{DOMAIN}"], raw=b"x", now=now,
            envelope_sender="fatima@voorbeeldstad.example", why=why)  # fmt: skip


def kept(session: Session, state: MailState) -> list[str]:
    rows = session.exec(select(IncomingMail.recipient).where(IncomingMail.state == state)
                        .order_by(col(IncomingMail.id)))  # fmt: skip
    return [recipient.partition("@")[0] for recipient in rows]


def words(session: Session) -> Sequence[bytes]:
    return session.exec(select(IncomingMail.raw).order_by(col(IncomingMail.id))).all()


def test_what_is_set_aside_closes_no_door_and_of_it_the_newest_stay(
    database: Database, settings: Settings, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "KEPT_MAX", 2)
    with database.writing() as session:
        for name in ("een", "twee", "drie"):
            take(session, name, now, Why.NOT_VOUCHED)
        for name in ("vier", "vijf"):
            take(session, name, now)
        with pytest.raises(MailboxFull):
            take(session, "zes", now)

        forget_old_mail(session, settings, now=now + timedelta(minutes=1))

        assert kept(session, MailState.ASIDE) == ["twee", "drie"]
        assert kept(session, MailState.WAITING) == ["vier", "vijf"]


def test_the_words_of_what_was_understood_go_after_their_own_days(
    database: Database, settings: Settings, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = settings.model_copy(update={"mail_in": MailIn(understood_kept_days=7)})
    later = now + timedelta(days=7)
    with database.writing() as session:
        for name in ("een", "twee", "drie"):
            take(session, name, now)
        for mail in session.exec(select(IncomingMail).order_by(col(IncomingMail.id))).all():
            put_away(session, mail, Why.ANSWERED, now=now, is_kept=mail.recipient[:2] != "ee")
        assert words(session) == [b"", b"x", b"x"]

        forget_old_mail(session, house, now=later)
        assert words(session) == [b"", b"x", b"x"]
        monkeypatch.setattr(operations, "KEPT_MAX", 1)
        forget_old_mail(session, house, now=later)
        assert words(session) == [b"", b"", b"x"]
        forget_old_mail(session, house, now=later + timedelta(seconds=1))
        assert words(session) == [b"", b"", b""]
        assert kept(session, MailState.DONE) == ["een", "twee", "drie"]


def test_of_the_words_of_what_was_understood_only_so_many_bytes_stay_the_newest(
    database: Database, settings: Settings, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.writing() as session:
        forget_old_mail(session, settings, now=now)
        for name in ("een", "twee", "drie", "vier"):
            take(session, name, now)
        for mail in session.exec(select(IncomingMail).order_by(col(IncomingMail.id))).all()[:3]:
            put_away(session, mail, Why.ANSWERED, now=now)
        monkeypatch.setattr(operations, "KEPT_BYTES_MAX", 2)

        forget_old_mail(session, settings, now=now)

        assert words(session) == [b"", b"x", b"x", b"x"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_reply_comes_in_only_where_something_was_sent(
    database: Database, hall: TownHall, settings: Settings, now: datetime
) -> None:
    house = settings.model_copy(update={"mail_in": MailIn(domain=DOMAIN)})
    sent = SentEvent(uid="1", person_id=hall.cast["fatima"].id, token="0123abcd", sequence=0,
                     address="fatima@voorbeeldstad.example", sent_at=now)  # fmt: skip
    with database.writing() as session:
        session.add(sent)
        session.flush()
        found = [
            recipient_of(session, house, f"boeking+{token}@{DOMAIN}", today=now.date())
            for token in ("0123abcd", "0123abce")
        ]

    assert [each and each.token for each in found] == ["0123abcd", None]
