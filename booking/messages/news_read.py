"""Until where the journal was read for news, and how far the next act reaches."""

from datetime import datetime

from sqlmodel import Session, col, func, select

from booking.foundation.columns import lock_until_commit
from booking.foundation.jobs import put_aside
from booking.foundation.journal import JournalEntry
from booking.messages.models import NewsRead

LOCK = 0x6E657773  # "news"
TELL_ACT = "tell_act"
"""The kind of job that tells of an act that could not be told in its turn."""
AT_ONCE = 200
"""Entries: of an act that has more of them, more letters tell."""


def has_news(session: Session) -> bool:
    """Whether something was sealed since the journal was read last; costs no write."""
    last = session.exec(select(func.max(JournalEntry.seal_number))).one()
    return (last or 0) > read_until(session)


def set_act_aside(session: Session, *, since: int, error: str, now: datetime) -> None:
    """The act after seal ``since`` cannot be told, and others wait behind it.

    It stands with what the administrator has to look at, who can let it be told again.
    """
    lock_until_commit(session, LOCK)
    if read_until(session) == since:
        note_read(session, end_of_act(session, since, 1))
        put_aside(session, TELL_ACT, {"since": since}, error=error, now=now)


def note_read(session: Session, end: int) -> None:
    session.merge(NewsRead(id=1, seal_number=end))
    session.flush()


def read_until(session: Session) -> int:
    """The last seal of what was told, or is no news."""
    return session.exec(select(NewsRead.seal_number)).one_or_none() or 0


def end_of_act(session: Session, begin: int, entries_min: int) -> int:
    """The last seal of what is told at once: no act is cut in two.

    All entries of one are of one instant, but those of others may stand between them.
    """
    number, end = col(JournalEntry.seal_number), begin + entries_min
    near = select(func.max(number)).where(number.between(begin + 1, begin + AT_ONCE))
    while True:
        begun = select(JournalEntry.at).where(number.between(begin + 1, end))
        last: int | None = session.exec(near.where(col(JournalEntry.at).in_(begun))).one()
        if last is None or last <= end:
            return last or begin
        end = last
