"""Huisregels: the limits for desks and for rooms, from a day on, read back in words first."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated, Any, ClassVar
from urllib.parse import urlencode

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template
from pydantic import BeforeValidator, Field, create_model
from sqlmodel import Session

from booking.foundation.formats import show_date, show_day, show_duration, show_number
from booking.foundation.texts import N_, plural_text, text
from booking.interfaces.web.errand import Answer, Errand, Screen
from booking.interfaces.web.forms import Form, FormData
from booking.interfaces.web.manage.effects import Proposal, foresee
from booking.interfaces.web.manage.spaces.day_parts import shown
from booking.interfaces.web.manage.spaces.listing import LIST as PLACES
from booking.interfaces.web.manage.spaces.place_rules import of_places
from booking.interfaces.web.moments import Day
from booking.people.permissions import NotThere
from booking.reservations.house_rules import house_rules_of, set_house_rules
from booking.reservations.limits import HOUR, LIMITS, Limit, as_asked, as_filled_in, limits_for
from booking.reservations.queries import house_rules_on, limits_in
from booking.reservations.values import HouseRules
from booking.spaces.operations import PastStays
from booking.spaces.queries import current_stock
from booking.spaces.values import SpaceKind

LIST = "/beheer/huisregels"
KINDS = {SpaceKind.ROOM: N_("Rooms"), SpaceKind.DESK: N_("Desks")}
ONE_OF = {SpaceKind.ROOM: N_("a room"), SpaceKind.DESK: N_("a desk")}
IN_ADDRESS = {"ruimtes": SpaceKind.ROOM, "werkplekken": SpaceKind.DESK}
YES, NO = "ja", "nee"
IN_WORDS = {YES: True, NO: False}


class HouseRulesForm(Form):
    refused_at: ClassVar = {PastStays: "vanaf"}

    vanaf: Day

    def rules(self) -> HouseRules:
        return as_asked(self.model_dump(exclude={"vanaf"}, exclude_none=True))


def _asked_as(limit: Limit) -> Any:
    if limit.unit is None:
        return Annotated[bool, BeforeValidator(IN_WORDS.get)]
    number = float if limit.unit == HOUR else int
    return Annotated[number, Field(ge=limit.least, le=limit.most)]


def _field(limit: Limit) -> Any:
    return (_asked_as(limit), ...) if limit.is_for_desks else (_asked_as(limit) | None, None)


FIELDS: dict[str, Any] = {limit.asked: _field(limit) for limit in LIMITS}
LimitsForm = create_model("LimitsForm", __base__=HouseRulesForm, **FIELDS)
"""With a field for each limit; ``ja`` and ``nee`` are read as yes and no."""


class HouseRulesController(Controller):
    path = LIST

    @get("/", sync_to_thread=True)
    def index(self, errand: NamedDependency[Errand]) -> Template:
        def look(session: Session) -> dict[str, Any]:
            stock = current_stock(session)
            kinds = [
                _kind_shown(session, path, errand.today)
                | {"places": of_places(stock, kind, errand.today)}
                for path, kind in IN_ADDRESS.items()
            ]
            parts = shown(stock.day_parts, errand.today)
            return {"under": PLACES, "kinds": kinds, "parts": parts}

        return errand.screen("manage/house_rules/index.html", look)()

    @get("/{kind:str}", sync_to_thread=True)
    def show(self, kind: FromPath[str], errand: NamedDependency[Errand]) -> Template:
        return _form(errand, kind)(values=dict(errand.request.query_params))

    @get("/{kind:str}/gevolg", sync_to_thread=True)
    def preview(self, kind: FromPath[str], errand: NamedDependency[Errand]) -> Template:
        query = dict(errand.request.query_params)

        def propose(form: HouseRulesForm) -> Proposal:
            return _proposal(errand, kind, form, query)

        return foresee(errand, LimitsForm, query, propose, _form(errand, kind))

    @post("/{kind:str}", sync_to_thread=True)
    def change(
        self, kind: FromPath[str], data: FormData, errand: NamedDependency[Errand]
    ) -> Answer:
        space_kind = _known(kind)

        def work(session: Session, form: HouseRulesForm) -> None:
            set_house_rules(session, errand.act, space_kind, form.rules(), begins=form.vanaf)

        return errand.take_in(data, LimitsForm, work, _form(errand, kind), at=LIST,
                              flash="house-rules-set")  # fmt: skip


def _known(kind: str) -> SpaceKind:
    if kind not in IN_ADDRESS:
        raise NotThere(f"no house rules for {kind!r}")
    return IN_ADDRESS[kind]


def _form(errand: Errand, kind: str) -> Screen:
    space_kind = _known(kind)

    def look(session: Session) -> dict[str, Any]:
        rules = house_rules_on(session, errand.today, space_kind)
        return {"under": PLACES, "here": f"{LIST}/{kind}", "space_kind": text(KINDS[space_kind]),
                "limits": limits_for(space_kind),
                "values": {**_values(rules), "vanaf": errand.today.isoformat()}}  # fmt: skip

    return errand.screen("manage/house_rules/kind.html", look)


def _values(rules: HouseRules) -> dict[str, str]:
    return {asked: _value(value) for asked, value in as_filled_in(rules).items()}


def _value(value: float | bool) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    return f"{value:g}"


def _proposal(errand: Errand, kind: str, form: HouseRulesForm, query: dict[str, Any]) -> Proposal:
    space_kind, here = _known(kind), f"{LIST}/{kind}"
    with errand.database.reading() as session:
        stock = current_stock(session)
        before = house_rules_on(session, form.vanaf, space_kind)
        notes = list(_planned_after(session, space_kind, form.vanaf))
    return Proposal(
        title=text("What the house rules will say"),
        lead=text("%(place)s, from %(begin)s", place=text(KINDS[space_kind]),
                  begin=show_day(form.vanaf)),
        before=stock, after=stock, action=here, label=text("Yes, these are the house rules"),
        back=f"{here}?{urlencode(query)}", fields=query,
        figures=_compared(before, form.rules(), space_kind),
        notes=[*notes, text(
            "What is reserved already stays as it is, also where it no longer keeps to the rules. "
            "Who moves or extends it, does so by the new rules."
        )],
    )  # fmt: skip


def _planned_after(session: Session, kind: SpaceKind, day: date) -> Iterator[str]:
    until = min(
        (row.valid_from for row in house_rules_of(session, kind) if row.valid_from > day),
        default=None,
    )
    if until is not None:
        yield text("They hold until %(day)s: from then on other rules are planned.",
                   day=show_date(until))  # fmt: skip


def _compared(before: HouseRules, after: HouseRules, kind: SpaceKind) -> list[dict[str, str]]:
    old, new = in_words(before, kind), in_words(after, kind)
    return [
        {"label": text(limit.label), "before": was, "after": becomes}
        for limit, was, becomes in zip(limits_for(kind), old, new, strict=True)
    ]


def _kind_shown(session: Session, path: str, today: date) -> dict[str, Any]:
    kind = IN_ADDRESS[path]
    rows = house_rules_of(session, kind)
    return {
        "href": f"{LIST}/{path}",
        "id": path,
        "name": text(KINDS[kind]),
        "sentences": in_words(house_rules_on(session, today, kind), kind),
        "other": [
            {"from": row.valid_from, "is_planned": row.valid_from > today,
             "until": show_date(row.valid_until) if row.valid_until else "",
             "sentences": in_words(limits_in(row), kind)}
            for row in reversed(rows)
            if row.valid_from > today or (row.valid_until is not None and row.valid_until <= today)
        ],
    }  # fmt: skip


def in_words(rules: HouseRules, kind: SpaceKind) -> list[str]:
    """A sentence for each limit, in their order."""
    return [_in_words(limit, limit.of(rules), text(ONE_OF[kind])) for limit in limits_for(kind)]


def _in_words(limit: Limit, value: timedelta | bool, place: str) -> str:
    if not value and limit.at_zero:
        return text(limit.at_zero, place=place)
    return text(limit.sentence, place=place, value=_shown(limit, value))


def _shown(limit: Limit, value: timedelta | bool) -> str:
    if isinstance(value, bool):
        return ""
    if limit.unit != HOUR:
        return show_duration(value)
    hours = value / HOUR
    return plural_text("%(hours)s hour", "%(hours)s hours", 1 if hours == 1 else 2,
                       hours=show_number(hours))  # fmt: skip
