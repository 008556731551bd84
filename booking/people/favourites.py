"""The desk somebody likes best, and is proposed first."""

from sqlmodel import Session

from booking.people.models import Person
from booking.people.values import Act


def set_favourite(session: Session, act: Act, space_id: int | None) -> None:
    """Make this space my favourite, or with None have none; twice is once."""
    person = session.get_one(Person, act.by.id)
    person.favourite_space_id = space_id
    session.flush()
