"""An errand behind Beheer: a page is looked at, or a form on it is sent, done once and answered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from litestar import Request
from litestar.response import Redirect, Template
from sqlmodel import Session

from booking.foundation.columns import lock_until_commit
from booking.foundation.database import Database
from booking.foundation.errors import Conflict, Refused
from booking.foundation.ids import fingerprint
from booking.foundation.local_time import day_of
from booking.foundation.texts import N_
from booking.interfaces.settling import settled
from booking.interfaces.web.forms import (
    OUR_FIELDS,
    SEEN_FIELD,
    Form,
    FormData,
    InvalidForm,
    read_form,
)
from booking.interfaces.web.once import do_once
from booking.interfaces.web.pages import go, page
from booking.interfaces.web.refusals import said
from booking.people.permissions import NotThere
from booking.people.values import Act

F = TypeVar("F", bound=Form)
Answer = Template | Redirect
Values = Mapping[str, Any]
NOTHING: Values = {}
LOCK = 0x7365656E  # "seen": two who save at once would both find what they have seen


class ChangedMeanwhile(Conflict):
    code = "changed-meanwhile-by-another"
    sentence = N_(
        "Somebody else changed this while you were at it. What you filled in is still below: "
        "look first how it is now. When you save again, yours takes its place."
    )


def with_sent(known: Values, sent: Values) -> dict[str, Any]:
    return {**known, **sent}


@dataclass(frozen=True, slots=True)
class Screen:
    """A page with forms: shown for the first time, or again with what is not right yet."""

    request: Request[Any, Any, Any]
    database: Database
    template: str
    now: datetime
    look: Callable[[Session], dict[str, Any]]
    """What the template shows; its ``values`` are the form as it stands now."""
    fill: Callable[[Values, Values], dict[str, Any]] = with_sent
    """The form as it stands, and what was filled in, put together."""

    def __call__(
        self, errors: Mapping[str, str] = NOTHING, values: Values = NOTHING, status: int = 200
    ) -> Template:
        """``errors``: a sentence by field, "" the whole form; ``values``: what was filled in."""
        with settled(self.database, self.now) as session:
            found = self.look(session)
        known = found.get("values", NOTHING)
        found |= {"values": self.fill(known, values), "seen": fingerprint(known)}
        return page(self.request, self.template, status=status, errors=errors, **found)

    def require_as_seen(self, session: Session, seen: object) -> None:
        """Raises :class:`ChangedMeanwhile` when the form stood otherwise when it was shown."""
        lock_until_commit(session, LOCK)
        if fingerprint(self.look(session).get("values", NOTHING)) != seen:
            raise ChangedMeanwhile(self.template)


@dataclass(frozen=True, slots=True)
class Errand:
    """What one request is about: who comes, when, and with what in hand."""

    request: Request[Any, Any, Any]
    database: Database
    act: Act

    @property
    def today(self) -> date:
        return day_of(self.act.at)

    def screen(self, template: str, look: Callable[[Session], dict[str, Any]]) -> Screen:
        return Screen(self.request, self.database, template, self.act.at, look)

    def take_in(
        self,
        data: FormData,
        form: type[F],
        work: Callable[[Session, F], object],
        again: Screen,
        *,
        at: str | None = None,
        flash: str | None,
    ) -> Answer:
        """Do ``work`` with what the form says and go where it is seen, or show it ``again``.

        It is seen ``at`` an address that is known, or else at the one that ``work`` returns.
        A form that says what it has seen is not stored over what somebody else did meanwhile.
        """

        def checked(session: Session) -> object:
            if SEEN_FIELD in data:
                again.require_as_seen(session, data[SEEN_FIELD])
            return work(session, filled)

        try:
            filled = read_form(form, data)
            location = self.once(data, checked, at=at)
        except (InvalidForm, Conflict, Refused) as error:
            return shown_again(error, form, _filled_in(data), again)
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

    def do_to(
        self, key: str, data: FormData, work: Callable[[Session, Act, int], object], *,
        at: str, flash: str,
    ) -> Redirect:  # fmt: skip
        """Do ``work`` to the row whose number stands in the address."""
        number = number_in_address(key)
        return self.do(data, lambda session: work(session, self.act, number), at=at, flash=flash)

    def once(
        self, data: FormData, work: Callable[[Session], object], *, at: str | None = None
    ) -> str:
        """Do ``work`` unless this very form did it before; where it is seen."""

        def done(session: Session) -> str:
            location = work(session)
            return at or str(location)

        return do_once(self.database, self.act, data, done)


def shown_again(
    error: InvalidForm | Conflict | Refused, form: type[Form], values: Values, again: Screen
) -> Template:
    """The form with what was filled in, and what is not right about it."""
    if isinstance(error, InvalidForm):
        return again(error.errors, values, 422)
    status, sentences = said(error)
    field = form.field_of(error)
    return again({field: " ".join(sentences)}, values, 422 if field else status)


def _filled_in(data: FormData) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name not in OUR_FIELDS}


def number_in_address(key: str) -> int:
    """The number of a row in an address; whatever else stands there leads nowhere."""
    if not (key.isascii() and key.isdecimal() and len(key) <= 9):  # noqa: PLR2004 -- 32 bits
        raise NotThere(f"{key!r} is no number")
    return int(key)
