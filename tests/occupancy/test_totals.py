"""Days added up: by hand, against a sweep of every minute, and over a night with 25 hours."""

from collections import Counter
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from booking.foundation.database import Database
from booking.foundation.local_time import local_day
from booking.occupancy.measures import booked_rate, no_show_rate, occupancy_rate
from booking.occupancy.models import FactHour, FactTotal, FactWish
from booking.occupancy.queries import (
    counted_between,
    day_totals,
    hour_sums,
    space_sums,
    wish_sums,
    zone_sums,
)
from booking.occupancy.totals import peak
from booking.occupancy.values import WHOLE_BUILDING, Slice, WishSums, add_up
from booking.reservations.models import WishRecord
from booking.reservations.values import Outcome, PartyKind
from booking.spaces.models import Closure, OpeningHours
from booking.spaces.values import SpaceKind
from tests.occupancy.days import (
    AUTUMN,
    MONDAY,
    RELEASED,
    SPRING,
    TUESDAY,
    WEDNESDAY,
    add,
    count,
    touch_stock,
)
from tests.town_hall import FROM, TownHall, at

ROOM, DESK = SpaceKind.ROOM, SpaceKind.DESK
spans = st.lists(
    st.tuples(st.integers(0, 200), st.integers(0, 60)).map(lambda it: (it[0], it[0] + it[1])),
    max_size=30,
)


@given(spans)
def test_the_peak_is_that_of_every_minute_looked_at(some: list[tuple[int, int]]) -> None:
    minutes = Counter(minute for begin, end in some for minute in range(begin, end))
    assert peak(some) == max(minutes.values(), default=0)


@given(spans, st.tuples(st.integers(0, 200), st.integers(200, 260)))
def test_one_more_never_lowers_the_peak(some: list[tuple[int, int]], more: tuple[int, int]) -> None:
    assert peak(some) <= peak([*some, more]) <= peak(some) + 1


def test_who_ends_makes_room_for_who_begins() -> None:
    assert peak([(600, 660), (660, 720), (720, 780)]) == 1
    assert peak([(600, 661), (660, 720)]) == 2


def small_week(session: Session, hall: TownHall) -> None:
    """Monday: De Beuk closed from one o'clock and twice in use, back to back; the rest empty."""
    closed = at(MONDAY, "13:00", "18:00")
    session.add(Closure(space_id=hall.spaces["beuk"], starts_at=closed.starts_at,
                        ends_at=closed.ends_at, reason="Verf"))  # fmt: skip
    touch_stock(session)
    for begin, until in (("09:00", "10:00"), ("10:00", "11:30")):
        period = at(MONDAY, begin, until)
        add(session, hall, ["beuk"], period, attendee_count=4, checked_in_at=period.starts_at)
    missed = at(MONDAY, "09:00", "17:00")
    add(session, hall, ["D5"], missed, state=RELEASED,
        released_at=missed.starts_at + timedelta(minutes=15))  # fmt: skip
    sitting = at(MONDAY, "10:00", "12:00")
    add(session, hall, ["D6"], sitting, checked_in_at=sitting.starts_at)
    for day in (MONDAY, TUESDAY):
        count(session, day)


def test_a_small_week_by_hand(database: Database, hall: TownHall) -> None:
    of = Slice(hall.building, MONDAY, MONDAY)
    with database.writing() as session:
        small_week(session, hall)
        [desks, rooms] = day_totals(session, of)
        spaces = {it.space_id: it for it in space_sums(session, of, hall.spaces.values())}
    # half of the day closed is half of the denominator: 150 of 300 minutes, not of 600
    beuk = spaces[hall.spaces["beuk"]].sums
    assert (beuk.open_minutes, beuk.booked_minutes, beuk.used_minutes) == (300, 150, 150)
    assert occupancy_rate(beuk) == 0.5
    # nobody reserved the council room: it is there, with nothing
    council = spaces[hall.spaces["raadzaal"]].sums
    assert (council.open_minutes, occupancy_rate(council), booked_rate(council)) == (600, 0, 0)
    # raadzaal 600, beuk 300, linde A and B 600 each; A+B is not open while nobody holds it
    assert rooms.sums.open_minutes == 2100
    assert rooms.space_count == 4
    assert rooms.sums.used_minutes == 150
    assert rooms.sums.used_person_minutes == 4 * 150
    assert rooms.sums.used_seat_minutes == 8 * 150
    assert rooms.sums.open_seat_minutes == 60 * 600 + 8 * 300 + 2 * 6 * 600
    assert (rooms.used_peak, rooms.booked_peak) == (1, 1)  # touching is not meeting
    # D5 was held for a quarter of an hour and nobody came; D6 was used from ten to twelve
    assert (desks.sums.booked_minutes, desks.sums.used_minutes) == (15 + 120, 120)
    assert no_show_rate(desks.sums) == 0.5
    assert (desks.used_peak, desks.booked_peak, desks.space_count) == (1, 1, 6)


