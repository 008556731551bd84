"""Dagdelen: which parts a day has, from a day on, read back in words first."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.response import Template
from sqlmodel import Session

from booking.foundation.formats import show_date, show_day, show_day_short
from booking.foundation.local_time import day_of
from booking.foundation.texts import plural_text, text
from booking.interfaces.web.errand import Answer, Errand, Screen
from booking.interfaces.web.forms import FormData
from booking.interfaces.web.manage.effects import NAMED_MAX, Proposal, foresee
from booking.interfaces.web.manage.spaces.day_parts_form import (
    LINES,
    DayPartsForm,
    LinesForm,
    filled_in,
)
from booking.interfaces.web.manage.spaces.listing import LIST as PLACES
from booking.interfaces.web.moments import day_part_label
from booking.reservations.day_part_desks import DeskOfPart, desks_of_other_parts
from booking.spaces.day_part_changes import set_day_parts
from booking.spaces.day_parts import DayPart, DayParts
from booking.spaces.queries import current_stock

HERE = "/beheer/dagdelen"
RULES = "/beheer/huisregels"


class DayPartsController(Controller):
    path = HERE

    @get(sync_to_thread=True)
    def ask(self, errand: NamedDependency[Errand]) -> Template:
        return _form(errand)(values=dict(errand.request.query_params))

    @get("/gevolg", sync_to_thread=True)
    def preview(self, errand: NamedDependency[Errand]) -> Template:
        query = dict(errand.request.query_params)

        def propose(form: DayPartsForm) -> Proposal:
            return _proposal(errand, form, query)

        return foresee(errand, LinesForm, query, propose, _form(errand))

    @post(sync_to_thread=True)
    def set(self, data: FormData, errand: NamedDependency[Errand]) -> Answer:
        def work(session: Session, form: DayPartsForm) -> None:
            set_day_parts(session, errand.act, form.parts(), begins=form.vanaf)

        return errand.take_in(data, LinesForm, work, _form(errand), at=RULES,
                              flash="day-parts-set")  # fmt: skip


def _form(errand: Errand) -> Screen:
    def look(session: Session) -> dict[str, Any]:
        parts = current_stock(session).day_parts.on(errand.today)
        return {"under": PLACES, "lines": list(LINES), "values": filled_in(parts, errand.today)}

    return errand.screen("manage/house_rules/day_parts.html", look)


def in_words(parts: Sequence[DayPart]) -> str:
    """Ochtend 08:00–12:30, Middag 12:30–17:30."""
    named = [f"{day_part_label(part)} {part.hours}" for part in parts]
    return ", ".join(named) or text("no parts of the day")


def shown(known: DayParts, today: date) -> dict[str, Any]:
    """For the page of all house rules: those of today, and the next that are planned."""
    change = known.next_change(today)
    return {
        "now": [f"{day_part_label(part)} {part.hours}" for part in known.on(today)],
        "next": change and {"from": change, "sentence": in_words(known.on(change))},
    }


def _proposal(errand: Errand, form: DayPartsForm, query: dict[str, Any]) -> Proposal:
    new = form.parts()
    with errand.database.reading() as session:
        stock = current_stock(session)
        until = stock.day_parts.next_change(form.vanaf)
        kept = desks_of_other_parts(session, stock, new, begins=form.vanaf, until=until)
    return Proposal(
        title=text("What the parts of the day will be"),
        lead=text("From %(begin)s", begin=show_day(form.vanaf)),
        before=stock, after=stock, action=HERE, label=text("Yes, these are the parts of the day"),
        back=f"{HERE}?{urlencode(query)}", fields=query,
        figures=list(_compared(stock.day_parts.on(form.vanaf), new)),
        notes=list(_notes(new, kept, until)),
    )  # fmt: skip


def _compared(before: Sequence[DayPart], after: Sequence[DayPart]) -> Iterator[dict[str, str]]:
    old, new = ({part.code: part for part in parts} for parts in (before, after))
    none = text("no part of the day")
    for code, part in {**old, **new}.items():
        yield {
            "label": day_part_label(part),
            "before": old[code].hours if code in old else none,
            "after": new[code].hours if code in new else none,
        }


def _notes(new: Sequence[DayPart], kept: list[DeskOfPart], until: date | None) -> Iterator[str]:
    if not new:
        yield text("People then choose the whole day, or hours of their own.")
    if until is not None:
        yield text("They hold until %(day)s: from then on other parts are planned.",
                   day=show_date(until))  # fmt: skip
    kept.sort(key=lambda desk: (desk.part.begin, desk.period, desk.number))
    for part, desks in groupby(kept, key=lambda desk: desk.part):
        yield _kept(part, list(desks))
    yield text("Nothing moves: what is reserved already stays at its hours.")


def _kept(part: DayPart, desks: list[DeskOfPart]) -> str:
    """Who keeps the hours that this part had."""
    named = [
        f"{show_day_short(day_of(desk.period.starts_at))} {desk.number} {desk.holder}"
        for desk in desks[:NAMED_MAX]
    ]
    if len(desks) > NAMED_MAX:
        named.append(text("and %(count)s more", count=len(desks) - NAMED_MAX))
    return plural_text(
        "%(count)s desk reservation keeps the hours of %(part)s (%(hours)s): %(names)s.",
        "%(count)s desk reservations keep the hours of %(part)s (%(hours)s): %(names)s.",
        len(desks), part=day_part_label(part), hours=part.hours, names="; ".join(named),
    )  # fmt: skip
