"""One form, one effect: a double click, a retry and the back button get the same answer.

Every form carries a one-time token (JSON clients send Idempotency-Key). The token is
written in the transaction of its effect, so either both are there or neither.
"""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Session, SQLModel

from booking.foundation.errors import Contended
from booking.foundation.ids import token_hash


class Answered(SQLModel, table=True):
    """A token that has had its effect, and where that can be seen."""

    key: str = Field(primary_key=True)
    person_id: int
    location: str
    at: datetime


def answered_before(session: Session, token: str, person_id: int) -> str | None:
    """Where the effect of this person's form can be seen, if it had one already."""
    answered = session.get(Answered, token_hash(token))
    return answered.location if answered and answered.person_id == person_id else None


def remember_answer(
    session: Session, token: str, *, person_id: int, location: str, at: datetime
) -> None:
    """Store that ``token`` had its effect.

    Raises :class:`Contended` when the same form is being handled at this very moment:
    done again, the act finds its answer with :func:`answered_before`.
    """
    session.add(Answered(key=token_hash(token), person_id=person_id, location=location, at=at))
    try:
        session.flush()
    except IntegrityError as error:
        raise Contended("this form was sent twice at once") from error
