"""The cheapest mix of rooms, against what a solver finds and what can be worked out by hand."""

from collections.abc import Iterator
from itertools import product

import pytest
from highspy import Highs, HighsModelStatus
from hypothesis import given, settings
from hypothesis import strategies as st

from booking.occupancy.sizing import fitting
from booking.occupancy.sizing.fitting import fits, fits_exactly, fits_greedily
from booking.occupancy.sizing.rules import area_of, days_needed, pressures, smallest_class
from booking.occupancy.sizing.search import cheapest_mix
from booking.occupancy.sizing.values import Day, Meeting, Mix, Pressure, RoomClass


@pytest.fixture(autouse=True, scope="module")
def no_hurry() -> Iterator[None]:
    """On a machine that stalls a day would count as unproven: that says nothing of the search."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fitting, "SECONDS_MAX", 600.0)
        yield


CLASSES = (RoomClass(4, 8), RoomClass(8, 16), RoomClass(16, 32))
SMALL, LARGE = 0, 1


def meetings(class_count: int = len(CLASSES)) -> st.SearchStrategy[Meeting]:
    return st.builds(
        lambda begin, length, smallest: Meeting(begin, begin + length, smallest),
        st.integers(0, 12), st.integers(1, 6), st.integers(0, class_count - 1),
    )  # fmt: skip


def days_of(most: int = 6) -> st.SearchStrategy[list[Meeting]]:
    return st.lists(meetings(), max_size=most)


def least_area_by_solver(days: list[Day], percent: int, *, in_parts: bool = False) -> float:
    """All days and the number of rooms in one mixed-integer programme; a day may be let go.

    ``in_parts``: the same as a linear programme, in which a room and a day may be had in part.
    """
    h = Highs()
    h.silent()
    rooms = [h.addVariable(0, 50) if in_parts else h.addIntegral(0, 50) for _ in CLASSES]
    served = [h.addVariable(0, 1) if in_parts else h.addBinary() for _ in days]
    h.addConstr(h.qsum(served) >= days_needed(len(days), percent))
    for day, is_served in zip(days, served, strict=True):
        placed = [{n: h.addVariable(0, 1) if in_parts else h.addBinary()
                   for n in range(it.smallest, len(CLASSES))} for it in day]  # fmt: skip
        for choice in placed:
            h.addConstr(h.qsum(list(choice.values())) == is_served)
        for minute, number in product(range(20), range(len(CLASSES))):
            there = [choice[number] for it, choice in zip(day, placed, strict=True)
                     if it.begin <= minute < it.end and number in choice]  # fmt: skip
            if there:
                h.addConstr(h.qsum(there) <= rooms[number])
    h.minimize(h.qsum([count * it.area for count, it in zip(rooms, CLASSES, strict=True)]))
    assert h.getModelStatus() == HighsModelStatus.kOptimal
    return float(h.getObjectiveValue())


def by_brute_force(day: Day, mix: Mix) -> bool:
    """Every way of giving each meeting a room of its own number."""
    rooms = [number for number, count in enumerate(mix) for _ in range(count)]
    ways = product(*([i for i, n in enumerate(rooms) if n >= it.smallest] for it in day))
    return any(
        all(
            way[a] != way[b] or day[a].end <= day[b].begin or day[b].end <= day[a].begin
            for a in range(len(day)) for b in range(a)
        )
        for way in ways
    )  # fmt: skip


@given(st.lists(days_of(), min_size=1, max_size=4), st.sampled_from([100, 80, 60]))
def test_nothing_cheaper_serves_as_many_days(days: list[Day], percent: int) -> None:
    found = cheapest_mix(days, CLASSES, service_percent=percent)
    assert found.area == pytest.approx(least_area_by_solver(days, percent))
    assert found.area == area_of(found.mix, CLASSES)
    assert found.bound_area <= found.area
    assert found.served_count == sum(bool(fits(day, found.mix)) for day in days)
    assert found.unproven_count == 0


@given(days_of(8))
@settings(max_examples=50)
def test_clique_bound_linear_programme_optimum_and_peaks_by_size_stand_in_order(day: Day) -> None:
    """Each minute's crowd ≤ rooms in parts ≤ whole rooms ≤ the peak of each size on its own."""
    crowds = [it.count for it in pressures(day, len(CLASSES))]
    steps = [it.area - below for it, below in zip(CLASSES, (0, 8, 16), strict=True)]
    crowded = sum(step * count for step, count in zip(steps, crowds, strict=True))
    clique = max((sum(CLASSES[it.smallest].area for it in day if it.begin <= minute < it.end)
                  for minute in range(20)), default=0.0)  # fmt: skip
    in_parts = least_area_by_solver([day], 100, in_parts=True)
    whole = cheapest_mix([day], CLASSES, service_percent=100)
    alone = [pressures([it for it in day if it.smallest == n], len(CLASSES))[0].count
             for n in range(len(CLASSES))]  # fmt: skip
    assert clique <= in_parts + 1e-6
    assert crowded <= in_parts + 1e-6
    assert in_parts <= whole.area + 1e-6
    assert whole.area <= area_of(tuple(alone), CLASSES)


