"""A form behind Beheer that was sent: stored once, or shown again with what is not right yet."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from litestar.response import Redirect, Template
from sqlmodel import Session

from booking.foundation.answered import answered_before, remember_answer
from booking.foundation.database import Database, retried
from booking.foundation.errors import Conflict, DomainError, Refused
from booking.interfaces.web.forms import (
    OUR_FIELDS,
    Form,
    FormData,
    InvalidForm,
    form_token_of,
    read_form,
)
from booking.interfaces.web.pages import go
from booking.interfaces.web.refusals import said
from booking.people.permissions import NotThere
from booking.people.values import Act

F = TypeVar("F", bound=Form)
Again = Callable[[dict[str, str], dict[str, Any], int], Template]
"""Shows the form again: a sentence by field, what was filled in, the status."""
Fields = Mapping[type[DomainError], str]
"""At which field a refusal belongs; what is not here is about the whole form."""


@retried
def store_once(database: Database, act: Act, data: FormData, work: Callable[[Session], str]) -> str:
    """Do ``work`` in a transaction unless this form did it before; where its effect is seen."""
    token = form_token_of(data)
    with database.writing() as session:
        seen = answered_before(session, token, act.by.id)
        if seen is not None:
            return seen
        location = work(session)
        remember_answer(session, token, person_id=act.by.id, location=location, at=act.at)
    return location


def take_in(
    data: FormData,
    form: type[F],
    store: Callable[[F], str],
    again: Again,
    *,
    flash: str,
    fields: Fields,
) -> Template | Redirect:
    """``store`` what the form says and go where its effect is seen, or ``again``."""
    values = {name: value for name, value in data.items() if name not in OUR_FIELDS}
    try:
        location = store(read_form(form, data))
    except InvalidForm as invalid:
        return again(invalid.errors, values, 422)
    except (Conflict, Refused) as error:
        status, sentences = said(error)
        field = next((name for kind, name in fields.items() if isinstance(error, kind)), "")
        return again({field: sentences[0]}, values, 422 if field else status)
    return go(location, flash=flash)


def number_in_address(key: str) -> int:
    """Raises NotThere: an address is typed, cut and shared by people."""
    if not key.isascii() or not key.isdecimal() or len(key) > 9:  # noqa: PLR2004 -- fits a column
        raise NotThere(f"no number {key!r}")
    return int(key)


def as_list(value: object) -> object:
    """A name that a form sends once or more is always a list."""
    return [value] if isinstance(value, str) else value
