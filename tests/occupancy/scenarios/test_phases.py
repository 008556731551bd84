"""Works in phases: what they cost in desks and rooms, on the days of the year that they fall on."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.occupancy.scenarios.outcomes import outcome_of
from booking.occupancy.scenarios.phases import (
    EmptyPhase,
    NothingLikeIt,
    Phase,
    Prices,
    best_of,
    in_order,
    measured_for,
    plan_outcome,
)
from booking.occupancy.scenarios.values import Measured, Scenario
from booking.occupancy.sizing.desks import DeskDay
from tests.occupancy.scenarios.test_scenarios import (
    BASIS,
    MONDAY,
    PLACES,
    TEN_DAYS,
    measured,
    realities,
    want,
)

A_YEAR_ON = timedelta(weeks=52)
NEXT_YEAR = Phase("Noord", MONDAY + A_YEAR_ON, MONDAY + A_YEAR_ON + timedelta(days=4),
                  frozenset({1}))  # fmt: skip


@given(realities)
def test_a_phase_in_which_nothing_is_shut_is_reality(reality: Measured) -> None:
    whole = Phase("Niets", TEN_DAYS[0], TEN_DAYS[-1], frozenset())
    (found,) = plan_outcome(reality, [whole], BASIS, Prices()).phases
    assert found.outcome == outcome_of(reality, Scenario(), BASIS)


def test_a_phase_is_reckoned_with_the_same_weekdays_a_year_before() -> None:
    alike = measured_for(measured([]), NEXT_YEAR)
    assert sorted(alike.dates) == TEN_DAYS[:5]
    two_years_on = replace(NEXT_YEAR, first=NEXT_YEAR.first + A_YEAR_ON,
                           last=NEXT_YEAR.last + A_YEAR_ON)  # fmt: skip
    assert measured_for(measured([]), two_years_on).dates == alike.dates
    assert [it.day for it in alike.desk_days] == TEN_DAYS[:5]


def test_shortage_by_weekday_and_what_it_costs() -> None:
    reality = measured([want(1, 9, 11, 8, asked_at=n) for n in range(4)], [5, 9, 6, 4, 1] * 2)
    (found,) = plan_outcome(reality, [NEXT_YEAR], BASIS, Prices(50, 40)).phases
    assert found.outcome.desk_count == 4
    assert [it.missing for it in found.outcome.desks.values()] == [1, 5, 2, 0, 0]
    assert (found.desks_to_hire, found.desk_cost) == (5, 250)
    assert (found.outcome.missed_count, found.room_cost) == (2, 160)
    helped = replace(NEXT_YEAR, desks_hired=5, rooms_hired=(8, 8))
    (found,) = plan_outcome(reality, [helped], BASIS, Prices(50, 40)).phases
    assert (found.desks_to_hire, found.outcome.missed_count) == (0, 0)
    assert (found.desk_cost, found.room_cost) == (250, 0), "desks that are hired cost the same"


def test_a_phase_longer_than_what_was_measured_costs_as_much_longer() -> None:
    reality = measured([want(1, 9, 11, 8, asked_at=n) for n in range(4)], [5, 9, 6, 4, 1] * 2)
    twice = replace(NEXT_YEAR, last=NEXT_YEAR.last + timedelta(days=14))
    thrice = replace(NEXT_YEAR, last=NEXT_YEAR.last + timedelta(days=21))
    (found,) = plan_outcome(reality, [twice], BASIS, Prices(50, 40)).phases
    more = plan_outcome(reality, [thrice], BASIS, Prices(50, 40))
    assert [it.times for it in (found, *more.phases)] == [Fraction(3, 2), 2]
    assert (found.room_cost, more.phases[0].room_cost) == (240, 320)
    assert more.missed_minutes == 2 * more.phases[0].outcome.missed_minutes


@pytest.mark.parametrize(
    ("first", "last", "month_count"),
    [((2027, 3, 1), (2027, 3, 31), 1), ((2027, 1, 1), (2027, 12, 31), 12),
     ((2027, 3, 15), (2027, 4, 14), 1), ((2027, 3, 15), (2027, 4, 15), 2),
     ((2027, 3, 15), (2027, 3, 15), 1)],
)  # fmt: skip
def test_desks_are_hired_by_the_month(
    first: tuple[int, int, int], last: tuple[int, int, int], month_count: int
) -> None:
    assert Phase("Noord", date(*first), date(*last), frozenset()).month_count == month_count


def test_the_best_of_two_orders_shuts_the_large_zone_in_the_quiet_week() -> None:
    reality = measured([], [9] * 5 + [4] * 5)
    week = timedelta(days=6)
    small = Phase("Klein", MONDAY + 2 * A_YEAR_ON, MONDAY + 2 * A_YEAR_ON + week, frozenset({2}))
    large = Phase("Groot", small.last + timedelta(days=1), small.last + timedelta(days=1) + week,
                  frozenset({1}))  # fmt: skip
    as_planned, turned = (
        plan_outcome(reality, in_order([small, large], order), BASIS, Prices())
        for order in ((0, 1), (1, 0))
    )
    assert (as_planned.desks_missing, turned.desks_missing) == (15, 25)
    assert best_of([as_planned, turned]) == 0
    assert best_of([turned, as_planned]) == 1


phases = st.builds(
    lambda start, length: Phase("fase", MONDAY + timedelta(days=start),
                                MONDAY + timedelta(days=start + length), frozenset()),
    st.integers(0, 400), st.integers(0, 60),
)  # fmt: skip


@given(st.lists(phases, min_size=2, max_size=4).flatmap(
    lambda found: st.tuples(st.just(found), st.permutations(range(len(found))))
))  # fmt: skip
def test_another_order_keeps_the_length_of_each_and_leaves_no_gap(
    case: tuple[list[Phase], list[int]],
) -> None:
    given_phases, order = case
    found = in_order(given_phases, order)
    assert [it.day_count for it in found] == [given_phases[n].day_count for n in order]
    assert found[0].first == min(it.first for it in given_phases)
    for one, next_one in pairwise(found):
        assert next_one.first == one.last + timedelta(days=1)


def test_phases_without_days_or_without_the_like_are_refused() -> None:
    with pytest.raises(EmptyPhase):
        measured_for(measured([]), replace(NEXT_YEAR, last=MONDAY))
    august = replace(NEXT_YEAR, first=date(2027, 8, 2), last=date(2027, 8, 6))
    with pytest.raises(NothingLikeIt) as refusal:
        measured_for(measured([]), august)
    assert refusal.value.facts == {"name": "Noord"}


def test_each_day_of_a_long_phase_counts_once() -> None:
    days = [MONDAY + timedelta(days=n) for n in range(364)]
    year = Measured(frozenset(days), [], [DeskDay(it, 1, 0) for it in days], PLACES, (1,))
    two_years = replace(NEXT_YEAR, last=NEXT_YEAR.first + timedelta(days=727))
    assert len(measured_for(year, two_years).dates) == 364
