"""What one day comes to, in minutes (definitions of occupancy.md section 2)."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, select

from booking.foundation.database import Database
from booking.foundation.local_time import local_day, local_period
from booking.foundation.periods import Period
from booking.occupancy.models import FactDay
from booking.occupancy.rules import people_by_space
from booking.reservations.models import HouseRule
from booking.reservations.values import ReservationState
from booking.spaces.models import Closure, OpeningHours, SpaceTerm
from booking.spaces.values import SpaceKind
from tests.occupancy.days import (
    AUTUMN,
    MINUTE,
    MONDAY,
    RELEASED,
    SPRING,
    TUESDAY,
    WEDNESDAY,
    add,
    count,
    fact,
    quarters,
    touch_stock,
)
from tests.town_hall import FROM, TownHall, at


def test_a_space_nobody_booked_is_there_with_zeros(database: Database, hall: TownHall) -> None:
    with database.writing() as session:
        count(session, MONDAY)
        facts = session.exec(select(FactDay)).all()
        desk = fact(session, hall, "D1")
    assert len(facts) == len(hall.spaces)
    assert (desk.open_minutes, desk.booked_minutes, desk.reservation_count) == (600, 0, 0)
    assert (desk.zone_id, desk.space_kind, desk.capacity) == (
        hall.zones["team"], SpaceKind.DESK, 1
    )  # fmt: skip


def test_a_closed_day_counts_as_not_open(database: Database, hall: TownHall) -> None:
    sunday = date(2026, 3, 22)
    with database.writing() as session:
        count(session, sunday)
        assert fact(session, hall, "beuk", sunday).open_minutes == 0
        assert quarters(session, hall, "overleg", day=sunday) == {}


def test_400_of_600_minutes_are_two_thirds(database: Database, hall: TownHall) -> None:
    with database.writing() as session:
        add(session, hall, ["beuk"], at(MONDAY, "08:00", "14:40"))
        count(session, MONDAY)
        beuk = fact(session, hall, "beuk")
    assert (beuk.booked_minutes, beuk.open_minutes) == (400, 600)
    assert beuk.booked_minutes / beuk.open_minutes == pytest.approx(0.666, abs=1e-3)


def test_39_person_hours_in_seven_seats_fill_69_6_percent(
    database: Database, hall: TownHall
) -> None:
    """Eight hours: 5 people for 7 of them, 4 for the last (occupancy.md section 2)."""
    with database.writing() as session:
        session.exec(
            select(SpaceTerm).where(SpaceTerm.space_id == hall.spaces["beuk"])
        ).one().capacity = 7
        touch_stock(session)
        for begin, until, people in (("09:00", "16:00", 5), ("16:00", "17:00", 4)):
            period = at(MONDAY, begin, until)
            add(session, hall, ["beuk"], period, attendee_count=people,
                checked_in_at=period.starts_at)  # fmt: skip
        count(session, MONDAY)
        beuk = fact(session, hall, "beuk")
    assert beuk.used_person_minutes == 39 * 60
    assert beuk.used_person_minutes / (beuk.capacity * beuk.used_minutes) == pytest.approx(
        0.696, abs=1e-3
    )


def test_a_room_closed_half_the_day_has_half_the_denominator(
    database: Database, hall: TownHall
) -> None:
    morning = at(MONDAY, "00:00", "13:00")
    with database.writing() as session:
        session.add(Closure(space_id=hall.spaces["beuk"], starts_at=morning.starts_at,
                            ends_at=morning.ends_at, reason="Verf"))  # fmt: skip
        touch_stock(session)
        # reserved before the painters came: it does not count for a room that was shut
        add(session, hall, ["beuk"], at(MONDAY, "12:00", "14:00"))
        count(session, MONDAY)
        beuk = fact(session, hall, "beuk")
    assert (beuk.open_minutes, beuk.booked_minutes, beuk.reservation_count) == (300, 60, 1)


def test_set_up_time_is_not_booked(database: Database, hall: TownHall) -> None:
    with database.writing() as session:
        add(session, hall, ["raadzaal"], at(MONDAY, "10:00", "12:00"))
        count(session, MONDAY)
        assert fact(session, hall, "raadzaal").booked_minutes == 120


def test_the_stock_counts_as_it_was_on_that_day(database: Database, hall: TownHall) -> None:
    with database.writing() as session:
        term = session.exec(select(SpaceTerm).where(SpaceTerm.space_id == hall.spaces["D1"])).one()
        term.valid_until = TUESDAY
        session.add(SpaceTerm(space_id=hall.spaces["D1"], zone_id=hall.zones["stil"],
                              capacity=2, valid_from=WEDNESDAY))  # fmt: skip
        touch_stock(session)
        for day in (MONDAY, TUESDAY, WEDNESDAY):
            count(session, day)
        rows = session.exec(
            select(FactDay.day, FactDay.zone_id, FactDay.capacity)
            .where(FactDay.space_id == hall.spaces["D1"])
            .order_by(col(FactDay.day))
        ).all()
    assert [tuple(row) for row in rows] == [
        (MONDAY.toordinal(), hall.zones["team"], 1),
        (WEDNESDAY.toordinal(), hall.zones["stil"], 2),
    ]


ELEVEN = at(MONDAY, "11:00", "12:00").starts_at
COURSES: dict[str, tuple[dict[str, object], tuple[int, int, int, int, int]]] = {
    # booked, used, reservations, no-shows, check-ins of one from 10:00 to 12:00
    "came in time and stayed": (
        {"checked_in_at": ELEVEN - 60 * MINUTE}, (120, 120, 1, 0, 1)),
    "came early and stayed": (
        {"checked_in_at": ELEVEN - 70 * MINUTE}, (120, 120, 1, 0, 1)),
    "came late and left early": (
        {"checked_in_at": ELEVEN - 50 * MINUTE, "ended_at": ELEVEN + 30 * MINUTE},
        (120, 80, 1, 0, 1)),
    "came and went within a minute": (
        {"checked_in_at": ELEVEN, "ended_at": ELEVEN}, (120, 0, 1, 0, 1)),
    "never came": ({}, (120, 0, 1, 1, 0)),
    "never came, and was released": (
        {"state": RELEASED, "released_at": ELEVEN - 45 * MINUTE}, (15, 0, 1, 1, 0)),
    "gave it back without ever checking in": ({"ended_at": ELEVEN}, (120, 0, 1, 0, 0)),
    "cancelled before": (
        {"state": ReservationState.CANCELLED, "cancelled_at": ELEVEN - 90 * MINUTE},
        (0, 0, 0, 0, 0)),
    "cancelled halfway": (
        {"state": ReservationState.CANCELLED, "cancelled_at": ELEVEN },
        (60, 0, 1, 0, 0)),
    "declined": ({"state": ReservationState.DECLINED}, (0, 0, 0, 0, 0)),
    "an option that ran out before": (
        {"state": ReservationState.EXPIRED, "expires_at": ELEVEN - 90 * MINUTE},
        (0, 0, 0, 0, 0)),
    "asked and never answered": (
        {"state": ReservationState.REQUESTED}, (120, 0, 1, 0, 0)),
}  # fmt: skip


@pytest.mark.parametrize(("facts", "expected"), COURSES.values(), ids=COURSES.keys())
def test_what_became_of_it_decides_what_counts(
    database: Database,
    hall: TownHall,
    facts: dict[str, object],
    expected: tuple[int, int, int, int, int],
) -> None:
    with database.writing() as session:
        add(session, hall, ["beuk"], at(MONDAY, "10:00", "12:00"), **facts)
        count(session, MONDAY)
        it = fact(session, hall, "beuk")
    assert expected == (
        it.booked_minutes, it.used_minutes, it.reservation_count, it.no_show_count,
        it.check_in_count,
    )  # fmt: skip


def test_on_the_day_itself_nobody_is_a_no_show_yet(database: Database, hall: TownHall) -> None:
    with database.writing() as session:
        add(session, hall, ["beuk"], at(MONDAY, "10:00", "12:00"))
        count(session, MONDAY, today=MONDAY)
        assert fact(session, hall, "beuk").no_show_count == 0
        count(session, MONDAY, today=TUESDAY)
        assert fact(session, hall, "beuk").no_show_count == 1


def test_where_no_check_in_was_asked_for_that_day_nobody_is_a_no_show(
    database: Database, hall: TownHall
) -> None:
    with database.writing() as session:
        session.add(HouseRule(space_kind=SpaceKind.ROOM, valid_from=FROM, valid_until=TUESDAY,
                              asks_check_in=False))  # fmt: skip
        session.add(HouseRule(space_kind=SpaceKind.ROOM, valid_from=TUESDAY))
        touch_stock(session)
        for day in (MONDAY, TUESDAY):
            for name in ("beuk", "D1"):
                add(session, hall, [name], at(day, "10:00", "12:00"))
            count(session, day)
        missed = {
            (name, day): fact(session, hall, name, day).no_show_count
            for name in ("beuk", "D1") for day in (MONDAY, TUESDAY)
        }  # fmt: skip
    assert missed == {
        ("beuk", MONDAY): 0,
        ("beuk", TUESDAY): 1,
        ("D1", MONDAY): 1,
        ("D1", TUESDAY): 1,
    }


def test_neighbours_that_touch_add_up_to_the_whole(database: Database, hall: TownHall) -> None:
    with database.writing() as session:
        for hour in range(8, 18):
            add(session, hall, ["beuk"], local_period(MONDAY, time(hour), time(hour + 1)))
        count(session, MONDAY)
        beuk = fact(session, hall, "beuk")
    assert beuk.booked_minutes == beuk.open_minutes == 600
    assert beuk.reservation_count == 10


def test_a_place_taken_over_within_the_running_grain_is_not_booked_twice(
    database: Database, hall: TownHall
) -> None:
    """Released at 10:17, and at 10:18 somebody takes it from 10:15."""
    with database.writing() as session:
        add(session, hall, ["beuk"], at(MONDAY, "10:00", "12:00"), state=RELEASED,
            released_at=at(MONDAY, "10:17", "11:00").starts_at)  # fmt: skip
        add(session, hall, ["beuk"], at(MONDAY, "10:15", "12:00"))
        count(session, MONDAY)
        assert fact(session, hall, "beuk").booked_minutes == 120


def test_a_group_is_spread_over_its_desks(database: Database, hall: TownHall) -> None:
    period = at(MONDAY, "09:00", "10:00")
    with database.writing() as session:
        add(session, hall, ["D1", "D2", "D3"], period, attendee_count=3,
            checked_in_at=period.starts_at)  # fmt: skip
        count(session, MONDAY)
        people = [fact(session, hall, name).used_person_minutes for name in ("D1", "D2", "D3")]
    assert people == [60, 60, 60]


@given(st.integers(1, 300), st.integers(1, 12))
def test_nobody_is_lost_when_a_group_is_spread(people: int, spaces: int) -> None:
    shares = people_by_space(people, spaces)
    assert sum(shares) == people
    assert max(shares) - min(shares) <= 1


def test_one_over_midnight_counts_its_minutes_on_both_days_and_itself_once(
    database: Database, hall: TownHall
) -> None:
    night = Period(at(MONDAY, "22:00", "23:00").starts_at, at(TUESDAY, "03:00", "04:00").starts_at)
    with database.writing() as session:
        for weekday in (0, 1):
            session.add(OpeningHours(building_id=hall.building, space_id=hall.spaces["beuk"],
                                     weekday=weekday, opens=time.min, closes=time.min,
                                     valid_from=FROM))  # fmt: skip
        touch_stock(session)
        add(session, hall, ["beuk"], night, checked_in_at=night.starts_at)
        for day in (MONDAY, TUESDAY):
            count(session, day)
        rows = [fact(session, hall, "beuk", day) for day in (MONDAY, TUESDAY)]
    assert [row.open_minutes for row in rows] == [1440, 1440]
    assert [row.booked_minutes for row in rows] == [120, 180]
    assert [row.used_minutes for row in rows] == [120, 180]
    assert [row.reservation_count for row in rows] == [1, 0]


def test_while_the_whole_is_held_its_halves_are_not_open(
    database: Database, hall: TownHall
) -> None:
    with database.writing() as session:
        add(session, hall, ["linde"], at(MONDAY, "10:00", "12:00"))
        count(session, MONDAY)
        minutes = {
            name: (it.open_minutes, it.booked_minutes)
            for name in ("linde", "linde_a", "linde_b")
            if (it := fact(session, hall, name))
        }
    assert minutes == {"linde": (120, 120), "linde_a": (480, 0), "linde_b": (480, 0)}


def test_while_a_half_is_held_the_whole_is_not_open(database: Database, hall: TownHall) -> None:
    with database.writing() as session:
        add(session, hall, ["linde_a"], at(MONDAY, "10:00", "12:00"))
        count(session, MONDAY)
        minutes = {
            name: (it.open_minutes, it.booked_minutes)
            for name in ("linde", "linde_a", "linde_b")
            if (it := fact(session, hall, name))
        }
        by_quarter = quarters(session, hall, "overleg")
    assert minutes == {"linde": (0, 0), "linde_a": (600, 120), "linde_b": (600, 0)}
    # at ten: the beech and two halves of the lime are three rooms of which one is held
    assert by_quarter[40] == (45, 15, 0)


def test_the_divided_room_is_never_more_rooms_than_can_be_used_at_once(
    database: Database, hall: TownHall
) -> None:
    with database.writing() as session:
        add(session, hall, ["linde"], at(MONDAY, "08:00", "10:00"))
        add(session, hall, ["linde_a"], at(MONDAY, "10:00", "12:00"))
        add(session, hall, ["linde_b"], at(MONDAY, "11:00", "13:00"))
        count(session, MONDAY)
        by_quarter = quarters(session, hall, "overleg")
    open_by_hour = {hour: by_quarter[4 * hour][0] // 15 for hour in range(8, 18)}
    assert open_by_hour == {8: 2, 9: 2} | dict.fromkeys(range(10, 18), 3)


@pytest.mark.parametrize(("day", "count_of"), [(SPRING, 92), (AUTUMN, 100), (MONDAY, 96)])
def test_a_day_has_as_many_quarters_as_it_lasts(
    database: Database, hall: TownHall, day: date, count_of: int
) -> None:
    whole = local_day(day)
    with database.writing() as session:
        session.add(OpeningHours(building_id=hall.building, space_id=hall.spaces["beuk"],
                                 weekday=day.weekday(), opens=time.min, closes=time.min,
                                 valid_from=FROM))  # fmt: skip
        touch_stock(session)
        add(session, hall, ["beuk"], whole, checked_in_at=whole.starts_at)
        count(session, day, today=day + timedelta(days=1))
        beuk = fact(session, hall, "beuk", day)
        by_quarter = quarters(session, hall, "overleg", day=day)
    assert beuk.open_minutes == beuk.booked_minutes == beuk.used_minutes == 15 * count_of
    assert sorted(by_quarter) == list(range(count_of))
    assert all(booked == used == 15 for _, booked, used in by_quarter.values())


def test_utc_is_not_local(database: Database, hall: TownHall) -> None:
    """23:30 in Amsterdam in summer is 21:30 UTC and belongs to that evening's day."""
    day = date(2026, 7, 1)
    period = Period(datetime(2026, 7, 1, 22, 30, tzinfo=UTC), datetime(2026, 7, 1, 23, tzinfo=UTC))
    with database.writing() as session:
        add(session, hall, ["beuk"], period)
        for counted in (day, day + timedelta(days=1)):
            count(session, counted, today=date(2026, 7, 9))
        rows = [fact(session, hall, "beuk", day + timedelta(days=n)) for n in (0, 1)]
    assert [row.reservation_count for row in rows] == [0, 1]
