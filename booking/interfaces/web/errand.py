"""An errand behind Beheer: a page is looked at, or a form on it is sent, done once and answered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, TypeVar

from litestar import Request
from litestar.response import Redirect, Template
from sqlmodel import Session

from booking.foundation.database import Database
from booking.foundation.errors import Conflict, Refused
from booking.foundation.local_time import day_of
from booking.interfaces.web.forms import OUR_FIELDS, Form, FormData, InvalidForm, read_form
from booking.interfaces.web.once import do_once
from booking.interfaces.web.pages import go, page
from booking.interfaces.web.refusals import said
from booking.people.permissions import NotThere
from booking.people.values import Act

F = TypeVar("F", bound=Form)
Answer = Template | Redirect
NOTHING: Mapping[str, Any] = {}


class Again(Protocol):
    """Shows a page with a form: for the first time, or again with what is not right yet."""

    def __call__(
        self,
        errors: Mapping[str, str] = NOTHING,
        values: Mapping[str, Any] = NOTHING,
        status: int = 200,
    ) -> Template:
        """``errors``: a sentence by field, "" the whole form; ``values``: what was filled in."""


@dataclass(frozen=True, slots=True)
class Errand:
    """What one request is about: who comes, when, and with what in hand."""

    request: Request[Any, Any, Any]
    database: Database
    act: Act

    @property
    def today(self) -> date:
        return day_of(self.act.at)

    def screen(self, template: str, look: Callable[[Session], dict[str, Any]]) -> Again:
        """The page ``template`` with what ``look`` finds; its ``values`` are those of the form."""

        def shown(
            errors: Mapping[str, str] = NOTHING,
            values: Mapping[str, Any] = NOTHING,
            status: int = 200,
        ) -> Template:
            with self.database.reading() as session:
                found = look(session)
            found["values"] = {**found.get("values", NOTHING), **values}
            return page(self.request, template, status=status, errors=errors, **found)

        return shown

    def take_in(
        self,
        data: FormData,
        form: type[F],
        work: Callable[[Session, F], object],
        again: Again,
        *,
        at: str | None = None,
        flash: str | None,
    ) -> Answer:
        """Do ``work`` with what the form says and go where it is seen, or show it ``again``.

        It is seen ``at`` an address that is known, or else at the one that ``work`` returns.
        """
        try:
            filled = read_form(form, data)
            location = self.once(data, lambda session: work(session, filled), at=at)
        except InvalidForm as invalid:
            return again(invalid.errors, _filled_in(data), 422)
        except (Conflict, Refused) as error:
            status, sentences = said(error)
            field = form.field_of(error)
            return again({field: " ".join(sentences)}, _filled_in(data), 422 if field else status)
        return go(location, flash=flash)

    def do(
        self,
        data: FormData,
        work: Callable[[Session], object],
        *,
        at: str | None = None,
        flash: str,
    ) -> Redirect:
        """Do what a button without fields says; a refusal has a page of its own."""
        return go(self.once(data, work, at=at), flash=flash)

    def once(
        self, data: FormData, work: Callable[[Session], object], *, at: str | None = None
    ) -> str:
        """Do ``work`` unless this very form did it before; where it is seen."""

        def done(session: Session) -> str:
            location = work(session)
            return at or str(location)

        return do_once(self.database, self.act, data, done)


def _filled_in(data: FormData) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name not in OUR_FIELDS}


def number_in_address(key: str) -> int:
    """The number of a row in an address; whatever else stands there leads nowhere."""
    if not (key.isascii() and key.isdecimal() and len(key) <= 9):  # noqa: PLR2004 -- 32 bits
        raise NotThere(f"{key!r} is no number")
    return int(key)
