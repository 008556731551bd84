"""What the forms about desks do: reserve one or a group, change to another, mark a favourite."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from litestar.datastructures import MultiDict
from litestar.exceptions import ClientException
from litestar.response import Redirect, Template
from sqlmodel import Session

from booking.foundation.answered import answered_before, remember_answer
from booking.foundation.database import Database, retried
from booking.foundation.errors import DomainError
from booking.foundation.formats import show_day, show_span
from booking.foundation.local_time import day_of
from booking.foundation.periods import Period
from booking.foundation.texts import text
from booking.interfaces.settling import settled
from booking.interfaces.web.dependencies import AnyRequest
from booking.interfaces.web.desks.forms import (
    DeskTimeForm,
    GroupForm,
    ReserveDeskForm,
    SwitchForm,
    period_in,
    time_fields,
)
from booking.interfaces.web.desks.pages import DeskPages
from booking.interfaces.web.desks.refusals import Choice, RefusedDesks
from booking.interfaces.web.desks.search import DeskSearch, read_desk_search
from booking.interfaces.web.favourites import FavouriteForm
from booking.interfaces.web.forms import FormData, InvalidForm, form_token_of, read_form
from booking.interfaces.web.pages import go, page
from booking.interfaces.web.persons import HolderForm, holder_in
from booking.interfaces.web.refusals import said
from booking.interfaces.web.reserving import flash_for, reserve_once
from booking.interfaces.web.waiting_address import wait_address_after
from booking.people.favourites import mark_favourite
from booking.people.permissions import NotThere
from booking.people.values import Act, Principal
from booking.reservations.claims import JustTaken
from booking.reservations.desk_switch import switch_desk
from booking.reservations.desks import own_desks
from booking.reservations.granting import granted_at
from booking.reservations.operations import ReservationRefused
from booking.reservations.rules import is_one_desk
from booking.reservations.values import Wish
from booking.spaces.queries import current_stock
from booking.spaces.values import BookableSpace, SpaceKind

REFUSALS = (ReservationRefused, JustTaken)


@dataclass(frozen=True, slots=True)
class DeskReserving:
    """One request that sends a form about desks."""

    request: AnyRequest
    database: Database
    act: Act

    def pages(self, session: Session) -> DeskPages:
        stock = current_stock(session)
        return DeskPages(session, self.act.by, stock, self.act.at)

    def search(self, pages: DeskPages, query: MultiDict[Any]) -> DeskSearch:
        return read_desk_search(query, stock=pages.stock, now=self.act.at)

    def reserve(self, number: str, data: FormData) -> Template | Redirect:
        try:
            form = read_form(ReserveDeskForm, data)
            desk, period = self._asked(number, form)
            holder = self._holder(form, data)
        except InvalidForm as wrong:
            return self._again(number, wrong)
        try:
            wish = Wish((desk.id,), period)
            location = reserve_once(self.database, self.act, wish,
                                    token=form_token_of(data), holder=holder)  # fmt: skip
        except REFUSALS as refusal:
            return self._refused(desk, period, form, refusal, holder)
        return go(location, flash=flash_for(holder))

    def switch(self, number: str, data: FormData) -> Template | Redirect:
        """Have this desk instead of the one I have."""
        try:
            form = read_form(SwitchForm, data)
            desk, period = self._asked(number, form)
        except InvalidForm as wrong:
            return self._again(number, wrong)
        try:
            location = switch_once(self.database, self.act, form.uid, Wish((desk.id,), period),
                                   token=form_token_of(data))  # fmt: skip
        except REFUSALS as refusal:
            return self._refused(desk, period, form, refusal)
        return go(location, flash="changed")

    def reserve_group(self, data: FormData) -> Template | Redirect:
        """Several desks, for me and who comes with me, in one reservation."""
        try:
            form = read_form(GroupForm, data)
            with self.database.reading() as session:
                pages = self.pages(session)
                desks = [pages.desk(number, form.datum) for number in form.nummer]
                period = self._period(pages, form)
            holder = self._holder(form, data)
        except InvalidForm as wrong:
            return self._list_again(wrong)
        wish = Wish(tuple(desk.id for desk in desks), period, attendee_count=len(desks))
        try:
            location = reserve_once(self.database, self.act, wish,
                                    token=form_token_of(data), holder=holder)  # fmt: skip
        except REFUSALS as refusal:
            return self._group_refused(desks, period, form, refusal, holder)
        return go(location, flash=flash_for(holder))

    def mark_favourite(self, data: FormData) -> Redirect:
        """Make a desk my favourite, or no longer; a form that nobody can send by hand."""
        try:
            form = read_form(FavouriteForm, data)
        except InvalidForm as wrong:
            raise ClientException from wrong
        self._mark(form)
        is_set = form.keuze == "ja"
        return go(f"/werkplek/{form.nummer}", flash=f"favourite-{'set' if is_set else 'unset'}")

    @retried
    def _mark(self, form: FavouriteForm) -> None:
        with self.database.writing() as session:
            desk = self.pages(session).desk(form.nummer, day_of(self.act.at))
            mark_favourite(session, self.act, desk.id, is_favourite=form.keuze == "ja")

    def _asked(self, number: str, form: DeskTimeForm) -> tuple[BookableSpace, Period]:
        with self.database.reading() as session:
            pages = self.pages(session)
            return pages.desk(number, form.datum), self._period(pages, form)

    def _holder(self, form: HolderForm, data: FormData) -> Principal | None:
        try:
            with self.database.reading() as session:
                return holder_in(session, self.act.by, form, day_of(self.act.at))
        except InvalidForm as wrong:
            raise InvalidForm(wrong.errors, data) from wrong

    def _period(self, pages: DeskPages, form: DeskTimeForm) -> Period:
        return period_in(form, stock=pages.stock, now=self.act.at)

    def _again(self, number: str, wrong: InvalidForm) -> Template:
        """The desk's page with what was filled in, and what is not right about it."""
        with self.database.reading() as session:
            pages = self.pages(session)
            search = self.search(pages, MultiDict(_texts(wrong.values)))
            context = pages.desk_page(number, search, values=_texts(wrong.values))
        return page(self.request, "desks/desk.html", status=422, **context, errors=wrong.errors)

    def _list_again(self, wrong: InvalidForm) -> Template:
        with self.database.reading() as session:
            pages = self.pages(session)
            values = _texts(wrong.values) | {"weergave": "lijst"}
            context = pages.index(self.search(pages, MultiDict(values)), sent=wrong.values)
        said_here = {"": text("Tick the desks that you want to reserve.")}
        errors = said_here if "nummer" in wrong.errors else wrong.errors
        return page(
            self.request, "desks/index.html", status=422, **context, errors=errors, announced=""
        )

    def _refused(
        self, desk: BookableSpace, period: Period, form: DeskTimeForm, error: DomainError,
        holder: Principal | None = None,
    ) -> Template:  # fmt: skip
        choices = self._choices([desk], period, time_fields(form), error, holder)
        url = wait_address_after(error, Wish((desk.id,), period), desk) if holder is None else ""
        return self._no(error, period, choices=choices, title=desk.number, wait_url=url,
                        back=f"/werkplek/{desk.number}?datum={form.datum}")  # fmt: skip

    def _group_refused(
        self, desks: list[BookableSpace], period: Period, form: GroupForm, error: DomainError,
        holder: Principal | None,
    ) -> Template:  # fmt: skip
        choices = self._choices(desks, period, time_fields(form), error, holder)
        return self._no(error, period, choices=choices, title=", ".join(form.nummer),
                        back=f"/werkplek?datum={form.datum}&weergave=lijst")  # fmt: skip

    def _choices(
        self, desks: list[BookableSpace], period: Period, fields: dict[str, str],
        error: DomainError, holder: Principal | None,
    ) -> list[Choice]:  # fmt: skip
        holder_id = (holder or self.act.by).id
        with settled(self.database, self.act.at) as session:
            stock = current_stock(session)
            allows = granted_at(
                session, stock, kind=SpaceKind.DESK, by=self.act.by, at=self.act.at,
                sitters=[holder_id] if is_one_desk(desks) else [], holder_id=holder_id,
            )  # fmt: skip
            refused = RefusedDesks(session, self.act.by, desks, period, fields, stock,
                                   self.act.at, allows, holder)  # fmt: skip
            return refused.choices(error)

    def _no(
        self, error: DomainError, period: Period, *, choices: list[Any], title: str, back: str,
        wait_url: str = "",
    ) -> Template:  # fmt: skip
        status, reasons = said(error)
        return page(
            self.request, "desks/refused.html", status=status, subject=title, reasons=reasons,
            when=f"{show_day(day_of(period.starts_at))}, {show_span(period)}", choices=choices,
            back=back, wait_url=wait_url,
        )  # fmt: skip


@retried
def switch_once(database: Database, act: Act, uid: str, wish: Wish, *, token: str) -> str:
    """The address of the reservation that the form with ``token`` led to, now or before.

    Raises :class:`ReservationRefused` or :class:`JustTaken`.
    """
    with database.writing() as session:
        location = answered_before(session, token, act.by.id)
        if location is None:
            _require_own_desk(session, act, uid, wish.period)
            reservation = switch_desk(session, act, uid, wish)
            location = f"/reserveringen/{reservation.uid}"
            remember_answer(session, token, person_id=act.by.id, location=location, at=act.at)
    return location


def _require_own_desk(session: Session, act: Act, uid: str, period: Period) -> None:
    """Only the desk that is in the way may be left, not any reservation one may change."""
    if uid not in {held.reservation.uid for held in own_desks(session, act.by, period)}:
        raise NotThere(f"{uid} is no desk of {act.by.id} at that time")


def _texts(values: Mapping[str, Any]) -> dict[str, str]:
    """Raw values as one text each: what a form shows again."""
    return {name: value[0] if isinstance(value, list) else str(value)
            for name, value in values.items()}  # fmt: skip
