"""Floor plans: which floors there are, and where desks and rooms stand on one."""

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
from booking.foundation.local_time import day_of
from booking.foundation.texts import N_, plural_text, text
from booking.interfaces.web.forms import FormData, InvalidForm, read_form
from booking.interfaces.web.manage.plans.forms import PlaceForm, number_in
from booking.interfaces.web.manage.plans.views import (
    HERE,
    View,
    box_from,
    directions,
    floor_cards,
    floor_page,
    following,
    plan_to_click,
    sizes,
    space_choices,
    values_for,
)
from booking.interfaces.web.once import act_once
from booking.interfaces.web.pages import go, page
from booking.interfaces.web.refusals import said
from booking.people.values import Act
from booking.spaces.plan_changes import (
    NotOnThisFloor,
    floor_in,
    last_step,
    place_spaces,
    undo_last_step,
)
from booking.spaces.plans import Box, placed_around, row_of
from booking.spaces.queries import current_stock
from booking.spaces.values import BookableSpace

AnyRequest = Request[Any, Any, Any]

WHERE = N_("Click on the plan, or fill in x and y.")


class PlansController(Controller):
    path = HERE

    @get(sync_to_thread=True)
    def index(
        self,
        request: AnyRequest,
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Template:
        with database.reading() as session:
            floors = floor_cards(current_stock(session), day_of(now))
        return page(request, "manage/plans/index.html", floors=floors)

    @get("/{floor:str}", sync_to_thread=True)
    def show(
        self,
        request: AnyRequest,
        floor: FromPath[str],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
        plek: FromQuery[str] = "",
        na: FromQuery[str] = "",
        bij: FromQuery[str] = "",
        maat: FromQuery[str] = "heel",
    ) -> Template:
        """``plek`` is chosen; ``na`` was placed just now and ``bij`` moved: both are marked."""
        with database.reading() as session:
            view = view_of(session, floor, now, maat)
            marked = _space(view, na or bij)
            chosen = _space(view, plek)
            if chosen is None and marked is not None and na:
                chosen = next(iter(following(view, marked)), None)
            shown = [space.id for space in (marked or chosen,) if space]
            return _editor(request, session, view, chosen=chosen, shown_ids=shown)

    @post("/{floor:str}/plekken", sync_to_thread=True)
    def place(
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
            boxes, after = _wished(view, data)

            def work(session: Session) -> None:
                place_spaces(session, act, view.floor.id, boxes)

            path = act_once(database, act, data, location=after, work=work)
        except InvalidForm as invalid:
            return _again(request, database, view, data, errors=invalid.errors)
        except (Refused, Conflict) as refusal:
            return _again(request, database, view, data, refusal=refusal)
        return go(path, flash="placed")

    @post("/{floor:str}/plekken/verwijdering", sync_to_thread=True)
    def take_off(
        self,
        floor: FromPath[str],
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Redirect:
        number = number_in(data, "plek")
        with database.reading() as session:
            view = view_of(session, floor, act.at)

        def work(session: Session) -> None:
            place_spaces(session, act, view.floor.id, {number: None})

        path = act_once(database, act, data, location=view.address() + "#plan", work=work)
        return go(path, flash="off-plan")

    @post("/{floor:str}/herstel", sync_to_thread=True)
    def undo(
        self,
        floor: FromPath[str],
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Redirect:
        with database.reading() as session:
            view = view_of(session, floor, act.at)

        def work(session: Session) -> None:
            undo_last_step(session, act, view.floor.id)

        part = "/zones" if data.get("terug") == "zones" else ""
        location = view.address(part) + "#plan"
        path = act_once(database, act, data, location=location, work=work)
        return go(path, flash="plan-undone")


def view_of(session: Session, number: str, now: datetime, size: str = "") -> View:
    """Raises FloorNotFound."""
    stock = current_stock(session)
    return View(stock, floor_in(stock, number), day_of(now), "groot" if size == "groot" else "heel")


def _space(view: View, number: object) -> BookableSpace | None:
    return next((space for space in view.spaces if str(space.id) == str(number)), None)


def _wished(view: View, data: FormData) -> tuple[Mapping[int, Box | None], str]:
    """The box of each space that the form places, and the page to look at then."""
    form = read_form(PlaceForm, data)
    space = _space(view, form.plek)
    if space is None:
        raise NotOnThisFloor(f"space {form.plek}")
    size = (form.breedte, form.diepte)
    clicked = placed_around(view.point_at(form.pixel), size) if form.pixel else None
    first = clicked or box_from((form.x, form.y), size)
    if first is None:
        sides = {"x": form.x, "y": form.y}
        missing = [side for side, value in sides.items() if value is None]
        raise InvalidForm(dict.fromkeys(missing, text(WHERE)), data)
    row = [space, *following(view, space)[: form.aantal - 1]]
    if len(row) < form.aantal:
        sentence = plural_text("There is only %(count)s to place in a row.",
                               "There are only %(count)s to place in a row.", len(row))  # fmt: skip
        raise InvalidForm({"aantal": sentence}, data)
    places = row_of(first, form.aantal, pitch=form.afstand, direction=form.richting)
    boxes = {one.id: box for one, box in zip(row, places, strict=True)}
    after = view.address(bij=space.id) if space.box else view.address(na=row[-1].id)
    return boxes, f"{after}#plaats"


def _again(
    request: AnyRequest,
    database: Database,
    view: View,
    data: FormData,
    *,
    errors: Mapping[str, str] | None = None,
    refusal: DomainError | None = None,
) -> Template:
    """The page as it was filled in, with what is not right."""
    chosen = _space(view, data.get("plek"))
    with database.reading() as session:
        return _editor(
            request, session, view, chosen=chosen, values=data, errors=errors or {},
            refusal=refusal, shown_ids=[chosen.id] if chosen else [],
        )  # fmt: skip


def _editor(
    request: AnyRequest,
    session: Session,
    view: View,
    *,
    chosen: BookableSpace | None,
    shown_ids: list[int],
    values: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
    refusal: DomainError | None = None,
) -> Template:
    status, trouble = said(refusal) if refusal else (422 if errors else 200, [])
    step = last_step(session, view.floor.id)
    return page(
        request,
        "manage/plans/floor.html",
        status=status,
        **floor_page(view),
        plan=plan_to_click(view, clickable=chosen is not None, shown_ids=shown_ids),
        sizes=sizes(view, "", plek=chosen.id if chosen else None),
        size=view.size,
        chosen=chosen,
        unplaced=view.unplaced,
        choices=space_choices(view),
        directions=directions(),
        values=values or (values_for(view, chosen) if chosen else {}),
        errors=errors or {},
        trouble=trouble,
        can_undo=step is not None,
        pick=view.address,
    )
