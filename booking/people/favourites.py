"""The places somebody likes best, and is offered first."""

from sqlalchemy import bindparam, select
from sqlmodel import Session

from booking.foundation.columns import table_of
from booking.people.models import FavouriteSpace
from booking.people.values import Act

FAVOURITE = table_of(FavouriteSpace)
LIKED = select(FAVOURITE.c.space_id).where(FAVOURITE.c.person_id == bindparam("person"))


def favourites_of(session: Session, person_id: int) -> frozenset[int]:
    """The numbers of the spaces that this person likes best."""
    return frozenset(session.connection().scalars(LIKED, {"person": person_id}))


def mark_favourite(session: Session, act: Act, space_id: int, *, is_favourite: bool) -> None:
    """Make this space one of my favourites, or no longer; twice is once."""
    known = session.get(FavouriteSpace, (act.by.id, space_id))
    if is_favourite and known is None:
        session.add(FavouriteSpace(person_id=act.by.id, space_id=space_id))
    if not is_favourite and known is not None:
        session.delete(known)
    session.flush()
