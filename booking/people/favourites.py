"""The places somebody likes best, and is offered first."""

from sqlmodel import Session, col, select

from booking.people.models import FavouriteSpace
from booking.people.values import Act


def favourites_of(session: Session, person_id: int) -> frozenset[int]:
    """The numbers of the spaces that this person likes best."""
    statement = select(FavouriteSpace.space_id).where(col(FavouriteSpace.person_id) == person_id)
    return frozenset(session.exec(statement))


def mark_favourite(session: Session, act: Act, space_id: int, *, is_favourite: bool) -> None:
    """Make this space one of my favourites, or no longer; twice is once."""
    known = session.get(FavouriteSpace, (act.by.id, space_id))
    if is_favourite and known is None:
        session.add(FavouriteSpace(person_id=act.by.id, space_id=space_id))
    if not is_favourite and known is not None:
        session.delete(known)
    session.flush()
