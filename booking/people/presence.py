"""Who lets colleagues see that they are in: only those they chose, and never a partner.

There is no record of who looked for whom: these are questions, not acts.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_
from sqlmodel import Session, col, func, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from booking.people.finding import FOUND_MAX, LETTERS_MIN
from booking.people.models import Person
from booking.people.values import Principal, Sharing


def teammates_who_share(session: Session, viewer: Principal) -> Sequence[Person]:
    """The viewer's own team, as far as they share it, by name; never the viewer.

    Who is in no team has no teammates: a partner's contact sees nobody.
    """
    if viewer.team_id is None or not viewer.is_staff:
        return []
    return session.exec(_who_share(viewer).where(Person.team_id == viewer.team_id)).all()


def colleagues_who_share(session: Session, viewer: Principal, words: str) -> Sequence[Person]:
    """Colleagues called so who let ``viewer`` see where they sit, by name; at most a few.

    Who does not share is not found, like who does not exist.
    """
    words = words.strip()
    if len(words) < LETTERS_MIN or not viewer.is_staff:
        return []
    is_called = col(Person.name).icontains(words, autoescape=True)
    return session.exec(_who_share(viewer).where(is_called).limit(FOUND_MAX)).all()


def _who_share(viewer: Principal) -> SelectOfScalar[Person]:
    return (
        select(Person)
        .where(
            is_shared_with(viewer),
            Person.id != viewer.id,
            col(Person.partner_id).is_(None),
            col(Person.disabled_at).is_(None),
        )
        .order_by(func.lower(Person.name), col(Person.id))
    )


def is_shared_with(viewer: Principal) -> ColumnElement[bool]:
    """Whether a person lets ``viewer`` know where they sit."""
    with_all = col(Person.sharing) == Sharing.EVERYONE
    if viewer.team_id is None:
        return with_all
    in_team = col(Person.team_id) == viewer.team_id
    return or_(with_all, and_(in_team, col(Person.sharing) == Sharing.TEAM))
