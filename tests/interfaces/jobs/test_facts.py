"""Counting what changed, without keeping anybody waiting."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import col, select

from booking.foundation.database import Database
from booking.foundation.jobs import Job
from booking.foundation.local_time import day_of
from booking.interfaces.jobs.facts import COUNT_FACTS, DAYS_AT_ONCE
from booking.interfaces.jobs.worker import do_one_job, prepare
from booking.interfaces.jobs.workplace import Workplace
from booking.occupancy.facts import recount
from booking.occupancy.models import FactDay, FactVersion
from booking.reservations.models import DayVersion
from tests.interfaces.jobs.conftest import Clock
from tests.town_hall import TownHall

SLOW, PATIENCE = timedelta(seconds=3), timedelta(seconds=10)


@pytest.fixture
def backlog(database: Database, clock: Clock, hall: TownHall) -> set[int]:
    today = day_of(clock.now).toordinal()
    days = set(range(today - 3 * DAYS_AT_ONCE, today + 1))
    with database.writing() as session:
        zone = hall.zones["overleg"]
        session.add_all(DayVersion(day=day, zone_id=zone, v=1) for day in days)
    return days


def counted(database: Database) -> set[int]:
    with database.reading() as session:
        return set(session.exec(select(FactDay.day)).all())


def test_a_backlog_of_days_is_counted_in_one_go(
    workplace: Workplace, clock: Clock, backlog: set[int]
) -> None:
    prepare(workplace)
    clock.move(seconds=61)

    while do_one_job(workplace):
        pass

    assert counted(workplace.database) == backlog


def test_a_long_backlog_is_one_job_that_lets_every_other_go_first(
    workplace: Workplace, clock: Clock, backlog: set[int]
) -> None:
    """Each day takes SLOW; whatever else is due is done within PATIENCE."""
    prepare(workplace)
    slow = replace(workplace, rest=lambda: clock.move(seconds=SLOW.seconds))
    while counted(workplace.database) != backlog:
        with workplace.database.reading() as session:
            jobs = session.exec(select(Job).order_by(col(Job.due_at))).all()
        late = [
            it.kind for it in jobs if it.kind != COUNT_FACTS and clock.now - it.due_at > PATIENCE
        ]
        assert not late
        assert [it.kind for it in jobs].count(COUNT_FACTS) == 1
        if not do_one_job(slow):
            clock.move(seconds=1)


@pytest.mark.usefixtures("backlog")
def test_a_day_that_another_process_counted_meanwhile_is_left_alone(
    database: Database, clock: Clock
) -> None:
    today = day_of(clock.now)
    yesterday = today - timedelta(days=1)
    with database.writing() as session:
        recount(session, yesterday, today=today)
    with database.writing() as session:
        recount(session, yesterday, today=today + timedelta(days=1))
        seen = session.exec(select(FactVersion.counted_on).distinct()).all()
    assert seen == [today.toordinal()]