def test_zones_add_up_to_the_building_and_hours_to_the_day(
    database: Database, hall: TownHall
) -> None:
    of = Slice(hall.building, MONDAY, TUESDAY)
    with database.writing() as session:
        small_week(session, hall)
        days, zones = day_totals(session, of), zone_sums(session, of)
        hours = hour_sums(session, of)
        silent = day_totals(session, Slice(hall.building, MONDAY, MONDAY, frozenset(),
                                           hall.zones["stil"], DESK))  # fmt: skip
    assert add_up([it.sums for it in zones]) == add_up([it.sums for it in days])
    for kind in (DESK, ROOM):
        total = add_up([it.sums for it in days if it.kind is kind])
        alike = [it for it in hours if it.kind is kind]
        assert sum(it.open_minutes for it in alike) == total.open_minutes
        assert sum(it.booked_minutes for it in alike) == total.booked_minutes
        assert sum(it.used_minutes for it in alike) == total.used_minutes
    assert [it.used_minutes for it in hours if (it.kind, it.weekday) == (ROOM, 0)] == [
        0, 60, 60, 30, 0, 0, 0, 0, 0, 0
    ]  # fmt: skip
    assert silent[0].sums.open_minutes == 2 * 600
    assert silent[0].used_peak == 1


def test_a_slice_of_weekdays_leaves_the_others_out(database: Database, hall: TownHall) -> None:
    with database.writing() as session:
        small_week(session, hall)
        for weekdays, day in (({0}, MONDAY), ({1}, TUESDAY)):
            of = Slice(hall.building, MONDAY, WEDNESDAY, frozenset(weekdays), kind=ROOM)
            assert [it.day for it in day_totals(session, of)] == [day]
            assert {it.weekday for it in hour_sums(session, of)} == weekdays
            opened = {it.space_id: it.open_day_count
                      for it in space_sums(session, of, hall.spaces.values())}  # fmt: skip
            assert opened[hall.spaces["beuk"]] == 1


@pytest.mark.parametrize(
    ("night", "minutes"), [(SPRING, {1: 60, 3: 60}), (AUTUMN, {1: 60, 2: 120})]
)
def test_hours_are_those_of_the_clock_in_the_nights_it_is_changed(
    database: Database, hall: TownHall, night: date, minutes: dict[int, int]
) -> None:
    """At two in spring comes three; in autumn the hour from two to three is there twice."""
    with database.writing() as session:
        session.add(OpeningHours(building_id=hall.building, space_id=hall.spaces["beuk"],
                                 weekday=6, opens=time.min, closes=time.min,
                                 valid_from=FROM))  # fmt: skip
        touch_stock(session)
        whole = local_day(night)
        add(session, hall, ["beuk"], whole, checked_in_at=whole.starts_at)
        count(session, night, today=night + timedelta(days=1))
        hours = {it.hour: it for it in hour_sums(session, Slice(hall.building, night, night))}
        [rooms] = [it for it in day_totals(session, Slice(hall.building, night, night))
                   if it.kind is ROOM]  # fmt: skip
    length = 23 * 60 if night == SPRING else 25 * 60
    assert rooms.sums.used_minutes == rooms.sums.open_minutes == length
    assert {hour: hours[hour].used_minutes for hour in minutes} == minutes
    assert (2 in hours) == (night == AUTUMN)


def test_wishes_that_failed_are_counted_by_size(database: Database, hall: TownHall) -> None:
    def wish(
        people: int, outcome: Outcome, kind: SpaceKind = ROOM, day: date = MONDAY
    ) -> WishRecord:
        period = at(day, "10:00", "11:30")
        return WishRecord(asked_on=MONDAY, space_kind=kind, starts_at=period.starts_at,
                          ends_at=period.ends_at, attendee_count=people, party=PartyKind.STAFF,
                          outcome=outcome)  # fmt: skip

    with database.writing() as session:
        session.add_all([
            wish(5, Outcome.REFUSED), wish(6, Outcome.REFUSED), wish(6, Outcome.DIVERTED),
            wish(7, Outcome.REFUSED), wish(5, Outcome.GRANTED), wish(1, Outcome.REFUSED, DESK),
            wish(5, Outcome.REFUSED, day=WEDNESDAY),
        ])  # fmt: skip
        for day in (MONDAY, TUESDAY):
            count(session, day)
        found = wish_sums(session, Slice(hall.building, MONDAY, TUESDAY))
    assert found == [
        WishSums(DESK, 2, refused_count=1, refused_minutes=90),
        WishSums(ROOM, 6, refused_count=2, refused_minutes=180, diverted_count=1,
                 diverted_minutes=90, granted_count=1, granted_minutes=90),
        WishSums(ROOM, 8, refused_count=1, refused_minutes=90),
    ]  # fmt: skip


def test_a_day_counted_again_has_its_totals_once(database: Database, hall: TownHall) -> None:
    with database.writing() as session:
        small_week(session, hall)
        before = [session.exec(select(table)).all() for table in (FactTotal, FactHour, FactWish)]
        for day in (MONDAY, TUESDAY):
            count(session, day)
        after = [session.exec(select(table)).all() for table in (FactTotal, FactHour, FactWish)]
    assert [len(rows) for rows in after] == [len(rows) for rows in before]
    assert {row.zone_id for row in after[0]} == {WHOLE_BUILDING, *hall.zones.values()}  # type: ignore[union-attr]


def test_only_days_that_are_over_are_counted_for_good(database: Database, hall: TownHall) -> None:
    with database.writing() as session:
        assert counted_between(session) is None
        for day in (MONDAY, TUESDAY, WEDNESDAY):
            count(session, day, today=WEDNESDAY)
        assert counted_between(session) == (MONDAY, TUESDAY)


def test_a_period_to_which_nothing_belongs_is_empty(database: Database, hall: TownHall) -> None:
    of = Slice(hall.building, date(2031, 1, 1), date(2031, 12, 31))
    with database.reading() as session:
        assert not day_totals(session, of)
        assert not hour_sums(session, of)
        assert not space_sums(session, of, hall.spaces.values())
