"""Diensten: what can be ordered with a room, as the facility manager keeps it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import time
from typing import Annotated, Any, ClassVar, Literal

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template
from pydantic import AfterValidator, BeforeValidator, Field
from sqlmodel import Session

from booking.foundation.texts import text
from booking.interfaces.web.errand import Answer, Errand, Screen, number_in_address
from booking.interfaces.web.forms import Form, FormData, as_list
from booking.interfaces.web.manage.services.view import HERE, catalogue, new_page, service_page
from booking.interfaces.web.moments import Clock
from booking.people.import_rows import is_address
from booking.people.operations import NoAddress
from booking.reservations.services.catalogue import (
    ServiceNameTaken,
    add_service,
    change_service,
)
from booking.reservations.services.values import CutOffUnit, ServiceFacts, ServiceKind

CUT_OFF_MAX = 999
Tick = Literal["ja"] | None
Line = Annotated[str, Field(max_length=80)]
NONE_TICKED = dict.fromkeys(("per_persoon", "kostenplaats", "partners", "aanbod", "gebouwen"), "")
"""A box without a tick is not sent."""


def _address(told: str) -> str:
    if told and not is_address(told.lower()):
        raise ValueError(text(NoAddress.sentence, email=told))
    return told


MailTo = Annotated[str, AfterValidator(_address)]


class ServiceForm(Form):
    refused_at: ClassVar = {ServiceNameTaken: "naam"}

    naam: Annotated[str, Field(min_length=1, max_length=80)]
    naam_en: Line = ""
    soort: ServiceKind
    per_persoon: Tick = None
    termijn: Annotated[int, Field(ge=0, le=CUT_OFF_MAX)] = 0
    termijn_in: CutOffUnit
    kostenplaats: Tick = None
    uitvoerder: Line = ""
    mail_aan: MailTo = ""
    lijst_om: Clock = time(15)
    prijs: Line = ""
    partners: Tick = None
    aanbod: Tick = None
    gebouwen: Annotated[tuple[int, ...], BeforeValidator(as_list)] = ()

    def facts(self) -> ServiceFacts:
        return ServiceFacts(
            name_nl=self.naam,
            name_en=self.naam_en,
            kind=self.soort,
            is_per_person=bool(self.per_persoon),
            cut_off_count=self.termijn,
            cut_off_unit=self.termijn_in,
            needs_cost_centre=bool(self.kostenplaats),
            provider=self.uitvoerder,
            told_to=self.mail_aan.lower(),
            told_at_minute=self.lijst_om.hour * 60 + self.lijst_om.minute,
            price=self.prijs,
            is_for_partners=bool(self.partners),
            is_offered=bool(self.aanbod),
            building_ids=frozenset(self.gebouwen),
        )


class ServiceCatalogueController(Controller):
    path = HERE

    @get(sync_to_thread=True)
    def index(self, errand: NamedDependency[Errand]) -> Template:
        return errand.screen("manage/services/index.html", catalogue)()

    @get("/nieuw", sync_to_thread=True)
    def ask_new(self, errand: NamedDependency[Errand]) -> Template:
        return _new(errand)()

    @post("/nieuw/toevoeging", sync_to_thread=True)
    def add(self, data: FormData, errand: NamedDependency[Errand]) -> Answer:
        def work(session: Session, form: ServiceForm) -> None:
            add_service(session, errand.act, form.facts())

        return errand.take_in(data, ServiceForm, work, _new(errand), at=HERE, flash="service-added")

    @get("/{key:str}", sync_to_thread=True)
    def show(self, key: FromPath[str], errand: NamedDependency[Errand]) -> Template:
        return _one(errand, number_in_address(key))()

    @post("/{key:str}/wijziging", sync_to_thread=True)
    def change(self, key: FromPath[str], data: FormData, errand: NamedDependency[Errand]) -> Answer:
        number = number_in_address(key)

        def work(session: Session, form: ServiceForm) -> None:
            change_service(session, errand.act, number, form.facts())

        return errand.take_in(data, ServiceForm, work, _one(errand, number), at=HERE, flash="saved")


def _new(errand: Errand) -> Screen:
    return replace(errand.screen("manage/services/service.html", new_page), fill=_filled)


def _one(errand: Errand, number: int) -> Screen:
    screen = errand.screen(
        "manage/services/service.html", lambda session: service_page(session, number)
    )
    return replace(screen, fill=_filled)


def _filled(known: Mapping[str, Any], sent: Mapping[str, Any]) -> dict[str, Any]:
    values = {**known, **NONE_TICKED, **sent} if "termijn_in" in sent else dict(known)
    chosen = as_list(values.get("gebouwen") or [])
    values["gebouwen"] = [int(one) for one in chosen if str(one).isdecimal()]  # type: ignore[attr-defined]
    return values
