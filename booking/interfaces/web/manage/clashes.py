"""Knelpunten: what no longer fits the house, moved or cancelled in the assistant."""

from typing import Any

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.response import Template
from sqlmodel import Session

from booking.foundation.texts import text
from booking.interfaces.web.errand import Answer, Errand
from booking.interfaces.web.forms import FormData
from booking.interfaces.web.manage.effects import Proposal, clash_tickets, preview
from booking.interfaces.web.manage.rehousing.choices import choice_in
from booking.interfaces.web.pages import go
from booking.people.permissions import Action, may
from booking.reservations.claims import JustTaken
from booking.reservations.clashes import clashes
from booking.reservations.rehousing.operations import HousePlanChanged, rehouse_clashes
from booking.spaces.queries import current_stock

HERE = "/beheer/knelpunten"
MOVING = f"{HERE}/verplaatsing"
LISTED_MAX = 200


class ClashesController(Controller):
    path = HERE

    @get(sync_to_thread=True)
    def index(self, errand: NamedDependency[Errand]) -> Template:
        viewer, now = errand.act.by, errand.act.at

        def look(session: Session) -> dict[str, Any]:
            stock = current_stock(session)
            found = clashes(session, stock, now=now)
            tickets = clash_tickets(session, found[:LISTED_MAX], stock, viewer=viewer, now=now)
            may_move = bool(found) and may(viewer, Action.MANAGE_HOUSE)
            return {
                "tickets": tickets,
                "count": len(found),
                "more": max(0, len(found) - LISTED_MAX),
                "moving": MOVING if may_move else "",
            }

        return errand.screen("manage/clashes.html", look)()

    @get("/verplaatsing", sync_to_thread=True)
    def plan(self, errand: NamedDependency[Errand]) -> Answer:
        """Once everything fits there is nothing to choose."""
        with errand.database.reading() as session:
            is_needed = bool(clashes(session, current_stock(session), now=errand.act.at))
        if not is_needed:
            return go(HERE)
        return preview(errand, _proposal(errand), dict(errand.request.query_params))

    @post("/verplaatsing", sync_to_thread=True)
    def move(self, data: FormData, errand: NamedDependency[Errand]) -> Answer:
        def work(session: Session) -> None:
            rehouse_clashes(session, errand.act, choice_in(data))

        try:
            return go(errand.once(data, work, at=HERE), flash="rehoused")
        except (HousePlanChanged, JustTaken) as error:
            return preview(errand, _proposal(errand), data, error)


def _proposal(errand: Errand) -> Proposal:
    with errand.database.reading() as session:
        stock = current_stock(session)
    return Proposal(
        title=text("Reservations that no longer fit"),
        lead=text("They were possible when they were made. Choose what becomes of them."),
        before=stock, after=stock, is_mending=True, here=MOVING, action=MOVING,
        label=text("Yes, do this"), back=HERE, fields={},
    )  # fmt: skip
