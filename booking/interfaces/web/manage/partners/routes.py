"""Beheer, partners: which organisations are welcome, and until when."""

from typing import Any, ClassVar

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template
from sqlmodel import Session

from booking.interfaces.web.errand import Answer, Errand, Screen, number_in_address
from booking.interfaces.web.forms import Form, FormData
from booking.interfaces.web.house import house_of
from booking.interfaces.web.identity import forget_person
from booking.interfaces.web.manage.partners.view import HERE, kind_choices, overview, partner_page
from booking.interfaces.web.manage.people.forms import Name
from booking.interfaces.web.manage.spaces.form import Tick
from booking.interfaces.web.moments import Day
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
from booking.people.values import PartnerKind


class PartnerForm(Form):
    refused_at: ClassVar = {NameTaken: "naam", TermBackwards: "tot"}

    naam: Name
    soort: PartnerKind
    vanaf: Day
    tot: Day | None = None
    beoordeeld: Tick = None

    def particulars(self) -> PartnerParticulars:
        return PartnerParticulars(
            self.naam, self.soort, self.vanaf, self.tot, bool(self.beoordeeld)
        )


class EndForm(Form):
    refused_at: ClassVar = {TermBackwards: "einde"}

    einde: Day


class PartnersController(Controller):
    path = HERE

    @get(sync_to_thread=True)
    def show_all(self, errand: NamedDependency[Errand]) -> Template:
        def look(session: Session) -> dict[str, Any]:
            return overview(session, now=errand.act.at)

        return errand.screen("manage/partners/index.html", look)()

    @get("/nieuw", sync_to_thread=True)
    def ask_new(self, errand: NamedDependency[Errand]) -> Template:
        return _new(errand)(values={"vanaf": errand.today.isoformat()})

    @post("/nieuw/toevoeging", sync_to_thread=True)
    def add(self, data: FormData, errand: NamedDependency[Errand]) -> Answer:
        def work(session: Session, form: PartnerForm) -> str:
            return f"{HERE}/{add_partner(session, errand.act, form.particulars()).id}"

        return errand.take_in(data, PartnerForm, work, _new(errand), flash="partner-added")

    @get("/{key:str}", sync_to_thread=True)
    def show(self, key: FromPath[str], errand: NamedDependency[Errand]) -> Template:
        return partner_screen(errand, number_in_address(key))()

    @post("/{key:str}/wijziging", sync_to_thread=True)
    def change(self, key: FromPath[str], data: FormData, errand: NamedDependency[Errand]) -> Answer:
        number = number_in_address(key)

        def work(session: Session, form: PartnerForm) -> None:
            change_partner(session, errand.act, number, form.particulars())

        again = partner_screen(errand, number)
        answer = errand.take_in(data, PartnerForm, work, again, at=f"{HERE}/{number}",
                                flash="saved")  # fmt: skip
        _forget_contacts(errand, number)
        return answer

    @post("/{key:str}/einde", sync_to_thread=True)
    def end(self, key: FromPath[str], data: FormData, errand: NamedDependency[Errand]) -> Answer:
        number = number_in_address(key)

        def work(session: Session, form: EndForm) -> None:
            end_term(session, errand.act, number, form.einde)

        again = partner_screen(errand, number)
        answer = errand.take_in(data, EndForm, work, again, at=f"{HERE}/{number}", flash="saved")
        _forget_contacts(errand, number)
        return answer

    @post("/{key:str}/verwijdering", sync_to_thread=True)
    def remove(self, key: FromPath[str], data: FormData, errand: NamedDependency[Errand]) -> Answer:
        number = number_in_address(key)

        def work(session: Session, _form: Form) -> None:
            remove_partner(session, errand.act, number)

        again = partner_screen(errand, number)
        return errand.take_in(data, Form, work, again, at=HERE, flash="removed")


def _forget_contacts(errand: Errand, number: int) -> None:
    """Let nobody in on what was remembered of the term before."""
    with errand.database.reading() as session:
        for person in contacts_of(session, number):
            forget_person(house_of(errand.request), person.id or 0)


def _new(errand: Errand) -> Screen:
    return errand.screen("manage/partners/new.html", lambda _session: {"kinds": kind_choices()})


def partner_screen(errand: Errand, number: int) -> Screen:
    """The page of a partner, with what is wrong in one of its forms."""
    return errand.screen(
        "manage/partners/partner.html",
        lambda session: partner_page(session, number, viewer=errand.act.by, now=errand.act.at),
    )
