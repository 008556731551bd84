"""What stays of a mail once it is known what to do with it."""

from datetime import datetime

import pytest
from sqlmodel import select

from booking.foundation.database import Database
from booking.foundation.settings import MailIn, Settings
from booking.messages.incoming.handling import Turn
from booking.messages.incoming.models import IncomingMail
from booking.messages.incoming.values import MailState, ReadMail, Understood, Why
from tests.messages.incoming.test_operations import take
from tests.messages.test_outbox import settings

__all__ = ["settings"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("why", "days", "words"),
    [(Why.REPLY, 30, b"x"), (Why.ADVISED, 30, b"x"), (Why.ANSWERED, 30, b"x"),
     (Why.ANSWERED, 0, b""), (Why.PASSED_OVER, 30, b""), (Why.STRANGER, 30, b""),
     (Why.BOUNCE, 30, b"")],
)  # fmt: skip
def test_words_stay_only_of_what_somebody_we_know_was_answered(
    database: Database, settings: Settings, now: datetime, why: str, days: int, words: bytes
) -> None:
    house = settings.model_copy(update={"mail_in": MailIn(understood_kept_days=days)})
    with database.writing() as session:
        take(session, "beuk", now)
        mail = session.exec(select(IncomingMail)).one()
        Turn(session, house, mail, Understood(ReadMail()), now).put_away(why)

        assert (mail.state, mail.why, mail.raw) == (MailState.DONE, why, words)
