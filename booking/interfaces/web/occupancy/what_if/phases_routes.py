"""Fasering: plans of works, made and listed; each is looked at where scenarios are."""

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.response import Template

from booking.foundation.settings import Settings
from booking.interfaces.web.errand import Answer, Errand
from booking.interfaces.web.forms import FormData
from booking.interfaces.web.occupancy.what_if.phases_form import (
    LISTS,
    NUMBERS,
    PhasesForm,
    plan_filled_in,
    usual_plan,
)
from booking.interfaces.web.occupancy.what_if.questionnaire import Questionnaire
from booking.interfaces.web.occupancy.what_if.views import PHASES_PATH, listed
from booking.interfaces.web.pages import page
from booking.occupancy.scenarios.models import WhatIfKind
from booking.occupancy.scenarios.queries import kept_what_ifs

PLAN = Questionnaire(
    PhasesForm, LISTS, "occupancy/what_if/phases_form.html", usual_plan, plan_filled_in,
    lambda _stock, _values, _today: {"numbers": NUMBERS},
)  # fmt: skip


class PhasesController(Controller):
    path = PHASES_PATH

    @get(sync_to_thread=True)
    def index(self, errand: NamedDependency[Errand]) -> Template:
        with errand.database.reading() as session:
            kept = kept_what_ifs(session, WhatIfKind.PHASES)
        return page(errand.request, "occupancy/what_if/phases.html", kept=listed(kept))

    @get("/nieuw", sync_to_thread=True)
    def ask(self, errand: NamedDependency[Errand]) -> Template:
        return PLAN.screen(errand)()

    @post(sync_to_thread=True)
    def keep(
        self,
        data: FormData,
        errand: NamedDependency[Errand],
        settings: NamedDependency[Settings],
    ) -> Answer:
        return PLAN.keep(errand, settings, data)
