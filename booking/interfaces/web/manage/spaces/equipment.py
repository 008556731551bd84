"""Voorzieningen: the kinds of equipment that a desk or a room can have."""

from typing import Annotated, Any, ClassVar

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template
from pydantic import AfterValidator, Field
from sqlmodel import Session, select

from booking.foundation.texts import N_, text
from booking.interfaces.web.errand import Answer, Errand, Screen
from booking.interfaces.web.forms import Form, FormData
from booking.interfaces.web.manage.spaces.listing import LIST as PLACES
from booking.people.queries import stored
from booking.spaces.furnishing import (
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


def _known_icon(name: str) -> str:
    if name not in ICONS:
        raise ValueError(N_("Please choose one of the options."))
    return name


class EquipmentForm(Form):
    refused_at: ClassVar = {EquipmentNameTaken: "naam"}

    naam: Annotated[str, Field(min_length=1, max_length=60)]
    icoon: Annotated[str, AfterValidator(_known_icon)]


class EquipmentController(Controller):
    path = LIST

    @get("/", sync_to_thread=True)
    def index(self, errand: NamedDependency[Errand]) -> Template:
        return _index(errand)()

    @post("/", sync_to_thread=True)
    def add(self, data: FormData, errand: NamedDependency[Errand]) -> Answer:
        def work(session: Session, form: EquipmentForm) -> None:
            add_equipment(session, errand.act, name=form.naam, icon=form.icoon)

        return errand.take_in(data, EquipmentForm, work, _index(errand), at=LIST,
                              flash="equipment-added")  # fmt: skip

    @get("/{code:str}", sync_to_thread=True)
    def show(self, code: FromPath[str], errand: NamedDependency[Errand]) -> Template:
        return _item(errand, code)()

    @post("/{code:str}/wijziging", sync_to_thread=True)
    def change(
        self, code: FromPath[str], data: FormData, errand: NamedDependency[Errand]
    ) -> Answer:
        def work(session: Session, form: EquipmentForm) -> None:
            change_equipment(session, errand.act, code, name=form.naam, icon=form.icoon)

        return errand.take_in(data, EquipmentForm, work, _item(errand, code), at=LIST,
                              flash="equipment-changed")  # fmt: skip

    @post("/{code:str}/verwijdering", sync_to_thread=True)
    def remove(
        self, code: FromPath[str], data: FormData, errand: NamedDependency[Errand]
    ) -> Answer:
        def work(session: Session, _form: Form) -> None:
            remove_equipment(session, errand.act, code)

        return errand.take_in(data, Form, work, _item(errand, code), at=LIST,
                              flash="equipment-removed")  # fmt: skip


def _index(errand: Errand) -> Screen:
    def look(session: Session) -> dict[str, Any]:
        items = [_shown(session, row) for row in session.exec(select(Equipment))]
        items.sort(key=lambda item: str(item["name"]).casefold())
        return {"under": PLACES, "here": LIST, "items": items, "icons": _icons(),
                "values": {"icoon": "device-desktop"}}  # fmt: skip

    return errand.screen("manage/equipment/index.html", look)


def _item(errand: Errand, code: str) -> Screen:
    def look(session: Session) -> dict[str, Any]:
        item = _shown(session, stored(session, Equipment, code))
        return {"under": PLACES, "here": item["href"], "item": item, "icons": _icons(),
                "values": {"naam": item["name"], "icoon": item["icon"]}}  # fmt: skip

    return errand.screen("manage/equipment/item.html", look)


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
