"""Wat als: scenarios kept, made, looked at, laid side by side, reckoned again, stopped."""

from typing import Any

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Response, Template
from sqlmodel import Session

from booking.foundation.settings import Settings
from booking.interfaces.files.forms import form_in
from booking.interfaces.web.errand import Answer, Errand, number_in_address
from booking.interfaces.web.forms import FormData
from booking.interfaces.web.occupancy.asking import told, write_down_asking
from booking.interfaces.web.occupancy.documents import file_answer
from booking.interfaces.web.occupancy.what_if.files import what_if_document
from booking.interfaces.web.occupancy.what_if.foreseen import house_foreseen
from booking.interfaces.web.occupancy.what_if.form import ScenarioForm, filled_in, usual
from booking.interfaces.web.occupancy.what_if.parties import tells_parties
from booking.interfaces.web.occupancy.what_if.phases_views import plan_data
from booking.interfaces.web.occupancy.what_if.questionnaire import Questionnaire
from booking.interfaces.web.occupancy.what_if.views import (
    PATH,
    beside_data,
    head_data,
    home_of,
    listed,
    scenario_data,
)
from booking.interfaces.web.pages import is_fragment, page
from booking.occupancy.scenarios.asking import as_kept, as_narrowed
from booking.occupancy.scenarios.models import WhatIfKind, WhatIfState
from booking.occupancy.scenarios.operations import REPORT, reckon_again, stop, throw_away
from booking.occupancy.scenarios.queries import (
    Kept,
    is_out_of_date,
    kept_what_ifs,
    what_if,
    without_few,
)
from booking.people.values import Act
from booking.spaces.queries import current_stock

BESIDE_MAX = 4
LISTS = ("weg", "zones", "dag")
SCENARIO = Questionnaire(
    ScenarioForm, LISTS, "occupancy/what_if/form.html", usual, filled_in,
    lambda stock, values, today: {"foreseen": house_foreseen(stock, values, today)},
)  # fmt: skip


class WhatIfController(Controller):
    path = PATH

    @get(sync_to_thread=True)
    def index(
        self, errand: NamedDependency[Errand], settings: NamedDependency[Settings]
    ) -> Template:
        chosen = errand.request.query_params.getall("naast", [])
        numbers = [int(it) for it in chosen if it.isascii() and it.isdecimal() and len(it) <= 9]  # noqa: PLR2004
        with errand.database.reading() as session:
            is_told = tells_parties(session, settings)
            kept = [without_few(it, tells_parties=is_told)
                    for it in kept_what_ifs(session, WhatIfKind.SCENARIO)]  # fmt: skip
        beside = [it for it in kept[::-1] if it.number in numbers]
        for it in beside[:BESIDE_MAX]:
            _write_down(errand, it)
        return told(
            errand.request, "occupancy/what_if/index.html", "occupancy/what_if/_index.html",
            kept=listed(kept), values={"naast": [it.number for it in beside]},
            is_too_many=len(beside) > BESIDE_MAX, **beside_data(beside[:BESIDE_MAX]),
        )  # fmt: skip

    @get("/nieuw", sync_to_thread=True)
    def ask(self, errand: NamedDependency[Errand]) -> Template:
        return SCENARIO.screen(errand)()

    @get("/vooraf", sync_to_thread=True)
    def foresee(self, errand: NamedDependency[Errand]) -> Template:
        query = errand.request.query_params
        values = {it: query.getall(it) if it in LISTS else query.get(it) for it in query}
        with errand.database.reading() as session:
            stock = current_stock(session)
        foreseen = house_foreseen(stock, values, errand.today)
        return page(errand.request, "occupancy/what_if/_foreseen.html", foreseen=foreseen)

    @post(sync_to_thread=True)
    def keep(
        self,
        data: FormData,
        errand: NamedDependency[Errand],
        settings: NamedDependency[Settings],
    ) -> Answer:
        return SCENARIO.keep(errand, settings, data)

    @get("/{number:str}", sync_to_thread=True)
    def show(
        self,
        number: FromPath[str],
        errand: NamedDependency[Errand],
        settings: NamedDependency[Settings],
    ) -> Template:
        with errand.database.reading() as session:
            is_told = tells_parties(session, settings)
            kept = without_few(what_if(session, number_in_address(number)), tells_parties=is_told)
            data = _shown(session, kept, by_party=is_told)
        if kept.state is not WhatIfState.WAITING or not is_fragment(errand.request):
            _write_down(errand, kept)
        return told(errand.request, "occupancy/what_if/shown.html",
                    "occupancy/what_if/_shown.html", **data)  # fmt: skip

    @get("/{number:str}/{file:str}", sync_to_thread=True)
    def download(
        self,
        number: FromPath[str],
        file: FromPath[str],
        errand: NamedDependency[Errand],
        settings: NamedDependency[Settings],
    ) -> Response[bytes]:
        form = form_in(file)
        with errand.database.reading() as session:
            is_told = tells_parties(session, settings)
            kept = without_few(what_if(session, number_in_address(number)), tells_parties=is_told)
            document = what_if_document(kept, current_stock(session), by_party=is_told,
                                        municipality=settings.municipality)  # fmt: skip
        _write_down(errand, kept, form=form)
        return file_answer(form, f"{PATH.rsplit('/', 1)[1]}-{kept.number}", document)

    @post("/{number:str}/herhaling", sync_to_thread=True)
    def again(
        self,
        number: FromPath[str],
        data: FormData,
        errand: NamedDependency[Errand],
        settings: NamedDependency[Settings],
    ) -> Redirect:
        def work(session: Session, act: Act, number: int) -> None:
            is_told = tells_parties(session, settings)
            reckon_again(session, act, number, tells_parties=is_told)

        return errand.do_to(number, data, work, at=f"{PATH}/{number}", flash="what-if-again")

    @post("/{number:str}/stop", sync_to_thread=True)
    def stop(
        self, number: FromPath[str], data: FormData, errand: NamedDependency[Errand]
    ) -> Redirect:
        return errand.do_to(number, data, stop, at=f"{PATH}/{number}", flash="what-if-stopped")

    @post("/{number:str}/verwijdering", sync_to_thread=True)
    def throw_away(
        self, number: FromPath[str], data: FormData, errand: NamedDependency[Errand]
    ) -> Redirect:
        def work(session: Session) -> str:
            kept = what_if(session, number_in_address(number))
            throw_away(session, errand.act, kept.number)
            return home_of(kept.kind)

        return errand.do(data, work, flash="what-if-gone")


def _write_down(errand: Errand, kept: Kept, *, form: str = "") -> None:
    write_down_asking(errand.database, errand.act, kept.of, report=REPORT, form=form,
                      narrowed=as_narrowed(kept.name, as_kept(kept.asked)))  # fmt: skip


def _shown(session: Session, kept: Kept, *, by_party: bool) -> dict[str, Any]:
    stock = current_stock(session)
    head = head_data(kept, stock, is_out_of_date=is_out_of_date(session, stock, kept))
    if kept.kind is WhatIfKind.PHASES:
        return head | plan_data(kept)
    return head | scenario_data(kept, by_party=by_party)
