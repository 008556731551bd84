"""Fasering: plans of works, made and listed; each is looked at where scenarios are."""

from typing import Any

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.response import Template
from sqlmodel import Session

from booking.foundation.settings import Settings
from booking.interfaces.web.errand import Answer, Errand, Screen
from booking.interfaces.web.forms import FormData, as_list
from booking.interfaces.web.moments import number_in
from booking.interfaces.web.occupancy.question import ID_MAX
from booking.interfaces.web.occupancy.what_if.form import form_data
from booking.interfaces.web.occupancy.what_if.parties import tells_parties
from booking.interfaces.web.occupancy.what_if.phases_form import (
    LISTS,
    NUMBERS,
    PhasesForm,
    PlanForm,
    plan_filled_in,
    usual_plan,
)
from booking.interfaces.web.occupancy.what_if.views import PATH, PHASES_PATH, listed
from booking.interfaces.web.pages import page
from booking.occupancy.scenarios.models import WhatIfKind
from booking.occupancy.scenarios.operations import keep
from booking.occupancy.scenarios.queries import kept_what_ifs, what_ifs
from booking.spaces.queries import current_stock


class PhasesController(Controller):
    path = PHASES_PATH

    @get(sync_to_thread=True)
    def index(self, errand: NamedDependency[Errand]) -> Template:
        with errand.database.reading() as session:
            kept = kept_what_ifs(session, WhatIfKind.PHASES)
        return page(errand.request, "occupancy/what_if/phases.html", kept=listed(kept))

    @get("/nieuw", sync_to_thread=True)
    def ask(self, errand: NamedDependency[Errand]) -> Template:
        return _form(errand)()

    @post(sync_to_thread=True)
    def keep(
        self,
        data: FormData,
        errand: NamedDependency[Errand],
        settings: NamedDependency[Settings],
    ) -> Answer:
        def work(session: Session, form: PlanForm) -> str:
            is_told = tells_parties(session, settings)
            asked = form.asked(errand.today, tells_parties=is_told)
            return f"{PATH}/{keep(session, errand.act, form.naam, form.of, asked)}"

        lists = {name: as_list(data.get(name, [])) for name in LISTS}
        return errand.take_in({**data, **lists}, PhasesForm, work, _form(errand),
                              flash="what-if-kept")  # fmt: skip


def _form(errand: Errand) -> Screen:
    """New, or a copy of the one that the address names."""
    copied = number_in(errand.request.query_params, "als", least=1, most=ID_MAX)

    def look(session: Session) -> dict[str, Any]:
        stock, values = current_stock(session), usual_plan(errand.today)
        for it in what_ifs(session, [copied] if copied else []):
            values |= plan_filled_in(it)
        data = form_data(session, stock, errand.today)
        return {**data, "numbers": NUMBERS, "values": values}

    return errand.screen("occupancy/what_if/phases_form.html", look)
