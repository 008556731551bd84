"""Letters that came back: which one it was, and whom mail does not reach."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, func, select

from booking.messages.models import Letter, SentEvent


def note_bounce(
    session: Session, *, token: str, recipient: str, message_id: str, why: str, now: datetime
) -> bool:
    """Mark the letter that came back to the address with ``token``; False where it is none of ours.

    It is known by its Message-ID. Where the report does not name that, by whom it was for: then
    it is the last about that event.
    """
    about = select(SentEvent.uid).where(SentEvent.token == token)
    left = (
        select(Letter)
        .where(col(Letter.about).in_(about), col(Letter.sent_at).is_not(None))
        .order_by(col(Letter.id).desc())
    )
    letter = session.exec(left.where(Letter.message_id == message_id)).first()
    if not message_id and recipient:
        same = func.lower(col(Letter.recipient)) == recipient
        letter = session.exec(left.where(same)).first()
    if letter is None:
        return False
    letter.bounced_at, letter.bounce = now, why
    session.flush()
    return True


def letters_bounced(session: Session, *, most: int) -> Sequence[Letter]:
    """What came back, the latest first."""
    statement = select(Letter).where(col(Letter.bounced_at).is_not(None))
    return session.exec(
        statement.order_by(col(Letter.bounced_at).desc(), col(Letter.id)).limit(most)
    ).all()


def last_bounce_to(session: Session, address: str) -> Letter | None:
    """The last letter to ``address`` that came back, of what is still known."""
    statement = (
        select(Letter)
        .where(func.lower(col(Letter.recipient)) == address.lower())
        .where(col(Letter.bounced_at).is_not(None))
        .order_by(col(Letter.bounced_at).desc())
    )
    return session.exec(statement.limit(1)).first()
