"""Beheer, a space, external calendars: sent or followed, looked at first, then used."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlmodel import Session

from booking.calendars.subscriptions.models import ExternalCalendar
from booking.calendars.subscriptions.operations import agree, confirm, look_now, propose, remove
from booking.calendars.subscriptions.queries import calendar_numbered, calendars_of, copy_of
from booking.foundation.errors import DomainError, Refused
from booking.foundation.jobs import hurry
from booking.interfaces.following import read_at
from booking.interfaces.jobs.external_calendars import FOLLOW_CALENDARS_OUTSIDE
from booking.interfaces.web.errand import Answer, Errand, Screen, number_in_address, shown_again
from booking.interfaces.web.forms import FormData, InvalidForm
from booking.interfaces.web.house import house_of
from booking.interfaces.web.manage.effects import hit_by
from booking.interfaces.web.manage.external.form import (
    FIRST,
    REQUEST_BYTES_MAX,
    CalendarForm,
    SentForm,
    choices,
    filled_in,
    proposed_in,
)
from booking.interfaces.web.manage.external.view import (
    Seen,
    calendar_path,
    calendars_path,
    gone_times,
    known_times,
    not_used_table,
    read_times,
    shown_row,
    times_table,
    with_calendar,
)
from booking.interfaces.web.manage.rehousing.choices import choice_in
from booking.interfaces.web.manage.spaces.listing import LIST
from booking.interfaces.web.pages import go, page
from booking.interfaces.web.refusals import said
from booking.people.permissions import NotThere
from booking.reservations.claims import JustTaken
from booking.reservations.rehousing.operations import HousePlanChanged, change_house
from booking.spaces.queries import current_stock
from booking.spaces.values import BookableSpace


@dataclass(frozen=True, slots=True)
class Place:
    """The space in the address, and which of its calendars."""

    space_id: int
    number: int

    @property
    def here(self) -> str:
        return calendar_path(self.space_id, self.number)

    def row(self, session: Session) -> ExternalCalendar:
        return calendar_numbered(session, self.space_id, self.number)


class ExternalCalendarsController(Controller):
    path = LIST + "/{key:str}/agendas"

    @get(sync_to_thread=True)
    def index(self, key: FromPath[str], errand: NamedDependency[Errand]) -> Template:
        return _index(errand, number_in_address(key))(values=FIRST)

    @post(sync_to_thread=True, request_max_body_size=REQUEST_BYTES_MAX)
    def propose(
        self, key: FromPath[str], data: SentForm, errand: NamedDependency[Errand]
    ) -> Answer:
        space_id = number_in_address(key)
        again = _index(errand, space_id)
        try:
            proposed, copy = proposed_in(errand, space_id, data)

            def work(session: Session) -> str:
                row = propose(session, errand.act, proposed, copy)
                return calendar_path(space_id, row.id or 0)

            return go(errand.once(data, work))
        except (InvalidForm, Refused) as error:
            return shown_again(error, CalendarForm, filled_in(data), again)

    @get("/{number:str}", sync_to_thread=True)
    def show(
        self, key: FromPath[str], number: FromPath[str], errand: NamedDependency[Errand]
    ) -> Template:
        place = _place(key, number)
        with errand.database.reading() as session:
            is_used = place.row(session).confirmed_at is not None
        if not is_used:
            return _preview(errand, place, dict(errand.request.query_params))
        return _used(errand, place)

    @post("/{number:str}/bevestiging", sync_to_thread=True)
    def confirm(
        self, key: FromPath[str], number: FromPath[str], data: FormData,
        errand: NamedDependency[Errand],
    ) -> Answer:  # fmt: skip
        """What has changed since the preview is decided now; then that is shown instead."""
        place = _place(key, number)
        calendar = _seen(errand, place).calendar

        def work(session: Session) -> None:
            row = place.row(session)
            if row.confirmed_at is None:
                change_house(
                    session, errand.act,
                    lambda: confirm(session, errand.act, row, calendar), choice_in(data),
                )  # fmt: skip

        try:
            return go(errand.once(data, work, at=place.here), flash="calendar-added")
        except (HousePlanChanged, JustTaken) as error:
            return _preview(errand, place, data, error)

    @post("/{number:str}/instemming", sync_to_thread=True)
    def agree(
        self, key: FromPath[str], number: FromPath[str], data: FormData,
        errand: NamedDependency[Errand],
    ) -> Redirect:  # fmt: skip
        place = _place(key, number)
        calendar = _seen(errand, place, is_doubtful=True).calendar

        def work(session: Session) -> None:
            agree(session, errand.act, place.row(session), calendar)

        return errand.do(data, work, at=place.here, flash="calendar-agreed")

    @post("/{number:str}/raadpleging", sync_to_thread=True)
    def look(
        self, key: FromPath[str], number: FromPath[str], data: FormData,
        errand: NamedDependency[Errand],
    ) -> Redirect:  # fmt: skip
        place = _place(key, number)

        def work(session: Session) -> None:
            look_now(session, errand.act, place.row(session))
            hurry(session, FOLLOW_CALENDARS_OUTSIDE, now=errand.act.at)

        return errand.do(data, work, at=place.here, flash="calendar-looked")

    @post("/{number:str}/verwijdering", sync_to_thread=True)
    def remove(
        self, key: FromPath[str], number: FromPath[str], data: FormData,
        errand: NamedDependency[Errand],
    ) -> Redirect:  # fmt: skip
        place = _place(key, number)

        def work(session: Session) -> None:
            remove(session, errand.act, place.row(session))

        at = calendars_path(place.space_id)
        return errand.do(data, work, at=at, flash="calendar-removed")


def _place(key: str, number: str) -> Place:
    return Place(number_in_address(key), number_in_address(number))


def _space(session: Session, space_id: int) -> BookableSpace:
    """Raises NotThere."""
    space = current_stock(session).spaces.get(space_id)
    if space is None:
        raise NotThere(f"no space {space_id}")
    return space


def _index(errand: Errand, space_id: int) -> Screen:
    def look(session: Session) -> dict[str, Any]:
        return {
            "space": _space(session, space_id),
            "space_url": f"{LIST}/{space_id}",
            "here": calendars_path(space_id),
            "calendars": [shown_row(row) for row in calendars_of(session, space_id)],
            "may_fetch": house_of(errand.request).settings.fetches_calendars,
            **choices(),
        }

    return errand.screen("manage/external/index.html", look)


def _seen(errand: Errand, place: Place, *, is_doubtful: bool = False) -> Seen:
    """The calendar with what was read in its copy: outside a transaction, as it takes a moment."""
    with errand.database.reading() as session:
        row, space = place.row(session), _space(session, place.space_id)
        copy = copy_of(session, row)
    content = copy.doubtful if is_doubtful else copy.content
    if content is None:
        raise NotThere(f"calendar {row.id} asks nothing")
    return Seen(row, space, read_at(content, errand.act.at))


def _preview(
    errand: Errand, place: Place, data: Mapping[str, Any], error: DomainError | None = None
) -> Template:
    status, trouble = said(error) if error else (200, [])
    seen = _seen(errand, place)
    with errand.database.reading() as session:
        stock = current_stock(session)
        found = hit_by(session, errand.act, stock, with_calendar(stock, seen, errand.act.at), data)
    return page(
        errand.request, "manage/external/preview.html", status=status, changed=trouble,
        **_shown(seen.row, seen.space), **found, free_count=seen.calendar.free_count,
        times=times_table(read_times(seen.calendar, errand.act.at)),
        not_used=not_used_table(seen.calendar),
    )  # fmt: skip


def _used(errand: Errand, place: Place) -> Template:
    with errand.database.reading() as session:
        row, space = place.row(session), _space(session, place.space_id)
        known, gone = known_times(session, row, errand.act.at), []
    if row.asks_leave:
        calendar = _seen(errand, place, is_doubtful=True).calendar
        with errand.database.reading() as session:
            gone = gone_times(session, row, calendar, errand.act.at)
    return page(
        errand.request, "manage/external/calendar.html", **_shown(row, space),
        times=times_table(known), gone=times_table(gone),
    )  # fmt: skip


def _shown(row: ExternalCalendar, space: BookableSpace) -> dict[str, Any]:
    return {
        "space": space,
        "list_url": calendars_path(space.id),
        "here": calendar_path(space.id, row.id or 0),
        "calendar": shown_row(row),
        "is_followed": row.is_followed,
    }
