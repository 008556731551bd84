"""Voorzieningen: the kinds of equipment that a desk or a room can have."""

from typing import Annotated, Any

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template
from pydantic import AfterValidator, Field
from sqlmodel import Session, select

from booking.foundation.database import Database
from booking.foundation.errors import DomainError
from booking.foundation.texts import N_, text
from booking.interfaces.web.forms import Form, FormData
from booking.interfaces.web.manage.sent_forms import Again, take_in
from booking.interfaces.web.manage.spaces.listing import LIST as PLACES
from booking.interfaces.web.once import do_once
from booking.interfaces.web.pages import page
from booking.people.queries import stored
from booking.people.values import Act
from booking.spaces.furnishing import (
    EquipmentInUse,
    EquipmentNameTaken,
    add_equipment,
    change_equipment,
    remove_equipment,
    shortly,
    spaces_with,
)
from booking.spaces.models import Equipment

LIST = "/beheer/voorzieningen"
ICONS = {
    "device-desktop": N_("Monitor"),
    "device-laptop": N_("Laptop"),
    "screen-share": N_("Shared screen"),
    "presentation": N_("Board"),
    "video": N_("Camera"),
    "microphone": N_("Microphone"),
    "volume": N_("Loudspeaker"),
    "volume-off": N_("Silence"),
    "ear": N_("Ear"),
    "phone": N_("Telephone"),
    "keyboard": N_("Keyboard"),
    "printer": N_("Printer"),
    "wifi": N_("Wireless network"),
    "plug": N_("Plug"),
    "bulb": N_("Light"),
    "arrows-vertical": N_("Up and down"),
    "armchair": N_("Chair"),
    "sofa": N_("Sofa"),
    "table": N_("Table"),
    "wheelchair": N_("Wheelchair"),
    "elevator": N_("Lift"),
    "coffee": N_("Coffee"),
    "tools-kitchen-2": N_("Meals"),
    "plant-2": N_("Plant"),
}
"""What an icon shows, by its name in the sprite."""
FIELDS: dict[type[DomainError], str] = {EquipmentNameTaken: "naam", EquipmentInUse: ""}


def _known_icon(name: str) -> str:
    if name not in ICONS:
        raise ValueError(N_("Please choose one of the options."))
    return name


class EquipmentForm(Form):
    naam: Annotated[str, Field(min_length=1, max_length=60)]
    icoon: Annotated[str, AfterValidator(_known_icon)]


class RemovalForm(Form):
    """Nothing to fill in."""


class EquipmentController(Controller):
    path = LIST

    @get("/", sync_to_thread=True)
    def index(
        self, request: Request[Any, Any, Any], database: NamedDependency[Database]
    ) -> Template:
        return _index(request, database)({}, {}, 200)

    @post("/", sync_to_thread=True)
    def add(
        self,
        request: Request[Any, Any, Any],
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Template | Redirect:
        def store(form: EquipmentForm) -> str:
            def work(session: Session) -> str:
                add_equipment(session, act, name=form.naam, icon=form.icoon)
                return LIST

            return do_once(database, act, data, work)

        again = _index(request, database)
        return take_in(data, EquipmentForm, store, again, flash="equipment-added", fields=FIELDS)

    @get("/{code:str}", sync_to_thread=True)
    def show(
        self,
        request: Request[Any, Any, Any],
        code: FromPath[str],
        database: NamedDependency[Database],
    ) -> Template:
        return _item(request, database, code)({}, {}, 200)

    @post("/{code:str}/wijziging", sync_to_thread=True)
    def change(
        self,
        request: Request[Any, Any, Any],
        code: FromPath[str],
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Template | Redirect:
        def store(form: EquipmentForm) -> str:
            def work(session: Session) -> str:
                change_equipment(session, act, code, name=form.naam, icon=form.icoon)
                return LIST

            return do_once(database, act, data, work)

        again = _item(request, database, code)
        return take_in(data, EquipmentForm, store, again, flash="equipment-changed", fields=FIELDS)

    @post("/{code:str}/verwijdering", sync_to_thread=True)
    def remove(
        self,
        request: Request[Any, Any, Any],
        code: FromPath[str],
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Template | Redirect:
        def store(_form: RemovalForm) -> str:
            def work(session: Session) -> str:
                remove_equipment(session, act, code)
                return LIST

            return do_once(database, act, data, work)

        again = _item(request, database, code)
        return take_in(data, RemovalForm, store, again, flash="equipment-removed", fields=FIELDS)


def _index(request: Request[Any, Any, Any], database: Database) -> Again:
    def again(errors: dict[str, str], values: dict[str, Any], status: int) -> Template:
        with database.reading() as session:
            rows = session.exec(select(Equipment)).all()
            items = [_shown(session, row) for row in rows]
        items.sort(key=lambda item: str(item["name"]).casefold())
        return page(
            request, "manage/equipment/index.html", under=PLACES, status=status, here=LIST,
            items=items, icons=_icons(), errors=errors,
            values={"icoon": "device-desktop", **values},
        )  # fmt: skip

    return again


def _item(request: Request[Any, Any, Any], database: Database, code: str) -> Again:
    def again(errors: dict[str, str], values: dict[str, Any], status: int) -> Template:
        with database.reading() as session:
            item = _shown(session, stored(session, Equipment, code))
        filled = {"naam": item["name"], "icoon": item["icon"], **values}
        return page(
            request, "manage/equipment/item.html", under=PLACES, status=status, here=item["href"],
            item=item, icons=_icons(), errors=errors, values=filled,
        )  # fmt: skip

    return again


def _shown(session: Session, row: Equipment) -> dict[str, Any]:
    numbers = spaces_with(session, row.code)
    return {
        "href": f"{LIST}/{row.code}",
        "name": text(row.name),
        "icon": row.icon if row.icon in ICONS else "settings",
        "count": len(numbers),
        "spaces": shortly(numbers),
    }


def _icons() -> list[tuple[str, str]]:
    return [(name, text(word)) for name, word in ICONS.items()]
