"""Beheer, partners: which organisations are welcome, and until when."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Response, Template
from sqlmodel import Session

from booking.foundation.database import Database
from booking.foundation.errors import DomainError, Refused
from booking.foundation.local_time import day_of
from booking.interfaces.web.forms import Form, FormData, InvalidForm, read_form
from booking.interfaces.web.house import house_of
from booking.interfaces.web.identity import forget_person
from booking.interfaces.web.manage.partners.view import (
    HERE,
    kind_choices,
    overview,
    partner_page,
)
from booking.interfaces.web.manage.people.forms import Name
from booking.interfaces.web.manage.sent_forms import FieldByError, at_field, number_in_address
from booking.interfaces.web.moments import Day
from booking.interfaces.web.once import do_once
from booking.interfaces.web.pages import go, page
from booking.interfaces.web.refusals import said
from booking.people.directory import contacts_of
from booking.people.partners import (
    PartnerParticulars,
    TermBackwards,
    add_partner,
    change_partner,
    end_term,
    remove_partner,
)
from booking.people.teams import NameTaken
from booking.people.values import Act, PartnerKind

AnyRequest = Request[Any, Any, Any]
FIELD_BY_ERROR: FieldByError = {NameTaken: "naam", TermBackwards: "tot"}


class PartnerForm(Form):
    naam: Name
    soort: PartnerKind
    vanaf: Day
    tot: Day | None = None

    def particulars(self) -> PartnerParticulars:
        return PartnerParticulars(self.naam, self.soort, self.vanaf, self.tot)


class EndForm(Form):
    einde: Day


class PartnersController(Controller):
    path = HERE

    @get(sync_to_thread=True)
    def show_all(
        self,
        request: AnyRequest,
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Template:
        with database.reading() as session:
            return page(request, "manage/partners/index.html", **overview(session, now=now))

    @get("/nieuw", sync_to_thread=False)
    def ask_new(self, request: AnyRequest, now: NamedDependency[datetime]) -> Template:
        return page(request, "manage/partners/new.html", kinds=kind_choices(), errors={},
                    values={"vanaf": day_of(now).isoformat()})  # fmt: skip

    @post("/nieuw/toevoeging", sync_to_thread=True)
    def add(
        self,
        request: AnyRequest,
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Response[Any]:
        def work(session: Session) -> str:
            return f"{HERE}/{add_partner(session, act, form.particulars()).id}"

        try:
            form = read_form(PartnerForm, data)
            with at_field(FIELD_BY_ERROR, data):
                return go(do_once(database, act, data, work), flash="partner-added")
        except InvalidForm as invalid:
            return page(request, "manage/partners/new.html", status=422, kinds=kind_choices(),
                        errors=invalid.errors, values=invalid.values)  # fmt: skip

    @get("/{key:str}", sync_to_thread=True)
    def show(
        self,
        request: AnyRequest,
        key: FromPath[str],
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Template:
        return partner_answer(request, database, act, number_in_address(key))

    @post("/{key:str}/wijziging", sync_to_thread=True)
    def change(
        self,
        request: AnyRequest,
        key: FromPath[str],
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Response[Any]:
        number = number_in_address(key)

        def work(session: Session) -> None:
            change_partner(session, act, number, form.particulars())

        try:
            form = read_form(PartnerForm, data)
            with at_field(FIELD_BY_ERROR, data):
                return _done(request, database, act, data, number, work)
        except InvalidForm as invalid:
            return partner_answer(request, database, act, number, invalid=invalid)

    @post("/{key:str}/einde", sync_to_thread=True)
    def end(
        self,
        request: AnyRequest,
        key: FromPath[str],
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Response[Any]:
        number = number_in_address(key)

        def work(session: Session) -> None:
            end_term(session, act, number, form.einde)

        try:
            form = read_form(EndForm, data)
            with at_field({TermBackwards: "einde"}, data):
                return _done(request, database, act, data, number, work)
        except InvalidForm as invalid:
            return partner_answer(request, database, act, number, invalid=invalid)

    @post("/{key:str}/verwijdering", sync_to_thread=True)
    def remove(
        self,
        request: AnyRequest,
        key: FromPath[str],
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Response[Any]:
        number = number_in_address(key)

        def work(session: Session) -> str:
            remove_partner(session, act, number)
            return HERE

        try:
            return go(do_once(database, act, data, work), flash="removed")
        except Refused as refusal:
            return partner_answer(request, database, act, number, refusal=refusal)


def _done(
    request: AnyRequest, database: Database, act: Act, data: dict[str, Any], number: int,
    work: Callable[[Session], None],
) -> Response[Any]:  # fmt: skip
    """Do it, and let nobody in on what was remembered of the term before."""

    def acting(session: Session) -> str:
        work(session)
        return f"{HERE}/{number}"

    location = do_once(database, act, data, acting)
    with database.reading() as session:
        for person in contacts_of(session, number):
            forget_person(house_of(request), person.id or 0)
    return go(location, flash="saved")


def partner_answer(
    request: AnyRequest, database: Database, act: Act, number: int, *,
    invalid: InvalidForm | None = None, refusal: DomainError | None = None,
) -> Template:  # fmt: skip
    """The page of a partner, with what was wrong in one of its forms."""
    with database.reading() as session:
        shown = partner_page(session, number, viewer=act.by, now=act.at)
    if invalid is not None:
        shown["values"] = {**shown["values"], **invalid.values}
    status, trouble = said(refusal) if refusal else (422 if invalid else 200, [])
    return page(request, "manage/partners/partner.html", status=status, trouble=trouble,
                errors=invalid.errors if invalid else {}, **shown)  # fmt: skip
