"""What the forms behind Beheer about people share: done once, mistakes at their field."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlmodel import Session

from booking.foundation.answered import answered_before, remember_answer
from booking.foundation.database import Database, retried
from booking.foundation.errors import DomainError
from booking.foundation.texts import text
from booking.interfaces.web.forms import InvalidForm, form_token_of
from booking.people.permissions import NotThere
from booking.people.values import Act

FieldByError = Mapping[type[DomainError], str]


@retried
def do_once(
    database: Database, act: Act, data: Mapping[str, Any], work: Callable[[Session], str]
) -> str:
    """Do ``work`` in a transaction unless this form did it before; where its effect can be seen."""
    token = form_token_of(data)
    with database.writing() as session:
        seen = answered_before(session, token, act.by.id)
        if seen is not None:
            return seen
        location = work(session)
        remember_answer(session, token, person_id=act.by.id, location=location, at=act.at)
    return location


@contextmanager
def at_field(fields: FieldByError, data: Mapping[str, Any]) -> Iterator[None]:
    """Show a refusal at the field that it is about, with everything that was filled in."""
    try:
        yield
    except tuple(fields) as error:
        field = next(field for kind, field in fields.items() if isinstance(error, kind))
        raise InvalidForm({field: text(error.sentence, **error.facts)}, data) from error


def number_in_address(key: str) -> int:
    """The number of a row in an address; whatever else stands there leads nowhere."""
    if not (key.isascii() and key.isdecimal() and len(key) <= 9):  # noqa: PLR2004 -- 32 bits
        raise NotThere(f"{key!r} is no number")
    return int(key)
