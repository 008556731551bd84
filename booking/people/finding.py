"""Finding somebody by name, for forms in which a person is meant."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from booking.people.models import Person, PersonRole
from booking.people.values import Role

LETTERS_MIN = 3
"""Fewer would make a list of everybody (and so would more names than :data:`FOUND_MAX`)."""
FOUND_MAX = 10


def staff_named(session: Session, words: str) -> list[Person]:
    """Who works here and is called so, in part; at most :data:`FOUND_MAX`, by name."""
    return named(session, words, staff())


def people_named(session: Session, words: str) -> list[Person]:
    """As :func:`staff_named`, with the contacts of partners."""
    return named(session, words, _active())


def meant(found: Sequence[Person], words: str) -> Person | None:
    """The one of ``found`` whose whole name or address was given; None when one must choose."""
    words = words.strip().casefold()
    exact = [p for p in found if words in {p.name.casefold(), p.email}]
    return exact[0] if len(exact) == 1 else None


def is_staff_member(session: Session, person_id: int) -> bool:
    """Whether this person works here and may come in."""
    statement = staff().where(Person.id == person_id)
    return session.exec(statement).one_or_none() is not None


def named(session: Session, words: str, among: SelectOfScalar[Person]) -> list[Person]:
    """Who of ``among`` is called so, in part; at most :data:`FOUND_MAX`, by name."""
    words = words.strip()
    if len(words) < LETTERS_MIN:
        return []
    is_called = or_(
        col(Person.name).icontains(words, autoescape=True), Person.email == words.lower()
    )
    by_name = among.where(is_called).order_by(func.lower(Person.name), col(Person.id))
    return list(session.exec(by_name.limit(FOUND_MAX)))


def staff() -> SelectOfScalar[Person]:
    """Everybody who works here and may come in."""
    return _active().where(_is_staff())


def _active() -> SelectOfScalar[Person]:
    return select(Person).where(col(Person.disabled_at).is_(None))


def _is_staff() -> ColumnElement[bool]:
    employees = select(PersonRole.person_id).where(PersonRole.role == Role.EMPLOYEE)
    return col(Person.id).in_(employees)
