"""What the figures mean: the worked examples of the design, and what must always hold."""

from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.occupancy.measures import (
    P95_DAYS_MIN,
    PeakStatistics,
    booked_rate,
    coverage,
    nearest_rank,
    no_show_rate,
    occupancy_rate,
    seat_fill_rate,
    utilisation_rate,
)
from booking.occupancy.values import SEAT_CLASSES, SEATS_BEYOND, Sums, add_up, seat_class

peaks = st.lists(st.integers(0, 300), min_size=1, max_size=300)
percents = st.integers(1, 100)


def sums() -> st.SearchStrategy[Sums]:
    """Of one room: nobody uses what is not open, and nobody sits where there is no seat."""

    @st.composite
    def draw_sums(draw: st.DrawFn) -> Sums:
        opened, seats = draw(st.integers(0, 10_000)), draw(st.integers(1, 60))
        booked = draw(st.integers(0, opened))
        used = draw(st.integers(0, booked))
        people = draw(st.integers(0, seats))
        return Sums(opened, booked, used, people * used, seats * opened, seats * used)

    return draw_sums()


def test_400_of_600_open_minutes_are_two_thirds() -> None:
    found = Sums(open_minutes=600, booked_minutes=400, used_minutes=400)
    assert occupancy_rate(found) == booked_rate(found) == pytest.approx(0.666, abs=1e-3)


def test_39_person_hours_in_seven_seats_over_eight_hours_are_69_6_percent() -> None:
    hours = 60
    found = Sums(open_minutes=8 * hours, used_minutes=8 * hours, used_person_minutes=39 * hours,
                 open_seat_minutes=7 * 8 * hours, used_seat_minutes=7 * 8 * hours)  # fmt: skip
    assert utilisation_rate(found) == seat_fill_rate(found) == pytest.approx(0.696, abs=1e-3)


def test_frequency_times_seat_fill_is_utilisation() -> None:
    """43.8 % of the seat hours open in use, 76.6 % of those taken: 33.5 % of all."""
    found = Sums(open_minutes=1000, used_minutes=438, used_person_minutes=4 * 438 * 766,
                 open_seat_minutes=4000 * 1000, used_seat_minutes=4000 * 438)  # fmt: skip
    assert occupancy_rate(found) == pytest.approx(0.438)
    assert seat_fill_rate(found) == pytest.approx(0.766)
    assert utilisation_rate(found) == pytest.approx(0.335, abs=1e-3)


def test_frequency_times_seat_fill_is_no_utilisation_where_large_and_small_differ() -> None:
    small = Sums(open_minutes=100, used_minutes=100, used_person_minutes=400,
                 open_seat_minutes=400, used_seat_minutes=400)  # fmt: skip
    large = Sums(open_minutes=100, open_seat_minutes=2000)
    both = add_up([small, large])
    frequency, fill = occupancy_rate(both), seat_fill_rate(both)
    assert (frequency, fill) == (0.5, 1)
    assert utilisation_rate(both) == pytest.approx(400 / 2400)


def test_what_was_never_open_has_no_rate() -> None:
    for measure in (booked_rate, occupancy_rate, seat_fill_rate, utilisation_rate, no_show_rate,
                    coverage):  # fmt: skip
        assert measure(Sums()) is None


def test_no_shows_and_coverage_are_shares_of_reservations() -> None:
    found = Sums(reservation_count=8, no_show_count=1, check_in_count=6, awaited_count=4)
    assert (no_show_rate(found), coverage(found)) == (0.25, 0.75)


@given(sums())
def test_used_is_never_more_than_booked_nor_anything_more_than_all(found: Sums) -> None:
    occupied, booked, utilised = occupancy_rate(found), booked_rate(found), utilisation_rate(found)
    if occupied is None or booked is None or utilised is None:
        assert not found.open_minutes
        return
    assert 0 <= utilised <= occupied <= booked <= 1
    fill = seat_fill_rate(found)
    assert utilised == pytest.approx(occupied * (fill or 0))  # of one room: metric 2 times 3


@given(st.lists(sums(), max_size=5))
def test_more_use_never_lowers_a_rate(some: list[Sums]) -> None:
    total = add_up([*some, Sums(open_minutes=60, open_seat_minutes=60)])
    more = add_up([total, Sums(booked_minutes=30, used_minutes=30, used_person_minutes=30)])
    for rate in (occupancy_rate, booked_rate, utilisation_rate):
        before, after = rate(total), rate(more)
        assert before is not None
        assert after is not None
        assert after > before


def test_nearest_rank_as_in_the_textbook() -> None:
    ordered = [15, 20, 35, 40, 50]
    assert [nearest_rank(ordered, p) for p in (5, 30, 40, 50, 100)] == [15, 20, 20, 35, 50]


def test_nearest_rank_reckons_in_whole_numbers() -> None:
    """0.07 × 100 is 7.000000000000001 in floating point, and would give the eighth."""
    assert ceil(0.07 * 100) == 8
    assert nearest_rank(range(1, 101), 7) == 7


@given(peaks, percents)
def test_a_percentile_is_one_of_the_values_with_enough_at_or_below(
    values: list[int], percent: int
) -> None:
    found = nearest_rank(sorted(values), percent)
    assert found in values
    assert sum(value <= found for value in values) * 100 >= percent * len(values)
    assert sum(value < found for value in values) * 100 < percent * len(values)


@given(peaks, percents, percents)
def test_a_higher_percentile_is_never_lower(values: list[int], one: int, other: int) -> None:
    ordered = sorted(values)
    low, high = sorted((one, other))
    assert nearest_rank(ordered, low) <= nearest_rank(ordered, high)


@given(peaks)
def test_the_statistics_of_peaks_rise_and_p95_waits_for_enough_days(values: list[int]) -> None:
    found = PeakStatistics.of(values)
    assert found is not None
    assert found.day_count == len(values)
    assert (found.p95 is None) == (len(values) < P95_DAYS_MIN)
    rising = [found.p50, found.p90, *([] if found.p95 is None else [found.p95]), found.highest]
    assert rising == sorted(rising)
    assert found.highest == max(values)


def test_no_days_have_no_peaks() -> None:
    assert PeakStatistics.of([]) is None


@pytest.mark.parametrize(
    ("people", "seats"), [(1, 2), (2, 2), (3, 4), (13, 16), (40, 40), (41, 60), (101, SEATS_BEYOND)]
)
def test_people_are_rounded_up_to_a_size_of_room(people: int, seats: int) -> None:
    assert seat_class(people) == seats
    assert seat_class(people) in {*SEAT_CLASSES, SEATS_BEYOND}
