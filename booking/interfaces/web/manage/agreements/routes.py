"""Service agreements with partners and departments: made, changed from a day on, ended."""

from datetime import date
from typing import Any

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlmodel import Session

from booking.interfaces.web.errand import Answer, Errand, Screen, number_in_address
from booking.interfaces.web.forms import FormData
from booking.interfaces.web.manage.agreements.form import AgreementForm, filled_in, party_choices
from booking.interfaces.web.manage.validity import running_and_past, validity_in_words
from booking.interfaces.web.occupancy.agreements.words import promised
from booking.occupancy.agreements.operations import end_agreement, set_agreement
from booking.occupancy.agreements.queries import all_agreements
from booking.occupancy.agreements.values import Agreement
from booking.people.permissions import NotThere

HERE = "/beheer/afspraken"


class AgreementsController(Controller):
    path = HERE

    @get(sync_to_thread=True)
    def index(self, errand: NamedDependency[Errand]) -> Template:
        today = errand.today

        def look(session: Session) -> dict[str, Any]:
            running, past = running_and_past(all_agreements(session), today)
            return {
                "agreements": [_row(it, today) for it in running],
                "past": [_row(it, today) for it in past],
            }

        return errand.screen("manage/agreements/index.html", look)()

    @get("/nieuw", sync_to_thread=True)
    def ask(self, errand: NamedDependency[Errand]) -> Template:
        return _form(errand, {})()

    @get("/{number:str}", sync_to_thread=True)
    def ask_again(self, number: FromPath[str], errand: NamedDependency[Errand]) -> Template:
        agreement_id = number_in_address(number)
        with errand.database.reading() as session:
            found = next((it for it in all_agreements(session) if it.id == agreement_id), None)
        if found is None:
            raise NotThere(f"no agreement {agreement_id}")
        return _form(errand, filled_in(found, errand.today))()

    @post(sync_to_thread=True)
    def set(self, data: FormData, errand: NamedDependency[Errand]) -> Answer:
        def work(session: Session, form: AgreementForm) -> None:
            terms = form.terms(session)
            set_agreement(session, errand.act, terms, begins=form.vanaf, until=form.until)

        return errand.take_in(data, AgreementForm, work, _form(errand, {}), at=HERE, flash="saved")

    @post("/{number:str}/einde", sync_to_thread=True)
    def end(
        self, number: FromPath[str], data: FormData, errand: NamedDependency[Errand]
    ) -> Redirect:
        agreement_id = number_in_address(number)

        def work(session: Session) -> None:
            end_agreement(session, errand.act, agreement_id, ends=errand.today)

        return errand.do(data, work, at=HERE, flash="saved")


def _form(errand: Errand, values: dict[str, Any]) -> Screen:
    def look(session: Session) -> dict[str, Any]:
        usual = {"vanaf": errand.today.isoformat(), "norm": 90}
        return {"parties": party_choices(session), "values": usual | values}

    return errand.screen("manage/agreements/form.html", look)


def _row(agreement: Agreement, today: date) -> dict[str, Any]:
    return {
        "id": agreement.id,
        "name": agreement.name,
        "promises": promised(agreement.terms),
        "when": validity_in_words(agreement),
        "is_planned": today < agreement.valid_from,
    }
