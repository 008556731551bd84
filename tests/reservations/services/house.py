"""A town hall with services, and the people who order and bring them."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from booking.foundation.database import Database
from booking.people.values import Act
from booking.reservations.operations import reserve
from booking.reservations.services.catalogue import add_service
from booking.reservations.services.day_tasks import Task, tasks_on, tick_task
from booking.reservations.services.operations import order_services
from booking.reservations.services.values import (
    CutOffUnit,
    ServiceFacts,
    ServiceKind,
    TickState,
    Wanted,
)
from booking.reservations.values import Wish
from booking.spaces.queries import current_stock
from tests.town_hall import TownHall, at

LUNCH = ServiceFacts(
    name_nl="Lunch", name_en="Lunch", kind=ServiceKind.CATERING, is_per_person=True,
    cut_off_count=24, cut_off_unit=CutOffUnit.HOURS, needs_cost_centre=True,
    provider="Catering De Kade", told_to="kade@kade.example",
    told_at_minute=15 * 60, price="€ 7,50 p.p.", is_for_partners=False, is_offered=True,
    building_ids=frozenset(),
)  # fmt: skip
COFFEE = replace(
    LUNCH, name_nl="Koffie en thee", name_en="Coffee and tea", cut_off_count=2, price="",
    needs_cost_centre=False, is_for_partners=True,
)  # fmt: skip


class House:
    """Each act is a transaction."""

    def __init__(self, database: Database, hall: TownHall, now: datetime, monday: date) -> None:
        self.database, self.hall, self.now, self.monday = database, hall, now, monday
        self.lunch, self.coffee = self.offer(LUNCH), self.offer(COFFEE)

    def act(self, name: str, at: datetime | None = None) -> Act:
        return self.hall.act(name, at or self.now)

    def offer(self, facts: ServiceFacts) -> int:
        with self.database.writing() as session:
            return add_service(session, self.act("els"), facts)

    def reserve(
        self, who: str, room: str, begin: str, until: str, *, days: int = 1, **more: object
    ) -> str:
        period = at(self.monday + timedelta(days=days), begin, until)
        wish = Wish((self.hall.spaces[room],), period, **more)  # type: ignore[arg-type]
        with self.database.writing() as session:
            return reserve(session, self.act(who), wish).uid

    def order(
        self, who: str, uid: str, *, at: datetime | None = None, lunch: Wanted | None = None,
        coffee: Wanted | None = None,
    ) -> None:  # fmt: skip
        asked = {self.lunch: lunch, self.coffee: coffee}
        wanted = {number: amount for number, amount in asked.items() if amount}
        with self.database.writing() as session:
            order_services(session, self.act(who, at), uid, wanted)

    def tasks(self, *, days: int = 1) -> list[Task]:
        with self.database.reading() as session:
            day = self.monday + timedelta(days=days)
            return tasks_on(session, current_stock(session), day)

    def tick(self, who: str, task: Task, state: TickState | None) -> None:
        with self.database.writing() as session:
            uid = task.use.reservation.uid
            tick_task(session, self.act(who), uid, task.key, state=state, of=task.of)
