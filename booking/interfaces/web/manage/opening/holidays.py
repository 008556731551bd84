"""The public holidays of a year, filled in at once."""

from typing import Annotated

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect, Template
from pydantic import Field
from sqlmodel import Session

from booking.foundation.formats import show_day
from booking.foundation.texts import plural_text, text
from booking.interfaces.web.errand import Errand
from booking.interfaces.web.forms import Form, FormData
from booking.interfaces.web.manage.effects import Proposal, preview
from booking.interfaces.web.manage.opening.day import list_of, which
from booking.interfaces.web.manage.opening.routes import HERE, Shown, shown_for
from booking.interfaces.web.manage.opening.words import spans_in_words
from booking.people.permissions import NotThere
from booking.spaces.opening import spans_on, with_exceptions
from booking.spaces.opening_changes import add_holidays, new_holidays
from booking.spaces.values import OpeningException

HOLIDAYS = f"{HERE}/feestdagen"


class WhichYear(Form):
    gebouw: int
    jaar: Annotated[int, Field(ge=2001, le=2098)]


class HolidaysController(Controller):
    path = HOLIDAYS

    @get(sync_to_thread=True)
    def preview(self, errand: NamedDependency[Errand]) -> Template:
        form = which(WhichYear, errand.request.query_params)
        return preview(errand, _holidays(shown_for(errand, errand.request.query_params), form.jaar))

    @post(sync_to_thread=True)
    def add(self, data: FormData, errand: NamedDependency[Errand]) -> Redirect:
        form = which(WhichYear, data)

        def work(session: Session) -> None:
            add_holidays(session, errand.act, form.gebouw, form.jaar)

        at = list_of(form.gebouw, form.jaar)
        return errand.do(data, work, at=at, flash="holidays-added")


def _holidays(shown: Shown, year: int) -> Proposal:
    known = (day for building_id, day in shown.stock.exceptions if building_id == shown.number)
    new = new_holidays(known, year, today=shown.today)
    if not new:
        raise NotThere(f"no holidays to add in {year}")
    others = [OpeningException(shown.number, day, name, None, None) for day, name in new.items()]
    return Proposal(
        title=plural_text("%(count)s public holiday of %(year)s",
                          "%(count)s public holidays of %(year)s", len(new), year=year),
        lead=shown.building.name, before=shown.stock, after=with_exceptions(shown.stock, others),
        action=HOLIDAYS, label=text("Yes, closed on these days"), back=list_of(shown.number, year),
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
