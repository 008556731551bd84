"""The public holidays of a year, filled in at once."""

from datetime import datetime
from typing import Annotated, Any

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect, Template
from pydantic import Field

from booking.foundation.database import Database
from booking.foundation.formats import show_day
from booking.foundation.local_time import day_of
from booking.foundation.texts import plural_text, text
from booking.interfaces.web.forms import Form, FormData
from booking.interfaces.web.manage.effects import Proposal, preview
from booking.interfaces.web.manage.opening.day import list_of, require_building, which
from booking.interfaces.web.manage.opening.routes import HERE, Shown, building_in
from booking.interfaces.web.manage.opening.words import spans_in_words
from booking.interfaces.web.once import act_once
from booking.interfaces.web.pages import go
from booking.people.permissions import NotThere
from booking.people.values import Act, Principal
from booking.spaces.opening import spans_on, with_exceptions
from booking.spaces.opening_changes import add_holidays, new_holidays
from booking.spaces.values import OpeningException

HOLIDAYS = f"{HERE}/feestdagen"

AnyRequest = Request[Any, Any, Any]


class WhichYear(Form):
    gebouw: int
    jaar: Annotated[int, Field(ge=2001, le=2098)]


class HolidaysController(Controller):
    path = HOLIDAYS

    @get(sync_to_thread=True)
    def preview(
        self,
        request: AnyRequest,
        database: NamedDependency[Database],
        viewer: NamedDependency[Principal],
        now: NamedDependency[datetime],
    ) -> Template | Redirect:
        form = which(WhichYear, request.query_params)
        with database.reading() as session:
            shown = require_building(building_in(session, request.query_params, day_of(now)))
            proposal = _holidays(shown, form.jaar)
            return preview(request, session, proposal, before=shown.stock, viewer=viewer, now=now)

    @post(sync_to_thread=True)
    def add(
        self,
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Redirect:
        form = which(WhichYear, data)
        path = act_once(
            database, act, data, location=list_of(form.gebouw, form.jaar),
            work=lambda session: add_holidays(session, act, form.gebouw, form.jaar),
        )  # fmt: skip
        return go(path, flash="holidays-added")


def _holidays(shown: Shown, year: int) -> Proposal:
    known = (day for building_id, day in shown.stock.exceptions if building_id == shown.number)
    new = new_holidays(known, year, today=shown.today)
    if not new:
        raise NotThere(f"no holidays to add in {year}")
    others = [OpeningException(shown.number, day, name, None, None) for day, name in new.items()]
    return Proposal(
        title=plural_text("%(count)s public holiday of %(year)s",
                          "%(count)s public holidays of %(year)s", len(new), year=year),
        lead=shown.building.name, after=with_exceptions(shown.stock, others), action=HOLIDAYS,
        label=text("Yes, closed on these days"), back=list_of(shown.number, year),
        fields={"gebouw": shown.number, "jaar": year},
        figures=[
            {
                "label": f"{show_day(day).capitalize()}: {name}",
                "before": spans_in_words(spans_on(shown.stock, shown.number, day)),
                "after": text("closed"),
            }
            for day, name in new.items()
        ],
    )  # fmt: skip
