"""Taking a space out of use: first what becomes of who reserved it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, ClassVar

from litestar.response import Template
from pydantic import Field
from sqlmodel import Session

from booking.foundation.errors import Refused
from booking.foundation.formats import show_day
from booking.foundation.texts import text
from booking.interfaces.web.errand import Answer, Errand, Screen
from booking.interfaces.web.forms import Form, FormData
from booking.interfaces.web.manage.effects import Proposal, carry_out, preview
from booking.interfaces.web.manage.rehousing.choices import without_choices
from booking.interfaces.web.manage.spaces.listing import LIST
from booking.interfaces.web.moments import Day
from booking.spaces.changes import NotBegunYet, retire_space, retired
from booking.spaces.operations import PastStays
from booking.spaces.queries import SpaceNotFound, current_stock


class RetireForm(Form):
    refused_at: ClassVar = {PastStays: "dag", NotBegunYet: "dag"}

    vanaf: Day
    versie: Annotated[str, Field(max_length=64)]


class ResumeForm(Form):
    versie: Annotated[str, Field(max_length=64)]


def think_of_retiring(
    errand: Errand, number: int, day: date, version: str, again: Screen
) -> Template:
    """Who has reserved it from ``day`` on; or the space ``again`` when that day cannot be."""
    try:
        if day < errand.today:
            raise PastStays
        found = proposal(errand, number, day, version)
    except Refused as refusal:
        return again({"dag": text(refusal.sentence, **refusal.facts)}, status=422)
    return preview(errand, found, dict(errand.request.query_params))


def retire(errand: Errand, number: int, data: FormData, again: Screen) -> Answer:
    def work(session: Session, form: RetireForm) -> None:
        retire_space(session, errand.act, number, form.vanaf, seen=form.versie)

    return carry_out(errand, data, RetireForm, _propose(errand, number), work, again,
                     at=f"{LIST}/{number}", flash="space-retired")  # fmt: skip


def _propose(errand: Errand, number: int) -> Callable[[RetireForm], Proposal]:
    def propose(form: RetireForm) -> Proposal:
        return proposal(errand, number, form.vanaf, form.versie)

    return propose


def proposal(errand: Errand, number: int, day: date, version: str) -> Proposal:
    """Raises SpaceNotFound and NotBegunYet."""
    with errand.database.reading() as session:
        stock = current_stock(session)
    space = stock.spaces.get(number)
    if space is None:
        raise SpaceNotFound(f"no space {number}")
    gone = replace(space, terms=retired(space.terms, day))
    here = f"{LIST}/{number}"
    return Proposal(
        title=text("Out of use"),
        lead=text("%(place)s, from %(begin)s", place=f"{space.number} {space.name}",
                  begin=show_day(day)),
        before=stock, after=replace(stock, spaces={**stock.spaces, number: gone}),
        here=f"{here}/einde", action=f"{here}/einde", label=text("Take out of use"), back=here,
        fields={"vanaf": day.isoformat(), "versie": version},
    )  # fmt: skip


def day_asked(query: Mapping[str, Any]) -> Mapping[str, Any]:
    """``dag`` of the page of the space, or ``vanaf`` of the proposal that is shown again."""
    found = without_choices(query)
    return {**found, "dag": found.get("dag") or found.get("vanaf", "")}
