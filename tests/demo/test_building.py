"""The house as data: enough of everything, drawn so that it could stand."""

import re
from datetime import date
from itertools import combinations
from statistics import mean

import pytest

from booking.demo.building import COUNCIL_ROOM, WEDDING_HALL, town_hall
from booking.demo.opening import (
    COUNCIL_EVENING,
    EARLY_CLOSING,
    OFFICE_HOURS,
    SHOPPING_EVENING,
    Evening,
    Hours,
    closures,
    council_evening,
    days_between,
    hours_of,
    house_hours,
    is_school_holiday,
    special_days,
)
from booking.demo.plan import Rectangle, Space

HOUSE = town_hall()
CEREMONIAL = {COUNCIL_ROOM, WEDDING_HALL}


def shares_a_unit(one: Space, other: Space) -> bool:
    return not set(one.unit_names).isdisjoint(other.unit_names)


def test_there_are_250_desks_and_26_rooms_on_four_floors() -> None:
    assert len(HOUSE.desks) == 250
    assert len(HOUSE.rooms) == 26
    assert [floor.level for floor in HOUSE.floors] == [0, 1, 2, 3]
    assert {zone.kind for zone in HOUSE.zones} == {"team", "silence", "open", "public", "meeting"}


def test_meeting_rooms_have_nine_chairs_on_average_and_the_halls_many_more() -> None:
    capacities = [room.capacity for room in HOUSE.rooms if room.number not in CEREMONIAL]

    assert round(mean(capacities), 1) == 9.1
    assert HOUSE.space(COUNCIL_ROOM).capacity == 60
    assert HOUSE.space(WEDDING_HALL).capacity == 80
    assert min(capacities) == 2


def test_numbers_are_unique_and_can_stand_in_a_web_address() -> None:
    numbers = [space.number for space in HOUSE.spaces]

    assert len(set(numbers)) == len(numbers)
    assert all(re.fullmatch(r"[0-3]\.(\d{2}|D\d{3})", number) for number in numbers)
    assert all(int(space.number[0]) == space.level for space in HOUSE.spaces)


def test_the_divisible_room_holds_the_units_of_its_halves() -> None:
    assert HOUSE.space("0.30").unit_names == ("0.31", "0.32")
    singles = [space for space in HOUSE.spaces if space.number != "0.30"]
    assert all(space.unit_names == (space.number,) for space in singles)


def test_no_two_spaces_stand_in_each_other_s_place() -> None:
    """Only the divisible room lies over its halves, as it does in the house."""
    for one, other in combinations(HOUSE.spaces, 2):
        if one.level == other.level:
            assert one.plan.overlaps(other.plan) == shares_a_unit(one, other), (one, other)


def test_no_two_zones_and_no_stairs_overlap() -> None:
    for level in range(4):
        placed = [zone.plan for zone in HOUSE.zones if zone.level == level]
        placed += [space.plan for space in HOUSE.spaces if space.level == level]
        fixed = [feature.plan for feature in HOUSE.features if feature.level == level]
        assert not any(a.overlaps(b) for a, b in combinations(fixed, 2))
        spaces = [space.plan for space in HOUSE.spaces if space.level == level]
        assert not any(a.overlaps(b) for a in fixed for b in spaces)
        zones = [zone.plan for zone in HOUSE.zones if zone.level == level]
        assert not any(a.overlaps(b) for a, b in combinations(zones, 2))


def test_every_space_lies_within_its_zone_and_every_zone_within_its_floor() -> None:
    zones = {zone.key: zone for zone in HOUSE.zones}
    for space in HOUSE.spaces:
        assert zones[space.zone].level == space.level
        assert zones[space.zone].plan.contains(space.plan), space
    for zone in HOUSE.zones:
        floor = HOUSE.floors[zone.level]
        assert Rectangle(0, 0, floor.width, floor.height).contains(zone.plan), zone


def test_no_layout_seats_more_people_than_the_room_may_hold() -> None:
    for room in HOUSE.rooms:
        assert max(layout.capacity for layout in room.layouts) == room.capacity


def test_two_rooms_need_approval_and_time_to_set_up() -> None:
    assert {room.number for room in HOUSE.rooms if room.needs_approval} == CEREMONIAL
    assert {room.number for room in HOUSE.rooms if room.buffer_before_minutes == 30} == CEREMONIAL


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        pytest.param(date(2026, 4, 2), SHOPPING_EVENING, id="Thursday"),
        pytest.param(date(2026, 4, 3), OFFICE_HOURS, id="Good Friday is a working day"),
        pytest.param(date(2026, 4, 4), None, id="Saturday"),
        pytest.param(date(2026, 4, 6), None, id="Easter Monday"),
        pytest.param(date(2026, 4, 27), None, id="King's Day"),
        pytest.param(date(2025, 5, 5), None, id="Liberation Day in a lustrum"),
        pytest.param(date(2026, 5, 5), OFFICE_HOURS, id="Liberation Day in another year"),
        pytest.param(date(2026, 12, 24), EARLY_CLOSING, id="Christmas Eve"),
        pytest.param(date(2027, 1, 1), None, id="New Year's Day"),
    ],
)
def test_the_house_keeps_the_hours_of_a_town_hall(day: date, hours: Hours | None) -> None:
    assert house_hours(day) == hours


def test_closures_and_special_days_name_the_day() -> None:
    assert closures(2026, 2026)[date(2026, 5, 14)] == "Hemelvaartsdag"
    december = special_days(date(2026, 12, 1), date(2026, 12, 31))
    assert [special.day.day for special in december] == [24, 25, 26, 31]


def test_the_council_meets_on_tuesday_evenings_outside_recess() -> None:
    year = list(days_between(date(2026, 1, 1), date(2026, 12, 31)))
    evenings = [day for day in year if council_evening(day)]

    assert 35 <= len(evenings) <= 42
    assert {day.weekday() for day in evenings} == {1}
    assert not any(is_school_holiday(day) for day in evenings)
    assert {council_evening(day) for day in evenings} == set(Evening)
    assert hours_of(HOUSE.space(COUNCIL_ROOM), evenings[0]) == COUNCIL_EVENING
    assert hours_of(HOUSE.space("2.02"), evenings[0]) == OFFICE_HOURS
