"""Read-only questions about mail that came in; none of them reads the mails themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from booking.messages.incoming.models import IncomingMail
from booking.messages.incoming.values import MailState, Why
from booking.people.permissions import NotThere

HEARD = (Why.ADVISED, Why.STRANGER, Why.UNREADABLE_CALENDAR)
"""After which its sender had a letter."""


@dataclass(frozen=True, slots=True)
class MailCounts:
    waiting: int
    aside: int


def mail_counts(session: Session) -> MailCounts:
    statement = (
        select(IncomingMail.state, func.count())
        .where(col(IncomingMail.state) != MailState.DONE)
        .group_by(col(IncomingMail.state))
    )
    found = dict(session.exec(statement).all())
    return MailCounts(found.get(MailState.WAITING, 0), found.get(MailState.ASIDE, 0))


def latest_mail(session: Session, state: MailState, *, most: int) -> Sequence[IncomingMail]:
    """The latest first, without what they say."""
    statement = (
        select(IncomingMail)
        .options(defer(IncomingMail.raw, raiseload=True))  # type: ignore[arg-type]
        .where(col(IncomingMail.state) == state)
        .order_by(col(IncomingMail.id).desc())
        .limit(most)
    )
    return session.exec(statement).all()


def mail_aside(session: Session, number: int, *, is_locked: bool = False) -> IncomingMail:
    """Raises :class:`NotThere`, also for mail that is not set aside (any more)."""
    mail = session.get(IncomingMail, number, with_for_update=is_locked)
    if mail is None or mail.state is not MailState.ASIDE:
        raise NotThere(f"no mail {number} is set aside")
    return mail


def heard_since(session: Session, sender: str, since: datetime) -> bool:
    """Whether ``sender`` had a letter from us about a mail that was no use, since then."""
    statement = select(IncomingMail.id).where(
        IncomingMail.sender == sender,
        col(IncomingMail.handled_at) >= since,
        col(IncomingMail.why).in_(HEARD),
    )
    return session.exec(statement.limit(1)).first() is not None
