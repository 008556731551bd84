"""Counting what changed, without keeping anybody waiting."""

from datetime import timedelta

from sqlmodel import select

from booking.foundation.local_time import day_of
from booking.interfaces.jobs.facts import DAYS_AT_ONCE
from booking.interfaces.jobs.worker import do_one_job, prepare
from booking.interfaces.jobs.workplace import Workplace
from booking.occupancy.models import FactDay
from booking.reservations.models import DayVersion
from tests.interfaces.jobs.conftest import Clock
from tests.town_hall import TownHall


def test_a_backlog_of_days_is_counted_in_one_go(
    workplace: Workplace, clock: Clock, hall: TownHall
) -> None:
    today = day_of(clock.now)
    days = [(today - timedelta(days=n)).toordinal() for n in range(3 * DAYS_AT_ONCE + 1)]
    with workplace.database.writing() as session:
        zone = hall.zones["overleg"]
        session.add_all(DayVersion(day=day, zone_id=zone, v=1) for day in days)
    prepare(workplace)
    clock.move(seconds=61)

    while do_one_job(workplace):
        pass

    with workplace.database.reading() as session:
        assert set(session.exec(select(FactDay.day)).all()) == set(days)
