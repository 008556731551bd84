"""Collega's: where do they sit today and tomorrow, as far as each shares it.

A name that is looked for is sent in a form and not in an address: addresses are kept in the
histories of browsers and the logs of proxies, and nobody is to know who looked for whom.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.response import Template
from sqlmodel import Session

from booking.foundation.database import Database
from booking.foundation.formats import show_day, show_time
from booking.foundation.local_time import day_of, local_day
from booking.foundation.periods import Period
from booking.foundation.texts import N_, text
from booking.interfaces.settling import settled
from booking.interfaces.web.dependencies import AnyRequest
from booking.interfaces.web.forms import Form, FormData, InvalidForm, read_form
from booking.interfaces.web.pages import page
from booking.interfaces.web.persons import Name
from booking.interfaces.web.presence import Colleague, initials_of, seats_of
from booking.people.finding import LETTERS_MIN
from booking.people.models import Person
from booking.people.presence import colleagues_who_share, teammates_who_share
from booking.people.values import Principal
from booking.reservations.desk_days import open_days_after
from booking.spaces.queries import current_stock
from booking.spaces.values import Stock

TOO_SHORT = N_("Give at least %(count)s letters of the name.")


class SearchForm(Form):
    naam: Name = ""


class ColleaguesController(Controller):
    path = "/collegas"

    @get(sync_to_thread=True)
    def show(
        self,
        request: AnyRequest,
        database: NamedDependency[Database],
        viewer: NamedDependency[Principal],
        now: NamedDependency[datetime],
    ) -> Template:
        """One's own team; whom else one looks for by name."""
        with settled(database, now) as session:
            people = teammates_who_share(session, viewer)
            rows = _rows(session, people, now=now)
        return _page(request, rows, values={})

    @post(sync_to_thread=True, status_code=200)
    def search(
        self,
        request: AnyRequest,
        data: FormData,
        database: NamedDependency[Database],
        viewer: NamedDependency[Principal],
        now: NamedDependency[datetime],
    ) -> Template:
        """Changes nothing and keeps nothing."""
        try:
            words = read_form(SearchForm, data).naam
        except InvalidForm as invalid:
            return _page(request, [], values=data, errors=invalid.errors)
        if len(words) < LETTERS_MIN:
            errors = {"naam": text(TOO_SHORT, count=LETTERS_MIN)}
            return _page(request, [], values=data, errors=errors)
        with settled(database, now) as session:
            people = colleagues_who_share(session, viewer, words)
            rows = _rows(session, people, now=now)
        return _page(request, rows, values=data, words=words)


def _page(
    request: AnyRequest, rows: list[dict[str, Any]], *, values: dict[str, Any],
    errors: dict[str, str] | None = None, words: str = "",
) -> Template:  # fmt: skip
    return page(
        request, "colleagues/index.html", status=422 if errors else 200, rows=rows,
        values=values, errors=errors or {}, words=words, here="/collegas",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Day:
    label: str
    day: date
    seats: dict[int, Colleague]


def _rows(session: Session, people: Sequence[Person], *, now: datetime) -> list[dict[str, Any]]:
    stock = current_stock(session)
    days = list(_days(session, people, stock=stock, now=now))
    in_first = sorted(people, key=lambda person: person.id not in days[0].seats)
    return [
        {
            "name": person.name,
            "initials": initials_of(person.name),
            "days": [_place(day, day.seats.get(person.id or 0)) for day in days],
        }
        for person in in_first
    ]


def _days(
    session: Session, people: Sequence[Person], *, stock: Stock, now: datetime
) -> Iterator[_Day]:
    """What is left of today, and the next day on which the house is open."""
    today = day_of(now)
    left = Period(now, local_day(today).ends_at)
    yield _Day(text("Today"), today, seats_of(session, people, left, stock=stock))
    for day in open_days_after(stock, today, 1):
        label = text("Tomorrow") if day == today + timedelta(days=1) else show_day(day)
        yield _Day(label, day, seats_of(session, people, local_day(day), stock=stock))


def _place(day: _Day, seat: Colleague | None) -> dict[str, str]:
    if seat is None:
        return {"label": day.label, "where": text("No desk"), "href": "", "number": ""}
    until = text("until %(time)s", time=show_time(seat.until))
    return {
        "label": day.label,
        "number": seat.number,
        "where": f"{seat.zone}, {seat.floor}, {until}",
        "href": f"/werkplek/{seat.number}?datum={day.day}",
    }
