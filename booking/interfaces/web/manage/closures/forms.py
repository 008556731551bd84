"""A new closure, or another end of one: the form, what it does, and storing it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template
from sqlmodel import Session

from booking.foundation.formats import as_sentence
from booking.foundation.local_time import day_of, to_local
from booking.foundation.texts import text
from booking.interfaces.web.errand import Answer, Errand, Screen, number_in_address
from booking.interfaces.web.forms import FormData, InvalidForm
from booking.interfaces.web.manage.closures.reading import (
    ClosureForm,
    ClosureVisit,
    closure_in,
    fixed_of,
    repeated_in,
    values_of,
)
from booking.interfaces.web.manage.closures.routes import (
    HERE,
    KINDS,
    building_names,
    place_choices,
    place_of_closure,
)
from booking.interfaces.web.manage.effects import Proposal, carry_out, foresee
from booking.interfaces.web.manage.opening.routes import Query, space_choices
from booking.interfaces.web.manage.opening.words import period_in_words
from booking.interfaces.web.manage.rehousing.choices import without_choices
from booking.interfaces.web.repeating import first_rule, repeat_choices, rule_values
from booking.interfaces.web.series.words import rule_in_words
from booking.spaces import models
from booking.spaces.closure_series import (
    NothingToClose,
    close_repeatedly,
    dates_from,
    rules_of,
    with_closures,
)
from booking.spaces.closures import (
    PLACES,
    ClosureOver,
    change_closure,
    close,
    closure_numbered,
)
from booking.spaces.queries import current_stock
from booking.spaces.values import Closure, ClosureKind


class ClosureFormsController(Controller):
    path = HERE

    @get("/nieuw", sync_to_thread=True)
    def ask(self, errand: NamedDependency[Errand]) -> Template:
        query = _sent(errand)
        visit = _visit(errand, series=query.get("reeks"))
        proposed = _series_values(errand, visit)
        return _form(errand, visit)(
            values=proposed | _new_values({**proposed, **query}, errand.act.at)
        )

    @get("/gevolg", sync_to_thread=True)
    def preview(self, errand: NamedDependency[Errand]) -> Template:
        return _preview(errand, _visit(errand, series=_sent(errand).get("reeks")))

    @post("/nieuw", sync_to_thread=True)
    def close(self, data: FormData, errand: NamedDependency[Errand]) -> Answer:
        return _store(errand, _visit(errand, series=data.get("reeks")), data)

    @get("/{number:str}/wijzigen", sync_to_thread=True)
    def ask_change(self, number: FromPath[str], errand: NamedDependency[Errand]) -> Template:
        visit = _visit(errand, number)
        values = {**values_of(visit), **dict(errand.request.query_params)}
        return _form(errand, visit)(values=values)

    @get("/{number:str}/gevolg", sync_to_thread=True)
    def preview_change(self, number: FromPath[str], errand: NamedDependency[Errand]) -> Template:
        return _preview(errand, _visit(errand, number))

    @post("/{number:str}/wijziging", sync_to_thread=True)
    def change(
        self, number: FromPath[str], data: FormData, errand: NamedDependency[Errand]
    ) -> Answer:
        return _store(errand, _visit(errand, number), data)


def _preview(errand: Errand, visit: ClosureVisit) -> Template:
    query = {**_sent(errand), **fixed_of(visit)}
    return foresee(errand, ClosureForm, query, _propose(visit, query), _form(errand, visit))


def _store(errand: Errand, visit: ClosureVisit, data: FormData) -> Answer:
    def work(session: Session, form: ClosureForm) -> None:
        closure, repeated = closure_in(visit, form), repeated_in(visit, form)
        if repeated is not None:
            close_repeatedly(session, errand.act, repeated, instead_of=form.reeks)
        elif closure.id is None:
            close(session, errand.act, closure)
        else:
            change_closure(session, errand.act, closure.id, closure)

    flash = "closure-changed" if visit.row else "closure-added"
    sent = {**data, **fixed_of(visit)}
    return carry_out(errand, sent, ClosureForm, _propose(visit, sent), work, _form(errand, visit),
                     at=HERE, flash=flash)  # fmt: skip


def _propose(visit: ClosureVisit, sent: Mapping[str, Any]) -> Callable[[ClosureForm], Proposal]:
    def propose(form: ClosureForm) -> Proposal:
        repeated = repeated_in(visit, form)
        if repeated is None:
            return _proposal(visit, [closure_in(visit, form)], without_choices(sent))
        shown = _proposal(visit, repeated.closures, without_choices(sent))
        return replace(shown, notes=[as_sentence(rule_in_words(repeated.recurrence)) + "."])

    return propose


def _sent(errand: Errand) -> dict[str, Any]:
    """The form in the address; a name that stands there more than once as a list."""
    query = errand.request.query_params
    return {name: found if len(found := query.getall(name)) > 1 else found[0] for name in query}


def _series_values(errand: Errand, visit: ClosureVisit) -> dict[str, Any]:
    """The form as a series stands that is to become another, from its next date on."""
    if not visit.replaced:
        return {**first_rule({}), "herhaal": ""}
    first = visit.replaced[0]
    with errand.database.reading() as session:
        [rule] = rules_of(session, [first.series_id or 0]).values()
    return {**values_of(replace(visit, row=first)), **rule_values(rule), "reeks": first.series_id}


def _visit(errand: Errand, number: str | None = None, *, series: str | None = None) -> ClosureVisit:
    """Raises NotThere for a closure that is not there, ClosureOver for one that is past."""
    now = errand.act.at
    with errand.database.reading() as session:
        row = closure_numbered(session, number_in_address(number)) if number is not None else None
        if row is not None and row.ends_at <= now:
            raise ClosureOver(f"closure {number} ended {row.ends_at}")
        coming = dates_from(session, number_in_address(series), now) if series else ()
        return ClosureVisit(current_stock(session), building_names(session), now, row, coming)


def _form(errand: Errand, visit: ClosureVisit) -> Screen:
    spaces = space_choices(visit.stock, errand.today)
    row = visit.row
    found = {
        "is_new": row is None,
        "has_begun": visit.has_begun,
        "action": f"{visit.here}/gevolg",
        "today": errand.today.isoformat(),
        "kinds": [(kind.value, text(word)) for kind, (word, _sign) in KINDS.items()],
        "places": place_choices(visit.stock, visit.buildings, spaces=spaces),
        "place": place_of_closure(row, visit.stock, visit.buildings) if row else "",
        "begin": to_local(row.starts_at) if row else None,
        "repeat": repeat_choices() if row is None else None,
        "never": ("", text("It does not come back")),
    }
    return errand.screen("manage/closures/form.html", lambda _session: found)


def _new_values(query: Query, now: datetime) -> dict[str, Any]:
    """A new form; ``?plek=12&soort=out_of_service`` says that something is broken now."""
    values = {"soort": ClosureKind.CLOSURE.value, **dict(query)}
    today = day_of(now).isoformat()
    if values["soort"] == ClosureKind.OUT_OF_SERVICE:
        values = {"begin_datum": today, "begin_tijd": f"{to_local(now):%H:%M}", **values}
    if "plek" in values:
        values["waar"] = f"plek-{values.pop('plek')}"
    return values


def _proposal(visit: ClosureVisit, closures: Sequence[Closure], query: dict[str, Any]) -> Proposal:
    if not closures:
        raise InvalidForm({"tot_en_met": text(NothingToClose.sentence)}, {})
    closure = closures[0]
    begin = closure.period.starts_at
    gone = {row.id or 0 for row in visit.replaced if row.starts_at >= begin}
    row = models.Closure(
        starts_at=closure.period.starts_at, ends_at=closure.period.ends_at,
        **{name: getattr(closure, name) for name in PLACES},
    )  # fmt: skip
    where = place_of_closure(row, visit.stock, visit.buildings)
    form = "wijzigen" if visit.row else "nieuw"
    return Proposal(
        title=text("What this closure does"),
        lead=f"{where}, {period_in_words(closure.period)}: {closure.reason}",
        before=visit.stock,
        after=with_closures(visit.stock, closures, without=gone),
        here=f"{visit.here}/gevolg",
        action=f"{visit.here}/wijziging" if visit.row else f"{HERE}/nieuw",
        label=text("Yes, close it then"),
        back=f"{visit.here}/{form}?{urlencode(query, doseq=True)}",
        fields=query,
    )  # fmt: skip
