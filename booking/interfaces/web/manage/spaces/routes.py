"""Plekken: the desks and rooms of the house, as the facility manager keeps them."""

from dataclasses import replace
from typing import Any

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template
from sqlmodel import Session

from booking.interfaces.web.errand import Answer, Errand, Screen, number_in_address
from booking.interfaces.web.forms import FormData
from booking.interfaces.web.manage.spaces.form import SpaceDesk, SpaceForm, filled
from booking.interfaces.web.manage.spaces.listing import LIST, filter_in, spaces_listed
from booking.interfaces.web.manage.spaces.retiring import (
    ResumeForm,
    day_asked,
    retire,
    think_of_retiring,
)
from booking.interfaces.web.manage.spaces.widths import apply_as_seen, near_data
from booking.interfaces.web.moments import day_in
from booking.reservations.combining import change_parts
from booking.spaces.changes import add_space, change_space, fingerprint_of, resume_space
from booking.spaces.combined import may_get_other_parts
from booking.spaces.mail_names import Invitable, name_for_mail
from booking.spaces.queries import current_stock
from booking.spaces.values import SpaceKind


class SpacesController(Controller):
    path = LIST

    @get("/", sync_to_thread=True)
    def index(self, errand: NamedDependency[Errand]) -> Template:
        def look(session: Session) -> dict[str, Any]:
            wanted = filter_in(errand.request.query_params)
            return spaces_listed(current_stock(session), wanted, errand.today)

        return errand.screen("manage/spaces/index.html", look)()

    @get("/nieuw", sync_to_thread=True)
    def new(self, errand: NamedDependency[Errand]) -> Template:
        return _new(errand, errand.request.query_params.get("soort"))()

    @post("/", sync_to_thread=True)
    def add(self, data: FormData, errand: NamedDependency[Errand]) -> Answer:
        def work(session: Session, form: SpaceForm) -> str:
            number = add_space(session, errand.act, form.facts(form.soort), zone_id=form.zone,
                               capacity=form.plaatsen, begins=form.vanaf,
                               part_ids=form.delen)  # fmt: skip
            return f"{LIST}/{number}"

        again = _new(errand, data.get("soort"))
        return errand.take_in(data, SpaceForm, work, again, flash="space-added")

    @get("/{key:str}", sync_to_thread=True)
    def show(self, key: FromPath[str], errand: NamedDependency[Errand]) -> Template:
        return _one(errand, number_in_address(key))()

    @post("/{key:str}/wijziging", sync_to_thread=True)
    def change(self, key: FromPath[str], data: FormData, errand: NamedDependency[Errand]) -> Answer:
        number = number_in_address(key)

        def work(session: Session, form: SpaceForm) -> None:
            before = current_stock(session)
            change_space(session, errand.act, number, form.facts(form.soort), zone_id=form.zone,
                         capacity=form.plaatsen, begins=form.vanaf, seen=form.versie)  # fmt: skip
            apply_as_seen(session, errand.act, before, form)
            stock = current_stock(session)
            if form.delen or may_get_other_parts(stock, stock.spaces[number]):
                change_parts(session, errand.act, number, form.delen)
            if "mailnaam" in data:
                name_for_mail(session, errand.act, Invitable(number), form.mailnaam)

        return errand.take_in(data, SpaceForm, work, _one(errand, number, data),
                              at=f"{LIST}/{number}", flash="space-changed")  # fmt: skip

    @get("/{key:str}/einde", sync_to_thread=True)
    def think_of_retiring(self, key: FromPath[str], errand: NamedDependency[Errand]) -> Template:
        number = number_in_address(key)
        query = day_asked(errand.request.query_params)
        day = day_in(query, otherwise=errand.today, name="dag")
        with errand.database.reading() as session:
            version = query.get("versie") or fingerprint_of(session, number)
        return think_of_retiring(errand, number, day, version, _one(errand, number))

    @post("/{key:str}/einde", sync_to_thread=True)
    def retire(self, key: FromPath[str], data: FormData, errand: NamedDependency[Errand]) -> Answer:
        number = number_in_address(key)
        return retire(errand, number, data, _one(errand, number))

    @post("/{key:str}/hervatting", sync_to_thread=True)
    def resume(self, key: FromPath[str], data: FormData, errand: NamedDependency[Errand]) -> Answer:
        number = number_in_address(key)

        def work(session: Session, form: ResumeForm) -> None:
            resume_space(session, errand.act, number, seen=form.versie)

        return errand.take_in(data, ResumeForm, work, _one(errand, number), at=f"{LIST}/{number}",
                              flash="space-resumed")  # fmt: skip


def _desk(errand: Errand, session: Session) -> SpaceDesk:
    return SpaceDesk(session, current_stock(session), errand.today)


def _new(errand: Errand, kind: object) -> Screen:
    known = SpaceKind.DESK if kind == SpaceKind.DESK else SpaceKind.ROOM

    def look(session: Session) -> dict[str, Any]:
        here = f"{LIST}/nieuw?soort={known.value}"
        return {"here": here, **_desk(errand, session).new_page(known)}

    return replace(errand.screen("manage/spaces/new.html", look), fill=filled)


def _one(errand: Errand, number: int, sent: FormData | None = None) -> Screen:
    def look(session: Session) -> dict[str, Any]:
        near = near_data(session, errand.act, number, sent) if sent else {}
        return {**_desk(errand, session).space_page(number), **near}

    return replace(errand.screen("manage/spaces/space.html", look), fill=filled)
