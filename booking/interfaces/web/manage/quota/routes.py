"""Quota: how many reservations somebody may have; added, changed from a day on, ended."""

from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlmodel import Session

from booking.foundation.formats import show_day
from booking.foundation.texts import text
from booking.interfaces.web.errand import Answer, Errand, Screen, number_in_address
from booking.interfaces.web.forms import FormData
from booking.interfaces.web.manage.effects import Proposal, foresee
from booking.interfaces.web.manage.quota.form import (
    KIND_LABELS,
    MEASURE_LABELS,
    PER_LABELS,
    Choices,
    QuotaForm,
    filled_in,
    whom_choices,
)
from booking.interfaces.web.manage.spaces.listing import LIST as PLACES
from booking.interfaces.web.manage.validity import running_and_past, validity_in_words
from booking.people.models import Person
from booking.people.permissions import NotThere
from booking.people.queries import stored
from booking.reservations.quota.operations import end_quota, set_quota
from booking.reservations.quota.queries import NAMES, all_quotas
from booking.reservations.quota.values import Quota, QuotaTerms, Subject
from booking.reservations.quota.words import allowed_in_words, quota_in_words, subject_as_title
from booking.spaces.queries import current_stock

HERE = "/beheer/quota"
FORM = f"{HERE}/nieuw"


class QuotaController(Controller):
    path = HERE

    @get(sync_to_thread=True)
    def index(self, errand: NamedDependency[Errand]) -> Template:
        today = errand.today

        def look(session: Session) -> dict[str, Any]:
            running, past = running_and_past(all_quotas(session), today)
            return {
                "under": PLACES,
                "quotas": [_row(quota, today) for quota in running],
                "past": [_row(quota, today) for quota in past],
            }

        return errand.screen("manage/quota/index.html", look)()

    @get("/nieuw", sync_to_thread=True)
    def ask(self, errand: NamedDependency[Errand]) -> Template:
        return _form(errand)(values=dict(errand.request.query_params))

    @get("/{number:str}", sync_to_thread=True)
    def ask_again(self, number: FromPath[str], errand: NamedDependency[Errand]) -> Template:
        with errand.database.reading() as session:
            values = _values_of(session, number_in_address(number), errand.today)
        return _form(errand)(values=values)

    @get("/gevolg", sync_to_thread=True)
    def preview(self, errand: NamedDependency[Errand]) -> Template:
        query = dict(errand.request.query_params)

        def propose(form: QuotaForm) -> Proposal:
            return _proposal(errand, form, query)

        return foresee(errand, QuotaForm, query, propose, _form(errand))

    @post(sync_to_thread=True)
    def set(self, data: FormData, errand: NamedDependency[Errand]) -> Answer:
        def work(session: Session, form: QuotaForm) -> None:
            terms = form.terms(session)
            set_quota(session, errand.act, terms, begins=form.vanaf, until=form.until)

        return errand.take_in(data, QuotaForm, work, _form(errand), at=HERE, flash="quota-set")

    @post("/{number:str}/einde", sync_to_thread=True)
    def end(
        self, number: FromPath[str], data: FormData, errand: NamedDependency[Errand]
    ) -> Redirect:
        quota_id = number_in_address(number)

        def work(session: Session) -> None:
            end_quota(session, errand.act, quota_id, ends=errand.today)

        return errand.do(data, work, at=HERE, flash="quota-ended")


def _form(errand: Errand) -> Screen:
    def look(session: Session) -> dict[str, Any]:
        return {
            "under": PLACES,
            "whom": whom_choices(session),
            "kinds": _choices(KIND_LABELS),
            "measures": _choices(MEASURE_LABELS),
            "periods": _choices(PER_LABELS),
            "values": {
                "vanaf": errand.today.isoformat(),
                "per": "week",
                "eenheid": "keer",
                "voor": "medewerker",
            },
        }

    return errand.screen("manage/quota/form.html", look)


def _choices(labels: dict[str, str]) -> Choices:
    return [(value, text(label)) for value, label in labels.items()]


def _values_of(session: Session, quota_id: int, today: date) -> dict[str, Any]:
    quota = next((quota for quota in all_quotas(session) if quota.id == quota_id), None)
    if quota is None:
        raise NotThere(f"no quota {quota_id}")
    terms, address = quota.terms, ""
    if terms.subject is Subject.PERSON and terms.subject_id is not None:
        address = stored(session, Person, terms.subject_id).email
    return filled_in(quota, today, address)


def _row(quota: Quota, today: date) -> dict[str, Any]:
    return {
        "id": quota.id,
        "what": allowed_in_words(quota.terms),
        "whom": subject_as_title(quota.terms, quota.name),
        "when": validity_in_words(quota),
        "is_planned": today < quota.valid_from,
    }


def _proposal(errand: Errand, form: QuotaForm, query: dict[str, Any]) -> Proposal:
    with errand.database.reading() as session:
        stock, terms = current_stock(session), form.terms(session)
        before = next((q for q in all_quotas(session) if _is_same(q, terms, form.vanaf)), None)
        name = _name(session, terms)
    lead = text("From %(begin)s", begin=show_day(form.vanaf))
    if form.tot_en_met:
        lead = text("From %(begin)s up to and including %(end)s", begin=show_day(form.vanaf),
                    end=show_day(form.tot_en_met))  # fmt: skip
    none = text("No limit")
    return Proposal(
        title=text("What the quota will say"), lead=lead, before=stock, after=stock,
        action=HERE, label=text("Yes, this is the quota"), back=f"{FORM}?{urlencode(query)}",
        fields=query,
        figures=[{"label": subject_as_title(terms, name),
                  "before": allowed_in_words(before.terms) if before else none,
                  "after": allowed_in_words(terms)}],
        notes=[quota_in_words(terms, name), text(
            "What is reserved already stays, and counts. What is cancelled, declined or released "
            "does not count. Who moves a reservation to another week gets its place back."
        )],
    )  # fmt: skip


def _is_same(quota: Quota, terms: QuotaTerms, day: date) -> bool:
    own = quota.terms
    return replace(own, count_max=terms.count_max) == terms and quota.holds_on(day)


def _name(session: Session, terms: QuotaTerms) -> str:
    if terms.subject_id is None:
        return ""
    return stored(session, NAMES[terms.subject], terms.subject_id).name
