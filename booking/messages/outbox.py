"""The outbox: a letter is stored with its reason, in one transaction, and leaves later.

Writing never waits for the mail server, and what was stored will be sent: at least once,
and if twice (the server broke off after taking it) then with the same Message-ID.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import delete, func, or_, update
from sqlmodel import Session, col, select

from booking.foundation.ids import new_uid
from booking.foundation.jobs import enqueue
from booking.foundation.settings import Settings
from booking.messages.letters import Addressee, write_letter
from booking.messages.models import Letter
from booking.messages.values import PLAIN, Envelope

SEND_LETTER = "send_letter"
"""The kind of job that sends one letter; its task holds the ``letter_id``."""
KEPT_FOR = timedelta(days=30)  # when and to whom we wrote; what we wrote is gone once it is sent


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
    _send_later(session, letter, now)
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


def send_waiting_letters(session: Session, *, now: datetime) -> None:
    """Take up again what waits without a job: the mail server was not configured until now."""
    waiting = select(Letter).where(col(Letter.sent_at).is_(None)).order_by(col(Letter.id))
    for letter in session.exec(waiting).all():
        _send_later(session, letter, now)


def letter_to_send(session: Session, letter_id: int) -> Letter | None:
    """The letter, or None when it was sent or dropped before."""
    letter = session.get(Letter, letter_id)
    return letter if letter is not None and letter.sent_at is None else None


def stuck_letter_count(session: Session, *, now: datetime, waiting: timedelta) -> int:
    """How many letters wait longer than ``waiting`` and are still of use."""
    statement = (
        select(func.count())
        .select_from(Letter)
        .where(
            col(Letter.sent_at).is_(None),
            col(Letter.created_at) <= now - waiting,
            or_(col(Letter.stale_at).is_(None), col(Letter.stale_at) > now),
        )
    )
    return session.exec(statement).one()


def is_stale(letter: Letter, *, now: datetime) -> bool:
    return letter.stale_at is not None and letter.stale_at <= now


def drop_letter(session: Session, letter_id: int) -> None:
    session.execute(delete(Letter).where(col(Letter.id) == letter_id))


def mark_sent(
    session: Session, letter_id: int, *, now: datetime, is_forgotten: bool = True
) -> None:
    """Note that it left, and forget what it said: a letter may hold a sign-in link.

    Only in a demo it is not forgotten: there everybody looks over the shoulder.
    """
    words = {"text": "", "html": "", "calendar": ""} if is_forgotten else {}
    session.execute(update(Letter).where(col(Letter.id) == letter_id).values(sent_at=now, **words))


def letters_of(session: Session, *, recipient: str = "", count_max: int) -> Sequence[Letter]:
    """The letters in the outbox, sent or not, the newest first; of one reader when named."""
    statement = select(Letter).order_by(col(Letter.created_at).desc(), col(Letter.id).desc())
    if recipient:
        statement = statement.where(Letter.recipient == recipient)
    return session.exec(statement.limit(count_max)).all()


def forget_old_letters(session: Session, *, now: datetime) -> None:
    session.execute(delete(Letter).where(col(Letter.sent_at) <= now - KEPT_FOR))
    session.execute(delete(Letter).where(col(Letter.stale_at) <= now - KEPT_FOR))


def _send_later(session: Session, letter: Letter, now: datetime) -> None:
    enqueue(session, SEND_LETTER, {"letter_id": letter.id}, due_at=now,
            dedupe_key=f"letter {letter.id}")  # fmt: skip
