"""Which days are counted, and when they are counted again."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import select

from booking.foundation.database import Database
from booking.foundation.local_time import local_day
from booking.foundation.periods import Period
from booking.occupancy.facts import STOCK_REACH, rebuild, recount_dirty
from booking.occupancy.models import FactDay, FactVersion
from booking.reservations.check_in import check_in
from booking.reservations.models import DayVersion
from booking.reservations.operations import cancel, reserve
from booking.reservations.staying import end_now
from booking.reservations.values import Wish
from booking.spaces.models import Closure
from tests.occupancy.days import MINUTE, MONDAY, TUESDAY, WEDNESDAY, fact, touch_stock
from tests.together import together
from tests.town_hall import TownHall, at


@dataclass
class Counter:
    """Counts what is out of date, in a transaction of its own."""

    database: Database

    def __call__(self, today: date, days_max: int = 100) -> int:
        with self.database.writing() as session:
            return recount_dirty(session, today=today, days_max=days_max)

    def counted(self) -> set[date]:
        with self.database.reading() as session:
            return {date.fromordinal(day) for day in session.exec(select(FactVersion.day))}


@pytest.fixture
def recount(database: Database) -> Counter:
    return Counter(database)


def test_the_first_count_is_of_today_and_the_next_of_what_changed(
    recount: Counter, database: Database, hall: TownHall, now: datetime
) -> None:
    assert recount(MONDAY) == 1
    assert recount(MONDAY) == 0
    with database.writing() as session:
        held = reserve(session, hall.act("fatima", now),
                       Wish((hall.spaces["beuk"],), at(MONDAY, "10:00", "12:00")))  # fmt: skip
    assert recount(MONDAY) == 1
    for change, minutes in (
        (lambda s: check_in(s, hall.act("fatima", held.starts_at), held.uid), 120),
        (lambda s: end_now(s, hall.act("fatima", held.starts_at + 40 * MINUTE), held.uid), 40),
    ):
        with database.writing() as session:
            change(session)
        assert recount(MONDAY) == 1
        with database.reading() as session:
            assert fact(session, hall, "beuk").used_minutes == minutes
    assert recount(MONDAY) == 0


def test_a_day_that_is_over_is_counted_once_more(recount: Counter, hall: TownHall) -> None:
    assert recount(MONDAY) == 1
    assert recount(TUESDAY) == 2  # Tuesday for the first time, Monday now that it is over
    assert recount(TUESDAY) == 0


def test_days_nobody_counted_are_counted_when_somebody_does(
    recount: Counter, hall: TownHall
) -> None:
    recount(MONDAY)
    assert recount(MONDAY + timedelta(days=5), days_max=4) == 4
    assert recount(MONDAY + timedelta(days=5)) == 2
    assert recount.counted() == {MONDAY + timedelta(days=n) for n in range(6)}


def test_days_to_come_are_not_counted_until_they_come(
    recount: Counter, database: Database, hall: TownHall, now: datetime
) -> None:
    recount(MONDAY)
    with database.writing() as session:
        reserve(session, hall.act("fatima", now),
                Wish((hall.spaces["beuk"],), at(TUESDAY, "10:00", "12:00")))  # fmt: skip
        week = Period(local_day(MONDAY).starts_at, local_day(MONDAY).ends_at + timedelta(days=6))
        rebuild(session, week, today=MONDAY)
    assert recount(MONDAY) == 0
    assert recount.counted() == {MONDAY}
    recount(TUESDAY)
    with database.reading() as session:
        assert fact(session, hall, "beuk", TUESDAY).booked_minutes == 120


def test_a_late_correction_reaches_any_day(
    recount: Counter, database: Database, hall: TownHall
) -> None:
    long_ago = date(2025, 3, 24)
    with database.writing() as session:
        rebuild(session, local_day(long_ago), today=MONDAY)
        session.add(DayVersion(day=long_ago.toordinal(), zone_id=hall.zones["plein"], v=1))
    assert recount(MONDAY, days_max=1000) > 300  # that day, and the gap up to today
    with database.writing() as session:
        session.exec(select(DayVersion)).one().v += 1
    assert recount(MONDAY) == 1


def test_a_change_of_the_stock_reaches_some_days_back_and_no_further(
    recount: Counter, database: Database, hall: TownHall
) -> None:
    days = STOCK_REACH.days
    with database.writing() as session:
        month = Period(local_day(MONDAY - timedelta(days=30)).starts_at, local_day(MONDAY).ends_at)
        rebuild(session, month, today=MONDAY)
    assert recount(MONDAY) == 0
    with database.writing() as session:
        session.add(Closure(space_id=hall.spaces["beuk"], starts_at=month.starts_at,
                            ends_at=month.ends_at, reason="Verf"))  # fmt: skip
        touch_stock(session)
    assert recount(MONDAY) == days + 1
    with database.reading() as session:
        rows = session.exec(
            select(FactDay.day, FactDay.open_minutes)
            .where(FactDay.space_id == hall.spaces["beuk"])
        )  # fmt: skip
        was_open = {date.fromordinal(day) for day, minutes in rows if minutes}
    assert was_open
    assert max(was_open) < MONDAY - STOCK_REACH


def test_cancelled_reservations_leave_the_facts(
    recount: Counter, database: Database, hall: TownHall, now: datetime
) -> None:
    with database.writing() as session:
        held = reserve(session, hall.act("fatima", now),
                       Wish((hall.spaces["beuk"],), at(MONDAY, "10:00", "12:00")))  # fmt: skip
    recount(MONDAY)
    with database.writing() as session:
        cancel(session, hall.act("fatima", now), held.uid)
    recount(MONDAY)
    with database.reading() as session:
        assert fact(session, hall, "beuk").booked_minutes == 0


def test_two_who_count_at_once_count_once(database: Database, hall: TownHall) -> None:
    recount = Counter(database)
    recount(MONDAY)
    counted: list[int] = []
    assert together(*[lambda: counted.append(recount(WEDNESDAY))] * 4) == []
    assert sorted(counted) == [0, 0, 0, 3]