@given(days_of(5), st.tuples(*[st.integers(0, 2)] * 3))
def test_a_day_fits_when_there_is_a_way_to_place_it(day: Day, mix: Mix) -> None:
    can = by_brute_force(day, mix)
    assert fits_exactly(day, mix) is can
    assert can or not fits_greedily(day, mix)


@given(st.lists(meetings(class_count=1), max_size=12))
def test_of_one_size_the_crowd_at_one_minute_says_it_all(day: Day) -> None:
    (pressure,) = pressures(day, 1)
    assert fits_greedily(day, (pressure.count,))
    assert pressure.count == 0 or not fits_greedily(day, (pressure.count - 1,))
    assert pressure.count == sum(it.begin <= pressure.minute < it.end for it in day)


@given(st.lists(days_of(), min_size=1, max_size=3), meetings())
def test_one_meeting_more_never_takes_less_floor(days: list[Day], extra: Meeting) -> None:
    before = cheapest_mix(days, CLASSES, service_percent=100)
    after = cheapest_mix([[*days[0], extra], *days[1:]], CLASSES, service_percent=100)
    assert after.area >= before.area


@given(st.lists(days_of(), min_size=1, max_size=3))
def test_neither_the_order_of_days_nor_the_direction_of_time_matters(days: list[Day]) -> None:
    turned = [[Meeting(-it.end, -it.begin, it.smallest) for it in day] for day in reversed(days)]
    before, after = (cheapest_mix(it, CLASSES, service_percent=80) for it in (days, turned))
    assert (before.area, before.served_count) == (after.area, after.served_count)


def test_peaks_a_size_can_be_too_few_rooms() -> None:
    day = [Meeting(0, 20, LARGE), Meeting(30, 50, LARGE),
           Meeting(10, 25, SMALL), Meeting(22, 40, SMALL)]  # fmt: skip
    classes = (RoomClass(4, 8), RoomClass(8, 12))
    assert [it.count for it in pressures(day, 2)] == [2, 1]  # so one of each would do
    assert fits(day, (1, 1)) is False
    assert cheapest_mix([day], classes, service_percent=100).mix == (0, 2)
    dear = (RoomClass(4, 8), RoomClass(8, 17))
    assert cheapest_mix([day], dear, service_percent=100).mix == (2, 1)


def test_the_minute_that_forces_a_room_is_the_first_of_the_most() -> None:
    day = [Meeting(0, 60, SMALL), Meeting(60, 90, SMALL), Meeting(75, 90, LARGE)]
    assert pressures(day, 2) == [Pressure(2, 75), Pressure(1, 75)]


def test_no_meetings_need_no_rooms() -> None:
    found = cheapest_mix([[], []], CLASSES, service_percent=95)
    assert (found.mix, found.area, found.served_count) == ((0, 0, 0), 0, 2)


@pytest.mark.parametrize(
    ("people", "comfort", "seats"), [(4, 100, 4), (5, 100, 8), (4, 80, 8), (12, 80, 16)]
)
def test_a_meeting_gets_the_room_in_which_it_is_comfortable(
    people: int, comfort: int, seats: int
) -> None:
    number = smallest_class(people, CLASSES, comfort_percent=comfort)
    assert number is not None
    assert CLASSES[number].seats == seats


def test_what_is_larger_than_the_largest_has_no_class() -> None:
    assert smallest_class(17, CLASSES) is None
