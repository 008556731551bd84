"""Whom one may give a desk beside oneself: who lets one know where they sit.

To find somebody here, or to hear that they have a desk already, is to learn something of where
they are. Reception and facility managers reserve for everybody, so they may name everybody.
"""

from collections.abc import Collection

from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from booking.people.finding import named, staff
from booking.people.models import Delegation, Person
from booking.people.permissions import Action, may
from booking.people.presence import is_shared_with
from booking.people.values import Principal


def seatable_named(session: Session, by: Principal, words: str) -> list[Person]:
    """Whom ``by`` may name and who is called so, in part; at most a few, by name."""
    return named(session, words, _seatable(by))


def seatable_among(session: Session, by: Principal, people: Collection[int]) -> set[int]:
    found = session.exec(_seatable(by).where(col(Person.id).in_(people)))
    return {person.id for person in found if person.id is not None}


def _seatable(by: Principal) -> SelectOfScalar[Person]:
    """Colleagues who share it, who let ``by`` reserve for them, and ``by``."""
    if may(by, Action.RESERVE_FOR_OTHERS):
        return staff()
    for_whom = select(Delegation.person_id).where(Delegation.delegate_id == by.id)
    return staff().where(or_(is_shared_with(by), Person.id == by.id, col(Person.id).in_(for_whom)))
