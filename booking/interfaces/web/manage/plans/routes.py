"""Floor plans: which floors there are, and where desks and rooms stand on one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template
from sqlmodel import Session

from booking.foundation.local_time import day_of
from booking.foundation.texts import N_, plural_text, text
from booking.interfaces.web.errand import Answer, Errand, Screen
from booking.interfaces.web.forms import FormData, InvalidForm
from booking.interfaces.web.manage.plans.forms import PlaceForm, number_in
from booking.interfaces.web.manage.plans.views import (
    HERE,
    View,
    around_plan,
    box_from,
    directions,
    floor_cards,
    floor_page,
    following,
    plan_to_click,
    space_choices,
    values_for,
)
from booking.spaces.plan_changes import NotOnThisFloor, floor_in, place_spaces, undo_last_step
from booking.spaces.plans import Box, placed_around, row_of
from booking.spaces.queries import current_stock
from booking.spaces.values import BookableSpace

WHERE = N_("Click on the plan, or fill in x and y.")


class PlansController(Controller):
    path = HERE

    @get(sync_to_thread=True)
    def index(self, errand: NamedDependency[Errand]) -> Template:
        def look(session: Session) -> dict[str, Any]:
            return {"floors": floor_cards(current_stock(session), errand.today)}

        return errand.screen("manage/plans/index.html", look)()

    @get("/{floor:str}", sync_to_thread=True)
    def show(
        self,
        floor: FromPath[str],
        errand: NamedDependency[Errand],
        plek: FromQuery[str] = "",
        na: FromQuery[str] = "",
        bij: FromQuery[str] = "",
        maat: FromQuery[str] = "heel",
    ) -> Template:
        """``plek`` is chosen; ``na`` was placed just now and ``bij`` moved: both are marked."""
        view = view_for(errand, floor, maat)
        marked = _space(view, na or bij)
        chosen = _space(view, plek)
        if chosen is None and marked is not None and na:
            chosen = next(iter(following(view, marked)), None)
        return _editor(errand, view, chosen, marked or chosen)()

    @post("/{floor:str}/plekken", sync_to_thread=True)
    def place(
        self, floor: FromPath[str], data: FormData, errand: NamedDependency[Errand]
    ) -> Answer:
        view = view_for(errand, floor, str(data.get("maat", "")))

        def work(session: Session, form: PlaceForm) -> str:
            boxes, after = _wished(view, form)
            place_spaces(session, errand.act, view.floor.id, boxes)
            return after

        chosen = _space(view, data.get("plek"))
        again = _editor(errand, view, chosen, chosen)
        return errand.take_in(data, PlaceForm, work, again, flash="placed")

    @post("/{floor:str}/plekken/verwijdering", sync_to_thread=True)
    def take_off(
        self, floor: FromPath[str], data: FormData, errand: NamedDependency[Errand]
    ) -> Redirect:
        view, number = view_for(errand, floor), number_in(data, "plek")

        def work(session: Session) -> None:
            place_spaces(session, errand.act, view.floor.id, {number: None})

        return errand.do(data, work, at=view.address() + "#plan", flash="off-plan")

    @post("/{floor:str}/herstel", sync_to_thread=True)
    def undo(
        self, floor: FromPath[str], data: FormData, errand: NamedDependency[Errand]
    ) -> Redirect:
        view = view_for(errand, floor)

        def work(session: Session) -> None:
            undo_last_step(session, errand.act, view.floor.id)

        part = "/zones" if data.get("terug") == "zones" else ""
        return errand.do(data, work, at=view.address(part) + "#plan", flash="plan-undone")


def view_of(session: Session, number: str, now: datetime, size: str = "") -> View:
    """Raises FloorNotFound."""
    stock = current_stock(session)
    return View(stock, floor_in(stock, number), day_of(now), "groot" if size == "groot" else "heel")


def view_for(errand: Errand, number: str, size: str = "") -> View:
    """Raises FloorNotFound."""
    with errand.database.reading() as session:
        return view_of(session, number, errand.act.at, size)


def _space(view: View, number: object) -> BookableSpace | None:
    return next((space for space in view.spaces if str(space.id) == str(number)), None)


def _wished(view: View, form: PlaceForm) -> tuple[Mapping[int, Box | None], str]:
    """The box of each space that the form places, and the page to look at then."""
    space = _space(view, form.plek)
    if space is None:
        raise NotOnThisFloor(f"space {form.plek}")
    size = (form.breedte, form.diepte)
    clicked = placed_around(view.point_at(form.pixel), size) if form.pixel else None
    first = clicked or box_from((form.x, form.y), size)
    if first is None:
        sides = {"x": form.x, "y": form.y}
        missing = [side for side, value in sides.items() if value is None]
        raise InvalidForm(dict.fromkeys(missing, text(WHERE)), {})
    row = [space, *following(view, space)[: form.aantal - 1]]
    if len(row) < form.aantal:
        sentence = plural_text("There is only %(count)s to place in a row.",
                               "There are only %(count)s to place in a row.", len(row))  # fmt: skip
        raise InvalidForm({"aantal": sentence}, {})
    places = row_of(first, form.aantal, pitch=form.afstand, direction=form.richting)
    boxes = {one.id: box for one, box in zip(row, places, strict=True)}
    after = view.address(bij=space.id) if space.box else view.address(na=row[-1].id)
    return boxes, f"{after}#plaats"


def _editor(
    errand: Errand, view: View, chosen: BookableSpace | None, shown: BookableSpace | None
) -> Screen:
    def look(session: Session) -> dict[str, Any]:
        return {
            **floor_page(view),
            **around_plan(session, view, plek=chosen.id if chosen else None),
            "plan": plan_to_click(
                view, clickable=chosen is not None, shown_ids=[shown.id] if shown else []
            ),
            "chosen": chosen,
            "unplaced": view.unplaced,
            "choices": space_choices(view),
            "directions": directions(),
            "values": values_for(view, chosen) if chosen else {},
        }

    return errand.screen("manage/plans/floor.html", look)
