"""Cards with the code of every desk, room and zone of a floor, to print and to cut out."""

from collections.abc import Iterator
from typing import Any

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.response import Template
from sqlmodel import Session

from booking.foundation.settings import Settings
from booking.interfaces.web.errand import Errand
from booking.interfaces.web.manage.spaces.listing import LIST as PLACES
from booking.interfaces.web.qr import qr_of
from booking.spaces.codes import code_of_space, code_of_zone
from booking.spaces.queries import current_stock
from booking.spaces.values import Floor, Stock

HERE = "/beheer/codes"


class CodesController(Controller):
    @get(HERE, sync_to_thread=True)
    def show(
        self, errand: NamedDependency[Errand], settings: NamedDependency[Settings]
    ) -> Template:
        def look(session: Session) -> dict[str, Any]:
            return _sheet(session, errand, settings)

        return errand.screen("manage/codes.html", look)()


def _sheet(session: Session, errand: Errand, settings: Settings) -> dict[str, Any]:
    stock, asked = current_stock(session), errand.request.query_params.get("verdieping", "")
    floors = sorted(stock.floors.values(), key=lambda f: (f.building_id, f.level))
    floor = next((f for f in floors if str(f.id) == asked), next(iter(floors), None))
    return {
        "under": PLACES,
        "floor": floor.name if floor else "",
        "floors": [
            {"url": f"{HERE}?verdieping={f.id}", "label": f.name,
             "is_current": f is floor}
            for f in floors
        ],
        "address": f"{settings.base_address}/hier",
        "cards": list(_cards(stock, floor, errand, settings)) if floor else [],
    }  # fmt: skip


def _cards(
    stock: Stock, floor: Floor, errand: Errand, settings: Settings
) -> Iterator[dict[str, Any]]:
    zones = sorted((z for z in stock.zones.values() if z.floor_id == floor.id),
                   key=lambda zone: zone.name)  # fmt: skip
    for zone in zones:
        yield _card(settings, code_of_zone(zone.id), "", zone.name, floor.name)
    for space in sorted(stock.spaces_on(errand.today), key=lambda space: space.number):
        around = stock.zone_of(space, errand.today)
        if around is not None and around.floor_id == floor.id:
            yield _card(settings, code_of_space(space.id), space.number, space.name, around.name)


def _card(settings: Settings, code: str, number: str, name: str, place: str) -> dict[str, Any]:
    qr = qr_of(f"{settings.base_address}/hier/{code}")
    return {"code": code, "number": number, "name": name, "place": place, "qr": qr}
