"""Gebouw: its name and address, its floors and zones."""

from collections.abc import Callable
from typing import Annotated, Any, ClassVar, TypeVar

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template
from pydantic import Field
from sqlmodel import Session

from booking.interfaces.web.errand import Answer, Errand, Screen, number_in_address
from booking.interfaces.web.forms import Form, FormData
from booking.interfaces.web.manage.building.view import HERE, Part, buildings_shown, part_shown
from booking.interfaces.web.manage.spaces.listing import LIST as PLACES
from booking.interfaces.web.moments import number_in
from booking.people.permissions import NotThere
from booking.people.values import Act
from booking.spaces.buildings import (
    LevelTaken,
    NameTaken,
    NoSuchDepartment,
    add_building,
    add_floor,
    add_zone,
    change_building,
    change_floor,
    change_zone,
    remove_floor,
    remove_zone,
)
from booking.spaces.import_rows import LEVEL_MAX, LEVEL_MIN
from booking.spaces.mail_names import Invitable, MailNameTaken, NoMailName, name_for_mail
from booking.spaces.values import ZoneKind

NUMBER_MAX = 999_999_999
NEW = "nieuw"
Name = Annotated[str, Field(min_length=1, max_length=80)]
Number = Annotated[int, Field(ge=1, le=NUMBER_MAX)]


class BuildingForm(Form):
    refused_at: ClassVar = {NameTaken: "naam"}

    naam: Name
    adres: Annotated[str, Field(max_length=200)] = ""

    def store(self, session: Session, act: Act, number: int | None) -> None:
        if number is None:
            add_building(session, act, name=self.naam, address=self.adres)
        else:
            change_building(session, act, number, name=self.naam, address=self.adres)


class FloorForm(Form):
    refused_at: ClassVar = {NameTaken: "naam", LevelTaken: "niveau"}

    naam: Name
    niveau: Annotated[int, Field(ge=LEVEL_MIN, le=LEVEL_MAX)]
    binnen: Number | None = None

    def store(self, session: Session, act: Act, number: int | None) -> None:
        if number is None:
            add_floor(session, act, self.binnen or 0, level=self.niveau, name=self.naam)
        else:
            change_floor(session, act, number, level=self.niveau, name=self.naam)


class ZoneForm(Form):
    refused_at: ClassVar = {
        NameTaken: "naam",
        NoSuchDepartment: "afdeling",
        MailNameTaken: "mailnaam",
        NoMailName: "mailnaam",
    }

    naam: Name
    soort: ZoneKind
    afdeling: Number | None = None
    binnen: Number | None = None
    mailnaam: str = ""

    def store(self, session: Session, act: Act, number: int | None) -> None:
        told: dict[str, Any] = {
            "name": self.naam, "kind": self.soort, "department_id": self.afdeling,
        }  # fmt: skip
        if number is None:
            add_zone(session, act, self.binnen or 0, **told)
        else:
            change_zone(session, act, number, **told)
            name_for_mail(session, act, Invitable(zone_id=number), self.mailnaam)


PartForm = BuildingForm | FloorForm | ZoneForm
FORMS: dict[str, type[PartForm]] = {
    "gegevens": BuildingForm,
    "verdiepingen": FloorForm,
    "zones": ZoneForm,
}
REMOVERS: dict[str, Callable[[Session, Act, int], None]] = {
    "verdiepingen": remove_floor,
    "zones": remove_zone,
}
K = TypeVar("K")


class BuildingController(Controller):
    path = HERE

    @get("/", sync_to_thread=True)
    def index(self, errand: NamedDependency[Errand]) -> Template:
        def look(session: Session) -> dict[str, Any]:
            return {"under": PLACES, "buildings": buildings_shown(session, errand.today)}

        return errand.screen("manage/building/index.html", look)()

    @get("/{kind:str}/{key:str}", sync_to_thread=True)
    def show(
        self, kind: FromPath[str], key: FromPath[str], errand: NamedDependency[Errand]
    ) -> Template:
        within = number_in(errand.request.query_params, "binnen", least=1, most=NUMBER_MAX)
        return _form(errand, _part(kind, key, within))()

    @post("/{kind:str}/{key:str}", sync_to_thread=True)
    def keep(
        self,
        kind: FromPath[str],
        key: FromPath[str],
        data: FormData,
        errand: NamedDependency[Errand],
    ) -> Answer:
        part = _part(kind, key, number_in(data, "binnen", least=1, most=NUMBER_MAX))

        def work(session: Session, form: PartForm) -> None:
            form.store(session, errand.act, part.number)

        return errand.take_in(data, FORMS[kind], work, _form(errand, part), at=HERE,
                              flash="building-kept")  # fmt: skip

    @post("/{kind:str}/{key:str}/verwijdering", sync_to_thread=True)
    def remove(
        self,
        kind: FromPath[str],
        key: FromPath[str],
        data: FormData,
        errand: NamedDependency[Errand],
    ) -> Answer:
        part, remover = _part(kind, key), _one_of(REMOVERS, kind)

        def work(session: Session, _form: Form) -> None:
            remover(session, errand.act, part.number or 0)

        return errand.take_in(data, Form, work, _form(errand, part), at=HERE,
                              flash="building-part-removed")  # fmt: skip


def _part(kind: str, key: str, within: int | None = None) -> Part:
    """Raises NotThere."""
    _one_of(FORMS, kind)
    return Part(kind, None if key == NEW else number_in_address(key), within)


def _one_of(known: dict[str, K], kind: str) -> K:
    if kind not in known:
        raise NotThere(f"no {kind!r} in a building")
    return known[kind]


def _form(errand: Errand, part: Part) -> Screen:
    return errand.screen(
        "manage/building/part.html",
        lambda session: {"under": PLACES, **part_shown(session, part)},
    )
