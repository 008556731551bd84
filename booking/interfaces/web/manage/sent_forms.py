"""A form behind Beheer that was sent: taken in, or shown again with what is not right yet."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from litestar.response import Redirect, Template

from booking.foundation.errors import Conflict, DomainError, Refused
from booking.foundation.texts import text
from booking.interfaces.web.forms import OUR_FIELDS, Form, FormData, InvalidForm, read_form
from booking.interfaces.web.pages import go
from booking.interfaces.web.refusals import said
from booking.people.permissions import NotThere

F = TypeVar("F", bound=Form)
Again = Callable[[dict[str, str], dict[str, Any], int], Template]
"""Shows the form again: a sentence by field, what was filled in, the status."""
FieldByError = Mapping[type[DomainError], str]
"""At which field a refusal belongs; what is not here is about the whole form."""


def take_in(
    data: FormData,
    form: type[F],
    store: Callable[[F], str],
    again: Again,
    *,
    flash: str,
    fields: FieldByError,
) -> Template | Redirect:
    """``store`` what the form says and go where its effect is seen, or ``again``."""
    values = {name: value for name, value in data.items() if name not in OUR_FIELDS}
    try:
        with at_field(fields, values):
            location = store(read_form(form, data))
    except InvalidForm as invalid:
        return again(invalid.errors, values, 422)
    except (Conflict, Refused) as error:
        status, sentences = said(error)
        return again({"": sentences[0]}, values, status)
    return go(location, flash=flash)


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


def as_list(value: object) -> object:
    """A name that a form sends once or more is always a list."""
    return [value] if isinstance(value, str) else value
