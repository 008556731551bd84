"""A person meant in a form: for whom it is, or who is the host. Works without JavaScript.

Who may look among everybody types a name: one that is whole and fits one person is enough,
else the form comes back with whom it may be. Others choose from the few they know.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import Field
from sqlmodel import Session

from booking.foundation.texts import N_, text
from booking.interfaces.web.forms import Form, InvalidForm
from booking.people.delegates import principals_of, require_may_reserve_for
from booking.people.finding import LETTERS_MIN, meant, people_named, staff_named
from booking.people.models import Partner, Person, Team
from booking.people.permissions import Action, NotAllowed, may
from booking.people.queries import principal_of
from booking.people.values import Principal
from booking.reservations.hosts import hosts_known_to

NAME_LENGTH_MAX = 200
NUMBER_MAX = 2**31 - 1
WHICH = N_("Choose whom you mean.")
NOBODY = N_("We know nobody of this name. Give at least %(count)s letters of it.")

Find = Callable[[Session, str], list[Person]]
Name = Annotated[str, Field(max_length=NAME_LENGTH_MAX)]
Number = Annotated[int, Field(ge=1, le=NUMBER_MAX)]


class HolderForm(Form):
    """For whom a place is reserved; nothing filled in is oneself."""

    voor: Name = ""
    voor_nummer: Number | None = None


class HostForm(Form):
    """Who receives the visitors; nothing filled in is nobody in particular."""

    gastheer: Name = ""
    gastheer_nummer: Number | None = None


@dataclass(frozen=True, slots=True)
class PersonField:
    """How somebody is meant: typed (``choices`` are whom it may be), or chosen from a list."""

    is_searched: bool
    choices: Sequence[tuple[str, str]]


def holder_field(
    session: Session, viewer: Principal, values: Mapping[str, Any]
) -> PersonField | None:
    """None for who reserves only for themselves."""
    if may(viewer, Action.RESERVE_FOR_OTHERS):
        return _searched(session, values.get("voor"), people_named)
    known = principals_of(session, viewer)
    return _listed(text("Myself"), known) if known else None


def host_field(
    session: Session, viewer: Principal, values: Mapping[str, Any]
) -> PersonField | None:
    """None for a partner's contact who knows nobody here yet."""
    if viewer.partner_id is None:
        return _searched(session, values.get("gastheer"), staff_named)
    known = hosts_known_to(session, viewer.partner_id)
    return _listed(text("Nobody in particular"), known) if known else None


def colleague_field(session: Session, words: object) -> PersonField:
    """Somebody who works here, by name."""
    return _searched(session, words, staff_named)


def holder_in(session: Session, by: Principal, form: HolderForm, today: date) -> Principal | None:
    """For whom ``by`` reserves; None for themselves. Raises InvalidForm or NotAllowed."""
    is_searched = may(by, Action.RESERVE_FOR_OTHERS)
    number = number_meant(session, "voor", form.voor, form.voor_nummer,
                          find=people_named if is_searched else None)  # fmt: skip
    if number is None or number == by.id:
        return None
    holder = principal_of(session, number, today=today)
    if holder is None:
        raise NotAllowed(f"reserving for {number} by {by.id}")
    require_may_reserve_for(session, by, holder)
    return holder


def host_in(session: Session, by: Principal, form: HostForm) -> int | None:
    """The host's number; whether ``by`` may name this one is decided where it is reserved."""
    find = staff_named if by.partner_id is None else None
    return number_meant(session, "gastheer", form.gastheer, form.gastheer_nummer, find=find)


def number_meant(
    session: Session, field: str, words: str, number: int | None, *, find: Find | None,
    nobody: str = NOBODY,
) -> int | None:  # fmt: skip
    """Who is meant by ``words``, or was chosen among those who may be: raises InvalidForm.

    Without ``find`` there was nothing to type in: raises NotAllowed.
    """
    if not words:
        return number
    if find is None:
        raise NotAllowed(f"looking for a person in {field}")
    found = find(session, words)
    if number in {person.id for person in found}:
        return number
    one = meant(found, words)
    if one is not None:
        return one.id
    if found:
        raise InvalidForm({f"{field}_nummer": text(WHICH)}, {})
    raise InvalidForm({field: text(nobody, count=LETTERS_MIN)}, {})


def candidates(session: Session, words: object, find: Find) -> list[tuple[str, str]]:
    """Whom ``words`` may mean, to choose from; none when they are clear."""
    found = find(session, str(words or ""))
    return [] if meant(found, str(words or "")) else [_choice(session, p) for p in found]


def _searched(session: Session, words: object, find: Find) -> PersonField:
    return PersonField(is_searched=True, choices=candidates(session, words, find))


def _listed(nobody: str, known: Sequence[Person]) -> PersonField:
    names = [(str(person.id), person.name) for person in known]
    return PersonField(is_searched=False, choices=[("", nobody), *names])


def _choice(session: Session, person: Person) -> tuple[str, str]:
    """Name and team: two people may be called the same."""
    group = session.get(Team, person.team_id) if person.team_id else None
    partner = session.get(Partner, person.partner_id) if person.partner_id else None
    of = group or partner
    return str(person.id), f"{person.name} ({of.name if of else person.email})"
