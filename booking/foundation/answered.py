"""One form, one effect: a double click, a retry and the back button get the same answer.

Every form carries a one-time token (JSON clients send Idempotency-Key). The token is
written in the transaction of its effect, so either both are there or neither.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Session, SQLModel, col

from booking.foundation.columns import dialect_of, lock_until_commit, on_both, table_of
from booking.foundation.errors import Contended
from booking.foundation.ids import token_hash


class Answered(SQLModel, table=True):
    """A token that has had its effect, and where that can be seen."""

    key: str = Field(primary_key=True)
    person_id: int
    location: str
    at: datetime


ANSWERED = table_of(Answered)
LOCATION = select(ANSWERED.c.location).where(ANSWERED.c.key == bindparam("key"))
REMEMBER = insert(ANSWERED)
REMEMBER_FIRST = on_both(
    lambda insert: insert(ANSWERED).on_conflict_do_nothing().returning(ANSWERED.c.location)
)


def answered_before(session: Session, token: str, person_id: int) -> str | None:
    """Where the effect of this person's form can be seen, if it had one already.

    Ask this first in the transaction: while the same form is being handled at this very
    moment it waits for the answer, so the second click of two is not told that the place is
    taken (by the first).
    """
    key = _key(token, person_id)
    lock_until_commit(session, int(key[:15], 16))
    location: str | None = session.connection().scalar(LOCATION, {"key": key})
    return location


def remember_answer(
    session: Session, token: str, *, person_id: int, location: str, at: datetime
) -> None:
    """Store that ``token`` had its effect.

    Raises :class:`Contended` when it had one meanwhile: done again, the act finds its
    answer with :func:`answered_before`.
    """
    try:
        session.connection().execute(REMEMBER, _row(token, person_id, location, at))
    except IntegrityError as error:
        raise Contended("this form was sent twice at once") from error


def answer_once(
    session: Session, token: str, *, person_id: int, location: str, at: datetime
) -> str:
    """Where the effect of this person's form can be seen: at ``location``, or where it was before.

    For an act that knows beforehand where it will be seen: one statement instead of three.
    Ask it first in the transaction, as :func:`answered_before`: while the same form is being
    handled at this very moment, the key of the other is what it waits for.
    """
    row = _row(token, person_id, location, at)
    stored: str | None = session.connection().scalar(REMEMBER_FIRST[dialect_of(session)], row)
    return stored or str(session.connection().scalar(LOCATION, {"key": row["key"]}))


def forget_answers(session: Session, *, before: datetime) -> None:
    session.execute(delete(Answered).where(col(Answered.at) < before))


def _row(token: str, person_id: int, location: str, at: datetime) -> dict[str, Any]:
    return {"key": _key(token, person_id), "person_id": person_id, "location": location, "at": at}


def _key(token: str, person_id: int) -> str:
    """Everybody's tokens are their own: JSON clients choose their keys, and may choose alike."""
    return token_hash(f"{person_id} {token}")
