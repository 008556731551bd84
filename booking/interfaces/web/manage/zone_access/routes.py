"""Who may reserve in which zone, and from when; said for a zone from a day on."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Annotated, Any, ClassVar
from urllib.parse import urlencode

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template
from pydantic import Field, create_model
from sqlmodel import Session

from booking.foundation.formats import show_day
from booking.foundation.texts import N_, text
from booking.interfaces.web.errand import Answer, Errand, Screen, number_in_address
from booking.interfaces.web.forms import Form, FormData, InvalidForm
from booking.interfaces.web.manage.effects import Proposal, foresee
from booking.interfaces.web.manage.spaces.listing import LIST as PLACES
from booking.interfaces.web.manage.zone_access.listing import (
    Names,
    floors_listed,
    grants_on,
    in_words,
)
from booking.interfaces.web.moments import Day
from booking.people.directory import departments_by_name, teams_by_name
from booking.people.models import Department, Team
from booking.people.permissions import NotThere
from booking.spaces.operations import PastStays
from booking.spaces.queries import building_names, current_stock, grant_in
from booking.spaces.values import Stock
from booking.spaces.zone_access import senseless
from booking.spaces.zone_changes import SenselessGrants, grants_of, set_grants
from booking.spaces.zone_grants import ZoneGrant, ZoneParty

HERE = "/beheer/zonetoegang"
LINES = range(1, 5)
DAYS_MAX = 366
CHOOSE = N_("Please choose one of the options.")
IN_FORM = {
    ZoneParty.STAFF: "medewerkers",
    ZoneParty.PARTNERS: "partners",
    ZoneParty.DEPARTMENT: "afdeling",
    ZoneParty.TEAM: "team",
}
EVERYONE_OF = {ZoneParty.STAFF: N_("all staff"), ZoneParty.PARTNERS: N_("partners")}
NAMED = {
    ZoneParty.DEPARTMENT: N_("department %(name)s"),
    ZoneParty.TEAM: N_("team %(name)s"),
}

Days = Annotated[int, Field(ge=0, le=DAYS_MAX)]


class GrantsForm(Form):
    """``wie_1`` is who, ``dagen_1`` from how many days before; left empty it is always."""

    refused_at: ClassVar = {PastStays: "vanaf", SenselessGrants: "wie_1"}

    vanaf: Day

    def grants(self, names: Names) -> list[ZoneGrant]:
        """Raises :class:`InvalidForm` for somebody who is not there, and for what is senseless."""
        known = {_written(*key): key for key in names}
        asked = [(f"wie_{n}", getattr(self, f"wie_{n}"), getattr(self, f"dagen_{n}"))
                 for n in LINES]  # fmt: skip
        wrong = {field: text(CHOOSE) for field, who, _ in asked if who and who not in known}
        found = [ZoneGrant(*known[who], days) for _, who, days in asked if who in known]
        if not wrong and senseless(found):
            wrong = {"wie_1": text(SenselessGrants.sentence)}
        if wrong:
            raise InvalidForm(wrong, {})
        return found


FIELDS: dict[str, Any] = {
    name: field
    for n in LINES
    for name, field in ((f"wie_{n}", (str, "")), (f"dagen_{n}", (Days | None, None)))
}
LinesForm = create_model("LinesForm", __base__=GrantsForm, **FIELDS)


class ZoneAccessController(Controller):
    path = HERE

    @get(sync_to_thread=True)
    def index(self, errand: NamedDependency[Errand]) -> Template:
        def look(session: Session) -> dict[str, Any]:
            stock, names = current_stock(session), names_in(session)
            floors = floors_listed(stock, names, building_names(session), errand.today)
            return {"under": PLACES, "floors": floors}

        return errand.screen("manage/zone_access/index.html", look)()

    @get("/{zone:str}", sync_to_thread=True)
    def ask(self, zone: FromPath[str], errand: NamedDependency[Errand]) -> Template:
        return _form(errand, zone)(values=dict(errand.request.query_params))

    @get("/{zone:str}/gevolg", sync_to_thread=True)
    def preview(self, zone: FromPath[str], errand: NamedDependency[Errand]) -> Template:
        query = dict(errand.request.query_params)

        def propose(form: GrantsForm) -> Proposal:
            return _proposal(errand, number_in_address(zone), form, query)

        return foresee(errand, LinesForm, query, propose, _form(errand, zone))

    @post("/{zone:str}", sync_to_thread=True)
    def set(self, zone: FromPath[str], data: FormData, errand: NamedDependency[Errand]) -> Answer:
        def work(session: Session, form: GrantsForm) -> None:
            grants = form.grants(names_in(session))
            set_grants(session, errand.act, number_in_address(zone), grants, begins=form.vanaf)

        return errand.take_in(data, LinesForm, work, _form(errand, zone), at=HERE,
                              flash="zone-access-set")  # fmt: skip


def names_in(session: Session) -> Names:
    """Everybody a zone can be for, in words."""
    named: dict[ZoneParty, Sequence[Department | Team]] = {
        ZoneParty.DEPARTMENT: departments_by_name(session),
        ZoneParty.TEAM: teams_by_name(session),
    }
    return {
        **{(party, None): text(words) for party, words in EVERYONE_OF.items()},
        **{
            (party, row.id): text(NAMED[party], name=row.name)
            for party, rows in named.items()
            for row in rows
        },
    }


def _written(party: ZoneParty, number: int | None) -> str:
    return f"{IN_FORM[party]}-{number}" if number else IN_FORM[party]


def _form(errand: Errand, key: str) -> Screen:
    zone_id = number_in_address(key)

    def look(session: Session) -> dict[str, Any]:
        stock, names = current_stock(session), names_in(session)
        if zone_id not in stock.zones:
            raise NotThere(f"no zone {key}")
        values = {"vanaf": errand.today.isoformat()}
        for n, grant in zip(LINES, grants_on(stock, zone_id, errand.today), strict=False):
            days = "" if grant.days_before is None else str(grant.days_before)
            values |= {f"wie_{n}": _written(grant.party, grant.party_id), f"dagen_{n}": days}
        return {
            "under": PLACES,
            "here": f"{HERE}/{zone_id}",
            "zone_name": _name(stock, zone_id),
            "lines": list(LINES),
            "whom": [("", text("Nobody else")), *((_written(*k), n) for k, n in names.items())],
            "values": values,
        }

    return errand.screen("manage/zone_access/zone.html", look)


def _name(stock: Stock, zone_id: int) -> str:
    zone = stock.zones[zone_id]
    return f"{zone.name}, {stock.floors[zone.floor_id].name}"


def _proposal(errand: Errand, zone_id: int, form: GrantsForm, query: dict[str, Any]) -> Proposal:
    with errand.database.reading() as session:
        stock, names = current_stock(session), names_in(session)
        grants = form.grants(names)
        rows = [grant_in(row) for row in grants_of(session, zone_id)]
    before = [replace(grant) for grant in rows if grant.holds_on(form.vanaf)]
    here = f"{HERE}/{zone_id}"
    return Proposal(
        title=text("For whom this zone will be"),
        lead=text("%(place)s, from %(begin)s", place=_name(stock, zone_id),
                  begin=show_day(form.vanaf)),
        before=stock, after=stock, action=here, label=text("Yes, it is for them"),
        back=f"{here}?{urlencode(query)}", fields=query,
        figures=[{"label": text("Who may reserve"), "before": " ".join(in_words(before, names)),
                  "after": " ".join(in_words(grants, names))}],
        notes=list(_notes(grants)),
    )  # fmt: skip


def _notes(grants: Sequence[ZoneGrant]) -> Iterator[str]:
    if grants:
        yield text("Who is not named cannot reserve here, and reads why. Reception and the "
                   "facility team can always reserve here, for others too.")  # fmt: skip
    yield text("What is reserved already stays as it is.")
