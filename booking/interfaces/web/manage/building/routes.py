"""Gebouw: its name and address, its floors and zones."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, TypeVar

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template
from pydantic import Field
from sqlmodel import Session

from booking.foundation.database import Database
from booking.foundation.errors import DomainError
from booking.foundation.local_time import day_of
from booking.interfaces.web.forms import Form, FormData
from booking.interfaces.web.manage.building.view import HERE, Part, buildings_shown, part_shown
from booking.interfaces.web.manage.sent_forms import Again, number_in_address, take_in
from booking.interfaces.web.manage.spaces.listing import LIST as PLACES
from booking.interfaces.web.moments import number_in
from booking.interfaces.web.once import do_once
from booking.interfaces.web.pages import page
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
from booking.spaces.values import ZoneKind

AnyRequest = Request[Any, Any, Any]
NUMBER_MAX = 999_999_999
NEW = "nieuw"
FIELDS: dict[type[DomainError], str] = {
    NameTaken: "naam",
    LevelTaken: "niveau",
    NoSuchDepartment: "afdeling",
}
Name = Annotated[str, Field(min_length=1, max_length=80)]
Number = Annotated[int, Field(ge=1, le=NUMBER_MAX)]


class BuildingForm(Form):
    naam: Name
    adres: Annotated[str, Field(max_length=200)] = ""

    def store(self, session: Session, act: Act, number: int | None) -> None:
        if number is None:
            add_building(session, act, name=self.naam, address=self.adres)
        else:
            change_building(session, act, number, name=self.naam, address=self.adres)


class FloorForm(Form):
    naam: Name
    niveau: Annotated[int, Field(ge=LEVEL_MIN, le=LEVEL_MAX)]
    binnen: Number | None = None

    def store(self, session: Session, act: Act, number: int | None) -> None:
        if number is None:
            add_floor(session, act, self.binnen or 0, level=self.niveau, name=self.naam)
        else:
            change_floor(session, act, number, level=self.niveau, name=self.naam)


class ZoneForm(Form):
    naam: Name
    soort: ZoneKind
    afdeling: Number | None = None
    binnen: Number | None = None

    def store(self, session: Session, act: Act, number: int | None) -> None:
        told: dict[str, Any] = {
            "name": self.naam, "kind": self.soort, "department_id": self.afdeling,
        }  # fmt: skip
        if number is None:
            add_zone(session, act, self.binnen or 0, **told)
        else:
            change_zone(session, act, number, **told)


class RemovalForm(Form):
    """Nothing to fill in."""


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
    def index(
        self,
        request: AnyRequest,
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Template:
        with database.reading() as session:
            buildings = buildings_shown(session, day_of(now))
        return page(request, "manage/building/index.html", under=PLACES, buildings=buildings)

    @get("/{kind:str}/{key:str}", sync_to_thread=True)
    def show(
        self,
        request: AnyRequest,
        kind: FromPath[str],
        key: FromPath[str],
        database: NamedDependency[Database],
    ) -> Template:
        within = number_in(request.query_params, "binnen", least=1, most=NUMBER_MAX)
        return _form(request, database, _part(kind, key, within))({}, {}, 200)

    @post("/{kind:str}/{key:str}", sync_to_thread=True)
    def keep(
        self,
        request: AnyRequest,
        kind: FromPath[str],
        key: FromPath[str],
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Template | Redirect:
        part = _part(kind, key, number_in(data, "binnen", least=1, most=NUMBER_MAX))

        def store(form: PartForm) -> str:
            def work(session: Session) -> str:
                form.store(session, act, part.number)
                return HERE

            return do_once(database, act, data, work)

        again = _form(request, database, part)
        return take_in(data, FORMS[kind], store, again, flash="building-kept", fields=FIELDS)

    @post("/{kind:str}/{key:str}/verwijdering", sync_to_thread=True)
    def remove(
        self,
        request: AnyRequest,
        kind: FromPath[str],
        key: FromPath[str],
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Template | Redirect:
        part, remover = _part(kind, key), _one_of(REMOVERS, kind)

        def store(_form: RemovalForm) -> str:
            def work(session: Session) -> str:
                remover(session, act, part.number or 0)
                return HERE

            return do_once(database, act, data, work)

        again = _form(request, database, part)
        return take_in(data, RemovalForm, store, again, flash="building-part-removed", fields={})


def _part(kind: str, key: str, within: int | None = None) -> Part:
    """Raises NotThere."""
    _one_of(FORMS, kind)
    return Part(kind, None if key == NEW else number_in_address(key), within)


def _one_of(known: dict[str, K], kind: str) -> K:
    if kind not in known:
        raise NotThere(f"no {kind!r} in a building")
    return known[kind]


def _form(request: AnyRequest, database: Database, part: Part) -> Again:
    def again(errors: dict[str, str], values: dict[str, Any], status: int) -> Template:
        with database.reading() as session:
            shown = part_shown(session, part)
        shown["values"] |= values
        return page(request, "manage/building/part.html", status=status, under=PLACES,
                    errors=errors, **shown)  # fmt: skip

    return again
