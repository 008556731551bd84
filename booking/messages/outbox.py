"""The outbox: a letter is stored with its reason, in one transaction, and leaves later.

Writing never waits for the mail server, and what was stored will be sent: at least once,
and if twice (the server broke off after taking it) then with the same Message-ID.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlmodel import Session, col, select

from booking.foundation.ids import new_uid
from booking.foundation.jobs import hurry
from booking.foundation.settings import Settings
from booking.messages.letters import Addressee, write_letter
from booking.messages.models import Letter
from booking.messages.values import PLAIN, Envelope

SEND_LETTERS = "send_letters"
"""The kind of job that sends what is due: again and again, and at once when a letter is posted."""


def post_letter(
    session: Session,
    settings: Settings,
    name: str,
    *,
    to: Addressee,
    now: datetime,
    stale_at: datetime | None = None,
    envelope: Envelope = PLAIN,
    **facts: object,
) -> Letter:
    """Write letter ``name`` to ``to`` and put it in the outbox, within this transaction.

    After ``stale_at`` it is of no use any more and is dropped instead of sent.
    """
    written = write_letter(settings, name, to=to, facts=facts)
    letter = Letter(
        name=name,
        message_id=f"{new_uid()}@{urlsplit(settings.base_address).hostname}",
        recipient=to.email,
        subject=written.subject,
        text=written.text,
        html=written.html,
        language=to.language,
        created_at=now,
        due_at=now,
        stale_at=stale_at,
        **_enveloped(envelope),
    )
    session.add(letter)
    session.flush()
    hurry(session, SEND_LETTERS, now=now)
    return letter


def _enveloped(envelope: Envelope) -> dict[str, Any]:
    sender, calendar, answered = envelope.sender, envelope.calendar, envelope.answered
    columns: dict[str, Any] = {"about": envelope.about, "is_answer": answered is not None}
    if sender:
        columns |= {"sender": sender.address, "sender_name": sender.name}
    if calendar:
        columns |= {"calendar": calendar.content.decode(), "calendar_method": calendar.method}
    if answered:
        columns |= {"in_reply_to": answered.message_id, "earlier_ids": answered.references}
    return columns


def letters_of(session: Session, *, recipient: str = "", count_max: int) -> Sequence[Letter]:
    """The letters in the outbox, sent or not, the newest first; of one reader when named."""
    statement = select(Letter).order_by(col(Letter.created_at).desc(), col(Letter.id).desc())
    if recipient:
        statement = statement.where(Letter.recipient == recipient)
    return session.exec(statement.limit(count_max)).all()
