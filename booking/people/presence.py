"""Who lets colleagues see that they are in: only who chose so, and only for those they chose."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from booking.people.models import Person
from booking.people.values import Principal, Sharing

SHARED_WITH_TEAM = (Sharing.TEAM, Sharing.EVERYONE)


def teammates_who_share(session: Session, viewer: Principal) -> Sequence[Person]:
    """The viewer's own team, as far as they share it, by name; never the viewer.

    Who is in no team has no teammates: a partner's contact sees nobody.
    """
    if viewer.team_id is None or not viewer.is_staff:
        return []
    statement = (
        select(Person)
        .where(
            Person.team_id == viewer.team_id,
            Person.id != viewer.id,
            col(Person.sharing).in_(SHARED_WITH_TEAM),
            col(Person.disabled_at).is_(None),
        )
        .order_by(col(Person.name), col(Person.id))
    )
    return session.exec(statement).all()
