"""Zones of a floor as rectangles: typed in metres, or by clicking two corners."""

from typing import Any

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template
from sqlmodel import Session

from booking.foundation.texts import N_, text
from booking.interfaces.web.errand import Answer, Errand, Screen
from booking.interfaces.web.forms import FormData, InvalidForm
from booking.interfaces.web.manage.plans.forms import ZoneForm, corner_in, number_in
from booking.interfaces.web.manage.plans.routes import view_for
from booking.interfaces.web.manage.plans.views import (
    HERE,
    View,
    around_plan,
    floor_page,
    plan_to_click,
    zone_values,
)
from booking.spaces.plan_changes import NotOnThisFloor, OutsideFloor, draw_zone, sides_of
from booking.spaces.plans import GRID, Box, box_between, is_inside
from booking.spaces.values import Zone

SIDES = N_("Click two corners on the plan, or fill in all four.")


class PlanZonesController(Controller):
    path = f"{HERE}/{{floor:str}}/zones"

    @get(sync_to_thread=True)
    def show(
        self,
        floor: FromPath[str],
        errand: NamedDependency[Errand],
        zone: FromQuery[str] = "",
        hoek: FromQuery[str] = "",
        maat: FromQuery[str] = "",
    ) -> Template:
        """``hoek`` is the corner that was clicked first, in plan units."""
        view = view_for(errand, floor, maat)
        return _editor(errand, view, _zone(view, zone), hoek)()

    @post(sync_to_thread=True)
    def draw(self, floor: FromPath[str], data: FormData, errand: NamedDependency[Errand]) -> Answer:
        view = view_for(errand, floor, str(data.get("maat", "")))

        is_first_click = "punt.x" in data and not corner_in(str(data.get("hoek", "")))

        def work(session: Session, form: ZoneForm) -> str:
            if is_first_click:
                return _second_click(view, form)
            draw_zone(session, errand.act, view.floor.id, form.zone, _wished(view, form))
            return view.address("/zones") + "#plan"

        again = _editor(errand, view, _zone(view, data.get("zone")))
        return errand.take_in(data, ZoneForm, work, again,
                              flash=None if is_first_click else "zone-drawn")  # fmt: skip

    @post("/verwijdering", sync_to_thread=True)
    def take_off(
        self, floor: FromPath[str], data: FormData, errand: NamedDependency[Errand]
    ) -> Redirect:
        view, number = view_for(errand, floor), number_in(data, "zone")

        def work(session: Session) -> None:
            draw_zone(session, errand.act, view.floor.id, number, None)

        return errand.do(data, work, at=view.address("/zones") + "#plan", flash="zone-off-plan")


def _zone(view: View, number: object) -> Zone | None:
    return next((zone for zone in view.zones if str(zone.id) == str(number)), None)


def _second_click(view: View, form: ZoneForm) -> str:
    """The page that asks for the opposite corner; nothing is stored yet."""
    zone = _zone(view, form.zone)
    assert form.pixel is not None, "there was a click"
    x, y = (round(value / GRID) * GRID for value in view.point_at(form.pixel))
    if zone is None:
        raise NotOnThisFloor(f"zone {form.zone}")
    if not is_inside((x, y, 0, 0), view.floor.plan_width, view.floor.plan_height):
        raise OutsideFloor(names=zone.name, **sides_of(view.floor))
    return view.address("/zones", zone=zone.id, hoek=f"{x},{y}") + "#plaats"


def _wished(view: View, form: ZoneForm) -> Box:
    if form.pixel and form.corner:
        return box_between(form.corner, view.point_at(form.pixel))
    if form.box is None:
        names = [name for name in ("x", "y", "breedte", "diepte") if getattr(form, name) is None]
        raise InvalidForm(dict.fromkeys(names, text(SIDES)), {})
    return form.box


def _editor(errand: Errand, view: View, chosen: Zone | None, corner: str = "") -> Screen:
    first = corner_in(corner) if chosen else None
    framed = chosen.box if chosen and chosen.is_drawn else None

    def look(session: Session) -> dict[str, Any]:
        return {
            **floor_page(view, "/zones"),
            **around_plan(session, view, "/zones", zone=chosen.id if chosen else None),
            "plan": plan_to_click(view, clickable=True) | {"corner": first, "framed": framed},
            "chosen": chosen,
            "corner": corner if first else "",
            "zones": view.zones,
            "values": zone_values(chosen) if chosen else {},
        }

    return errand.screen("manage/plans/zones.html", look)
