"""Zones of a floor as rectangles: typed in metres, or by clicking two corners."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template
from sqlmodel import Session

from booking.foundation.database import Database
from booking.foundation.errors import Conflict, DomainError, Refused
from booking.foundation.texts import N_, text
from booking.interfaces.web.forms import FormData, InvalidForm, read_form
from booking.interfaces.web.manage.plans.forms import ZoneForm, corner_in, number_in
from booking.interfaces.web.manage.plans.routes import view_of
from booking.interfaces.web.manage.plans.views import (
    HERE,
    View,
    floor_page,
    plan_to_click,
    sizes,
    zone_values,
)
from booking.interfaces.web.once import act_once
from booking.interfaces.web.pages import go, page
from booking.interfaces.web.refusals import said
from booking.people.values import Act
from booking.spaces.plan_changes import NotOnThisFloor, OutsideFloor, draw_zone, last_step, sides_of
from booking.spaces.plans import GRID, Box, box_between, is_inside
from booking.spaces.values import Zone

AnyRequest = Request[Any, Any, Any]

SIDES = N_("Click two corners on the plan, or fill in all four.")


class PlanZonesController(Controller):
    path = f"{HERE}/{{floor:str}}/zones"

    @get(sync_to_thread=True)
    def show(
        self,
        request: AnyRequest,
        floor: FromPath[str],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
        zone: FromQuery[str] = "",
        hoek: FromQuery[str] = "",
        maat: FromQuery[str] = "",
    ) -> Template:
        """``hoek`` is the corner that was clicked first, in plan units."""
        with database.reading() as session:
            view = view_of(session, floor, now, maat)
            return _editor(request, session, view, chosen=_zone(view, zone), corner=hoek)

    @post(sync_to_thread=True)
    def draw(
        self,
        request: AnyRequest,
        floor: FromPath[str],
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Template | Redirect:
        with database.reading() as session:
            view = view_of(session, floor, act.at, str(data.get("maat", "")))
        try:
            form = read_form(ZoneForm, data)
            if form.pixel and not form.corner:
                return go(_second_click(view, form))
            box = _wished(view, form, data)

            def work(session: Session) -> None:
                draw_zone(session, act, view.floor.id, form.zone, box)

            location = view.address("/zones") + "#plan"
            path = act_once(database, act, data, location=location, work=work)
        except InvalidForm as invalid:
            return _again(request, database, view, data, errors=invalid.errors)
        except (Refused, Conflict) as refusal:
            return _again(request, database, view, data, refusal=refusal)
        return go(path, flash="zone-drawn")

    @post("/verwijdering", sync_to_thread=True)
    def take_off(
        self,
        floor: FromPath[str],
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Redirect:
        number = number_in(data, "zone")
        with database.reading() as session:
            view = view_of(session, floor, act.at)

        def work(session: Session) -> None:
            draw_zone(session, act, view.floor.id, number, None)

        location = view.address("/zones") + "#plan"
        path = act_once(database, act, data, location=location, work=work)
        return go(path, flash="zone-off-plan")


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


def _wished(view: View, form: ZoneForm, data: FormData) -> Box:
    if form.pixel and form.corner:
        return box_between(form.corner, view.point_at(form.pixel))
    if form.box is None:
        names = [name for name in ("x", "y", "breedte", "diepte") if getattr(form, name) is None]
        raise InvalidForm(dict.fromkeys(names, text(SIDES)), data)
    return form.box


def _again(
    request: AnyRequest,
    database: Database,
    view: View,
    data: FormData,
    *,
    errors: Mapping[str, str] | None = None,
    refusal: DomainError | None = None,
) -> Template:
    chosen = _zone(view, data.get("zone"))
    with database.reading() as session:
        return _editor(request, session, view, chosen=chosen, values=data, errors=errors or {},
                       refusal=refusal)  # fmt: skip


def _editor(
    request: AnyRequest,
    session: Session,
    view: View,
    *,
    chosen: Zone | None,
    corner: str = "",
    values: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
    refusal: DomainError | None = None,
) -> Template:
    status, trouble = said(refusal) if refusal else (422 if errors else 200, [])
    plan = plan_to_click(view, clickable=True)
    first = corner_in(corner) if chosen else None
    step = last_step(session, view.floor.id)
    return page(
        request,
        "manage/plans/zones.html",
        status=status,
        **floor_page(view, "/zones"),
        plan=plan | {"corner": first, "framed": chosen.box if chosen and chosen.is_drawn else None},
        sizes=sizes(view, "/zones", zone=chosen.id if chosen else None),
        size=view.size,
        chosen=chosen,
        corner=corner if first else "",
        zones=view.zones,
        values=values or (zone_values(chosen) if chosen else {}),
        errors=errors or {},
        trouble=trouble,
        can_undo=step is not None,
        pick=view.address,
    )
