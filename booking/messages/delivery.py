"""Delivery: what of the outbox is due, and what became of each letter.

A letter that the mail server could not take now is tried again after growing gaps, for two
days; one that it refuses for good is set aside with its words, and so is one that is no mail.
While the server itself is away all of them wait.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from booking.messages.models import IS_WAITING, Letter

GAP_FIRST = timedelta(seconds=20)
GAP_MAX = timedelta(hours=1)
ATTEMPTS_MAX = 56
"""With the gaps above just over 48 hours."""
KEPT_FOR = timedelta(days=30)  # when and to whom we wrote; what we wrote is gone once it is sent
TROUBLE_LENGTH_MAX = 300


class Fate(StrEnum):
    SENT = "sent"
    LATER = "later"
    """Not this one, and not now."""
    NEVER = "never"
    """Refused for good (5yz, RFC 5321 §4.2.1), or no mail at all."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a letter, and why in the words of the mail server."""

    fate: Fate
    trouble: str = ""


def letters_waiting(session: Session, *, most: int) -> Sequence[Letter]:
    """What has still to leave, the oldest first."""
    return session.exec(select(Letter).where(IS_WAITING).order_by(col(Letter.id)).limit(most)).all()


def letters_set_aside(session: Session, *, most: int) -> Sequence[Letter]:
    return _latest(session, Letter.set_aside_at, most)


def letters_left(session: Session, *, most: int) -> Sequence[Letter]:
    return _latest(session, Letter.sent_at, most)


def _latest(session: Session, since: Any, most: int) -> Sequence[Letter]:
    statement = select(Letter).where(col(since).is_not(None))
    return session.exec(statement.order_by(col(since).desc(), col(Letter.id)).limit(most)).all()


def has_letters_due(session: Session, *, now: datetime) -> bool:
    return session.exec(_due(now).limit(1)).first() is not None


def letters_due(session: Session, *, now: datetime, count_max: int) -> Sequence[Letter]:
    """What may leave now: first what goes stale, then the oldest.

    A letter waits for the earlier ones to the same reader about the same thing, also when those
    are not due yet; not for one that was set aside.
    """
    urgent = (col(Letter.stale_at).is_(None), col(Letter.stale_at), col(Letter.id))
    return session.exec(_due(now).order_by(*urgent).limit(count_max)).all()


def _due(now: datetime) -> SelectOfScalar[Letter]:
    before = Letter.__table__.alias("before")  # type: ignore[attr-defined]
    is_first = ~(
        select(before.c.id)
        .where(before.c.about == Letter.about, before.c.recipient == Letter.recipient)
        .where(before.c.id < Letter.id, before.c.sent_at.is_(None))
        .where(before.c.set_aside_at.is_(None))
        .exists()
    )
    is_alone = col(Letter.about) == ""
    return select(Letter).where(IS_WAITING, Letter.due_at <= now).where(is_alone | is_first)


def note_outcome(
    session: Session, letter_id: int, outcome: Outcome, *, now: datetime, is_forgotten: bool = True
) -> None:
    """Write down what became of a letter; of one that left, forget what it said.

    A letter may hold a sign-in link. Only in a demo it is not forgotten: there everybody looks
    over the shoulder.
    """
    letter = session.get(Letter, letter_id)
    if letter is None or letter.sent_at is not None:
        return
    if outcome.fate is Fate.SENT:
        letter.sent_at, letter.trouble = now, ""
        if is_forgotten:
            letter.text = letter.html = letter.calendar = ""
    else:
        _put_off(letter, outcome, now)
    session.flush()


def _put_off(letter: Letter, outcome: Outcome, now: datetime) -> None:
    letter.due_at = now + gap_after(letter.attempt_count)
    letter.attempt_count += 1
    letter.trouble = outcome.trouble[:TROUBLE_LENGTH_MAX]
    if outcome.fate is Fate.NEVER or letter.attempt_count >= ATTEMPTS_MAX:
        letter.set_aside_at = now


def put_off_all_due(session: Session, trouble: str, *, now: datetime) -> None:
    """The mail server is away: none of what is due can leave, and each waits its own gap.

    No letter is to blame, so none is set aside, and each keeps a try for when the server is back.
    """
    due = (IS_WAITING, col(Letter.due_at) <= now)
    counts = session.exec(select(Letter.attempt_count).where(*due).distinct()).all()
    for count in sorted(counts, reverse=True):  # downwards, so that none is counted twice
        session.execute(
            update(Letter)
            .where(*due, col(Letter.attempt_count) == count)
            .values(
                due_at=now + gap_after(count),
                attempt_count=min(count + 1, ATTEMPTS_MAX - 2),
                trouble=trouble[:TROUBLE_LENGTH_MAX],
            )
        )


def gap_after(attempt_count: int) -> timedelta:
    """How long a letter waits that was tried so often before."""
    doubled: int = 2 ** min(attempt_count, 10)
    return min(GAP_FIRST * doubled, GAP_MAX)


def drop_stale_letters(session: Session, *, now: datetime) -> None:
    """What came too late to be of use: a sign-in link, a reminder."""
    session.execute(
        delete(Letter).where(col(Letter.sent_at).is_(None), col(Letter.stale_at) <= now)
    )


def forget_old_letters(session: Session, *, now: datetime) -> None:
    """Also those that were set aside and that nobody tried again."""
    long_ago = now - KEPT_FOR
    for since in (Letter.sent_at, Letter.set_aside_at, Letter.stale_at):
        session.execute(delete(Letter).where(col(since) <= long_ago))


def stuck_letter_count(session: Session, *, now: datetime, waiting: timedelta) -> int:
    """How many letters were set aside, or wait longer than ``waiting`` and are still of use."""
    is_late = col(Letter.created_at) <= now - waiting
    is_of_use = col(Letter.stale_at).is_(None) | (col(Letter.stale_at) > now)
    statement = select(func.count()).where(col(Letter.sent_at).is_(None), is_of_use).where(
        is_late | col(Letter.set_aside_at).is_not(None)
    )  # fmt: skip
    return session.exec(statement).one()
