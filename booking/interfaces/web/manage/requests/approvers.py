"""Beslissers: who answers requests for the rooms of a zone, and the deputy."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template
from sqlmodel import Session

from booking.foundation.texts import text
from booking.interfaces.web.errand import (
    NOTHING,
    Answer,
    Errand,
    Screen,
    Values,
    number_in_address,
)
from booking.interfaces.web.forms import Form, FormData
from booking.interfaces.web.house import house_of
from booking.interfaces.web.identity import forget_person
from booking.interfaces.web.persons import Name, Number, colleague_field, number_meant
from booking.people.finding import staff_named
from booking.people.models import ZoneApprover
from booking.people.permissions import NotThere
from booking.people.queries import names_of
from booking.spaces.approvers import (
    DeputyIsApprover,
    DeputyOfNobody,
    approvers_by_zone,
    people_deciding,
    set_approvers,
)
from booking.spaces.queries import current_stock
from booking.spaces.values import Stock, Zone

LIST = "/beheer/beslissers"
REQUESTS = "/beheer/aanvragen"


class ApproversForm(Form):
    refused_at: ClassVar = {DeputyIsApprover: "vervanger", DeputyOfNobody: "beslisser"}

    beslisser: Name = ""
    beslisser_nummer: Number | None = None
    vervanger: Name = ""
    vervanger_nummer: Number | None = None

    def meant(self, session: Session) -> tuple[int | None, int | None]:
        """The numbers of the approver and the deputy; None for nobody. Raises InvalidForm."""
        return (
            number_meant(session, "beslisser", self.beslisser,
                         self.beslisser_nummer if self.beslisser else None, find=staff_named),
            number_meant(session, "vervanger", self.vervanger,
                         self.vervanger_nummer if self.vervanger else None, find=staff_named),
        )  # fmt: skip


class ApproversController(Controller):
    path = LIST

    @get("/", sync_to_thread=True)
    def index(self, errand: NamedDependency[Errand]) -> Template:
        def look(session: Session) -> dict[str, Any]:
            columns = [
                {"label": text("Zone")}, {"label": text("Who decides")}, {"label": text("Deputy")},
                {"label": text("Places with approval"), "numeric": True},
            ]  # fmt: skip
            return {"under": REQUESTS, "columns": columns,
                    "floors": _floors(session, errand.today)}  # fmt: skip

        return errand.screen("manage/approvers/index.html", look)()

    @get("/{key:str}", sync_to_thread=True)
    def show(self, key: FromPath[str], errand: NamedDependency[Errand]) -> Template:
        return _form(errand, number_in_address(key))()

    @post("/{key:str}", sync_to_thread=True)
    def change(self, key: FromPath[str], data: FormData, errand: NamedDependency[Errand]) -> Answer:
        zone_id = number_in_address(key)
        touched: set[int] = set()

        def work(session: Session, form: ApproversForm) -> None:
            approver_id, deputy_id = form.meant(session)
            touched.update(people_deciding(session, zone_id))
            set_approvers(session, errand.act, zone_id, approver_id=approver_id,
                          deputy_id=deputy_id)  # fmt: skip
            touched.update(people_deciding(session, zone_id))

        answer = errand.take_in(data, ApproversForm, work, _form(errand, zone_id, data), at=LIST,
                                flash="saved")  # fmt: skip
        for person_id in touched:
            forget_person(house_of(errand.request), person_id)
        return answer


def _form(errand: Errand, zone_id: int, sent: Values = NOTHING) -> Screen:
    """``sent``: what was filled in, when the form is shown again."""

    def look(session: Session) -> dict[str, Any]:
        zone = current_stock(session).zones.get(zone_id)
        if zone is None:
            raise NotThere(f"no zone {zone_id}")
        row = approvers_by_zone(session).get(zone_id)
        names = _names(session, [row] if row else [])
        known = {"beslisser": names.get(row.approver_id, "") if row else "",
                 "vervanger": names.get(row.deputy_id or 0, "") if row else ""}  # fmt: skip
        return {
            "under": REQUESTS, "here": f"{LIST}/{zone_id}", "zone": zone.name, "values": known,
            **{f"{name}_field": colleague_field(session, sent.get(name)) for name in known},
        }  # fmt: skip

    return errand.screen("manage/approvers/zone.html", look)


def _floors(session: Session, today: date) -> list[dict[str, Any]]:
    """The zones by floor, with who decides there: rows of shared/tables.html."""
    stock, deciding = current_stock(session), approvers_by_zone(session)
    names, counts = _names(session, list(deciding.values())), _approved_rooms(stock, today)
    return [
        {
            "name": floor.name,
            "id": floor.id,
            "rows": [_row(zone, deciding.get(zone.id), names, counts[zone.id])
                     for zone in stock.zones.values() if zone.floor_id == floor.id],
        }
        for floor in stock.floors.values()
    ]  # fmt: skip


def _row(
    zone: Zone, deciding: ZoneApprover | None, names: Mapping[int, str], count: int
) -> dict[str, Any]:
    approver = names[deciding.approver_id] if deciding else text("The facility team")
    deputy = names.get(deciding.deputy_id or 0, "") if deciding else ""
    return {"href": f"{LIST}/{zone.id}", "cells": [zone.name, approver, deputy or "–", count]}


def _approved_rooms(stock: Stock, today: date) -> Counter[int]:
    """How many spaces with approval each zone has now."""
    zones = (stock.zone_of(s, today) for s in stock.spaces.values() if s.needs_approval)
    return Counter(zone.id for zone in zones if zone is not None)


def _names(session: Session, rows: list[ZoneApprover]) -> dict[int, str]:
    return names_of(session, [n for row in rows for n in (row.approver_id, row.deputy_id) if n])
