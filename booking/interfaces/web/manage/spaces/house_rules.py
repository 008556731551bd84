"""Huisregels: the limits for desks and for rooms, from a day on."""

from datetime import date, timedelta
from typing import Annotated, Any, ClassVar

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template
from pydantic import Field
from sqlmodel import Session

from booking.foundation.formats import show_date, show_duration, show_number
from booking.foundation.texts import N_, plural_text, text
from booking.interfaces.web.errand import Answer, Errand, Screen
from booking.interfaces.web.forms import Form, FormData
from booking.interfaces.web.manage.spaces.listing import LIST as PLACES
from booking.interfaces.web.moments import Day
from booking.people.permissions import NotThere
from booking.reservations.house_rules import house_rules_of, set_house_rules
from booking.reservations.queries import house_rules_on, limits_in
from booking.reservations.values import HouseRules
from booking.spaces.operations import PastStays
from booking.spaces.values import SpaceKind

LIST = "/beheer/huisregels"
KINDS = {SpaceKind.ROOM: N_("Rooms"), SpaceKind.DESK: N_("Desks")}
IN_ADDRESS = {"ruimtes": SpaceKind.ROOM, "werkplekken": SpaceKind.DESK}
DAY_MINUTES = 24 * 60
Minutes = Annotated[int, Field(ge=0, le=DAY_MINUTES)]
Hours = Annotated[float, Field(ge=0.25, le=80)]


class HouseRulesForm(Form):
    refused_at: ClassVar = {PastStays: "vanaf"}

    vanaf: Day
    vooraf: Annotated[int, Field(ge=0, le=14 * DAY_MINUTES)]
    vooruit: Annotated[int, Field(ge=1, le=1100)]
    duur: Annotated[float, Field(ge=0.25, le=24)]
    aanmelden: Minutes
    wachten: Minutes
    antwoord: Hours

    def rules(self) -> HouseRules:
        return HouseRules(
            notice_min=timedelta(minutes=self.vooraf),
            ahead_max=timedelta(days=self.vooruit),
            duration_max=timedelta(hours=self.duur),
            check_in_opens_before=timedelta(minutes=self.aanmelden),
            check_in_grace=timedelta(minutes=self.wachten),
            answer_within=timedelta(hours=self.antwoord),
        )


class HouseRulesController(Controller):
    path = LIST

    @get("/", sync_to_thread=True)
    def index(self, errand: NamedDependency[Errand]) -> Template:
        def look(session: Session) -> dict[str, Any]:
            kinds = [_kind_shown(session, path, errand.today) for path in IN_ADDRESS]
            return {"under": PLACES, "kinds": kinds}

        return errand.screen("manage/house_rules/index.html", look)()

    @get("/{kind:str}", sync_to_thread=True)
    def show(self, kind: FromPath[str], errand: NamedDependency[Errand]) -> Template:
        return _form(errand, kind)()

    @post("/{kind:str}", sync_to_thread=True)
    def change(
        self, kind: FromPath[str], data: FormData, errand: NamedDependency[Errand]
    ) -> Answer:
        space_kind = _known(kind)

        def work(session: Session, form: HouseRulesForm) -> None:
            set_house_rules(session, errand.act, space_kind, form.rules(), begins=form.vanaf)

        return errand.take_in(data, HouseRulesForm, work, _form(errand, kind), at=LIST,
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
                "values": {**_values(rules), "vanaf": errand.today.isoformat()}}  # fmt: skip

    return errand.screen("manage/house_rules/kind.html", look)


def _values(rules: HouseRules) -> dict[str, Any]:
    return {
        "vooraf": _minutes(rules.notice_min),
        "vooruit": rules.ahead_max.days,
        "duur": _hours(rules.duration_max),
        "aanmelden": _minutes(rules.check_in_opens_before),
        "wachten": _minutes(rules.check_in_grace),
        "antwoord": _hours(rules.answer_within),
    }


def _kind_shown(session: Session, path: str, today: date) -> dict[str, Any]:
    kind = IN_ADDRESS[path]
    rows = house_rules_of(session, kind)
    return {
        "href": f"{LIST}/{path}",
        "id": path,
        "name": text(KINDS[kind]),
        "facts": _facts(house_rules_on(session, today, kind)),
        "other": [
            {"from": row.valid_from, "is_planned": row.valid_from > today,
             "until": show_date(row.valid_until) if row.valid_until else "",
             "facts": _facts(limits_in(row))}
            for row in reversed(rows)
            if row.valid_from > today or (row.valid_until is not None and row.valid_until <= today)
        ],
    }  # fmt: skip


def _facts(rules: HouseRules) -> list[dict[str, str]]:
    hours = rules.answer_within / timedelta(hours=1)
    notice = show_duration(rules.notice_min) if rules.notice_min else text("none")
    return [
        {"term": text("Notice"), "text": notice},
        {"term": text("Ahead at most"), "text": show_duration(rules.ahead_max)},
        {"term": text("Longest reservation"), "text": show_duration(rules.duration_max)},
        {"term": text("Check-in opens"),
         "text": text("%(duration)s before the start",
                      duration=show_duration(rules.check_in_opens_before))},
        {"term": text("Kept for who is late"), "text": show_duration(rules.check_in_grace)},
        {"term": text("Answer to a request"),
         "text": plural_text("within %(hours)s hour of opening time",
                             "within %(hours)s hours of opening time",
                             1 if hours == 1 else 2, hours=show_number(hours))},
    ]  # fmt: skip


def _minutes(duration: timedelta) -> int:
    return int(duration.total_seconds()) // 60


def _hours(duration: timedelta) -> str:
    return f"{duration / timedelta(hours=1):g}"
