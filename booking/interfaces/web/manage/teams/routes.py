"""Beheer, teams: who belongs together, and where they like to sit."""

from typing import ClassVar

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Template
from sqlmodel import Session

from booking.interfaces.web.errand import Answer, Errand, Screen, number_in_address
from booking.interfaces.web.forms import Form, FormData
from booking.interfaces.web.manage.people.forms import Name
from booking.interfaces.web.manage.teams.view import HERE, overview, team_choices, team_page
from booking.people.permissions import NotThere
from booking.people.teams import NameTaken, TeamParticulars, add_team, change_team, remove_team
from booking.spaces.queries import current_stock


class TeamForm(Form):
    refused_at: ClassVar = {NameTaken: "naam"}

    naam: Name
    afdeling: int
    zone: int | None = None

    def particulars(self, session: Session) -> TeamParticulars:
        """Raises :class:`NotThere` for a zone that is not in the house."""
        if self.zone is not None and self.zone not in current_stock(session).zones:
            raise NotThere(f"no zone {self.zone}")
        return TeamParticulars(self.naam, self.afdeling, self.zone)


class TeamsController(Controller):
    path = HERE

    @get(sync_to_thread=True)
    def show_all(self, errand: NamedDependency[Errand]) -> Template:
        return errand.screen("manage/teams/index.html", overview)()

    @get("/nieuw", sync_to_thread=True)
    def ask_new(self, errand: NamedDependency[Errand], afdeling: FromQuery[str] = "") -> Template:
        return _new(errand)(values={"afdeling": afdeling})

    @post("/nieuw/toevoeging", sync_to_thread=True)
    def add(self, data: FormData, errand: NamedDependency[Errand]) -> Answer:
        def work(session: Session, form: TeamForm) -> None:
            add_team(session, errand.act, form.particulars(session))

        return errand.take_in(data, TeamForm, work, _new(errand), at=HERE, flash="saved")

    @get("/{key:str}", sync_to_thread=True)
    def show(self, key: FromPath[str], errand: NamedDependency[Errand]) -> Template:
        return _one(errand, number_in_address(key))()

    @post("/{key:str}/wijziging", sync_to_thread=True)
    def change(self, key: FromPath[str], data: FormData, errand: NamedDependency[Errand]) -> Answer:
        number = number_in_address(key)

        def work(session: Session, form: TeamForm) -> None:
            change_team(session, errand.act, number, form.particulars(session))

        return errand.take_in(data, TeamForm, work, _one(errand, number), at=HERE, flash="saved")

    @post("/{key:str}/verwijdering", sync_to_thread=True)
    def remove(self, key: FromPath[str], data: FormData, errand: NamedDependency[Errand]) -> Answer:
        number = number_in_address(key)

        def work(session: Session, _form: Form) -> None:
            remove_team(session, errand.act, number)

        return errand.take_in(data, Form, work, _one(errand, number), at=HERE, flash="removed")


def _new(errand: Errand) -> Screen:
    return errand.screen("manage/teams/new.html", team_choices)


def _one(errand: Errand, number: int) -> Screen:
    return errand.screen("manage/teams/team.html", lambda session: team_page(session, number))
