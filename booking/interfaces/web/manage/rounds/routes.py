"""Counted rounds, made for a phone in one hand: planned or started, walked zone by zone, finished.

A zone is one plain form: what was sent twice counts once, and what did not arrive is still on the
phone and can be sent again.
"""

from typing import Any

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlmodel import Session

from booking.foundation.local_time import day_of
from booking.interfaces.web.errand import Answer, Errand, Screen, number_in_address
from booking.interfaces.web.forms import FormData
from booking.interfaces.web.manage.rounds.forms import PlanForm, StartForm, ZoneForm
from booking.interfaces.web.manage.rounds.view import (
    HERE,
    index_data,
    next_address,
    round_address,
    round_data,
    spaces_in,
    zone_data,
)
from booking.occupancy.rounds.operations import (
    count_spaces,
    drop_round,
    finish_round,
    plan_round,
    start_round,
)
from booking.occupancy.rounds.queries import round_in


class RoundsController(Controller):
    path = HERE

    @get(sync_to_thread=True)
    def index(self, errand: NamedDependency[Errand]) -> Template:
        return _index(errand)()

    @post(sync_to_thread=True)
    def plan(self, data: FormData, errand: NamedDependency[Errand]) -> Answer:
        def work(session: Session, form: PlanForm) -> None:
            plan_round(session, errand.act, form.gebouw, form.at)

        return errand.take_in(data, PlanForm, work, _index(errand), at=HERE, flash="round-planned")

    @post("/start", sync_to_thread=True)
    def start(self, data: FormData, errand: NamedDependency[Errand]) -> Answer:
        def work(session: Session, form: StartForm) -> str:
            return round_address(start_round(session, errand.act, form.gebouw))

        return errand.take_in(data, StartForm, work, _index(errand), flash=None)

    @get("/{number:str}", sync_to_thread=True)
    def show(self, number: FromPath[str], errand: NamedDependency[Errand]) -> Template:
        round_id = number_in_address(number)

        def look(session: Session) -> dict[str, Any]:
            return round_data(session, errand.act, round_id)

        return errand.screen("manage/rounds/round.html", look)()

    @post("/{number:str}/einde", sync_to_thread=True)
    def finish(
        self, number: FromPath[str], data: FormData, errand: NamedDependency[Errand]
    ) -> Redirect:
        return errand.do_to(number, data, finish_round, at=HERE, flash="round-finished")

    @post("/{number:str}/verwijdering", sync_to_thread=True)
    def drop(
        self, number: FromPath[str], data: FormData, errand: NamedDependency[Errand]
    ) -> Redirect:
        return errand.do_to(number, data, drop_round, at=HERE, flash="removed")

    @get("/{number:str}/zones/{zone:str}", sync_to_thread=True)
    def ask(
        self, number: FromPath[str], zone: FromPath[str], errand: NamedDependency[Errand]
    ) -> Template:
        return _zone(errand, number_in_address(number), number_in_address(zone))()

    @post("/{number:str}/zones/{zone:str}", sync_to_thread=True)
    def count(
        self,
        number: FromPath[str],
        zone: FromPath[str],
        data: FormData,
        errand: NamedDependency[Errand],
    ) -> Answer:
        round_id, zone_id = number_in_address(number), number_in_address(zone)

        def work(session: Session, form: ZoneForm) -> str:
            one = round_in(session, round_id)
            sights = form.sights(spaces_in(session, one, zone_id), day_of(one.at))
            count_spaces(session, errand.act, round_id, sights, zone_id=zone_id)
            return next_address(session, one, zone_id)

        again = _zone(errand, round_id, zone_id)
        return errand.take_in(data, ZoneForm, work, again, flash="zone-counted")


def _index(errand: Errand) -> Screen:
    def look(session: Session) -> dict[str, Any]:
        return index_data(session, errand.act)

    return errand.screen("manage/rounds/index.html", look)


def _zone(errand: Errand, round_id: int, zone_id: int) -> Screen:
    def look(session: Session) -> dict[str, Any]:
        return zone_data(session, round_id, zone_id, errand.act.at)

    return errand.screen("manage/rounds/zone.html", look)
