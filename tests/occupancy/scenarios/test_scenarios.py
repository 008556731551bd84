"""What if: nothing changed is reality, less is never better, and chance is the same each time."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from booking.foundation.local_time import epoch_minutes, local_day
from booking.occupancy.scenarios.outcomes import outcome_of
from booking.occupancy.scenarios.rules import (
    EverythingClosed,
    NothingMeasured,
    PartnersTooFew,
    RoomWithoutSeats,
    TooFewDays,
    desk_days_under,
    require_days,
    wants_under,
)
from booking.occupancy.scenarios.values import Basis, Measured, Missed, Place, Scenario
from booking.occupancy.sizing.desks import DeskDay
from booking.occupancy.sizing.replay import Choice
from booking.occupancy.sizing.report import need_for
from booking.occupancy.sizing.values import RoomClass
from booking.occupancy.sizing.wants import Terms, Want, date_of
from booking.reservations.values import PartyKind

MONDAY = date(2026, 3, 23)  # the clock goes forward in the night before the next
TEN_DAYS = [MONDAY + timedelta(days=7 * (n // 5) + n % 5) for n in range(10)]
CLASSES = (RoomClass(4, 8), RoomClass(8, 16))
BASIS = Basis(Terms(CLASSES, comfort_percent=100), service_percent=100)
ROOMS = [Place(space_id, zone_id, is_desk=False, capacity=seats)
         for space_id, zone_id, seats in ((1, 1, 4), (2, 2, 8), (3, 2, 8))]  # fmt: skip
DESKS = [Place(n, 1 if n < 20 else 2, is_desk=True, capacity=1)
         for n in (*range(10, 16), *range(20, 24))]  # fmt: skip
PLACES = [*ROOMS, *DESKS]
STAFF, PARTNER = PartyKind.STAFF, PartyKind.PARTNER


def want(day: int, begin: int, end: int, people: int = 2, **facts: object) -> Want:
    """On the so-manieth day; hours of the wall clock."""
    midnight = epoch_minutes(local_day(TEN_DAYS[day]).starts_at)
    known = {"party": STAFF, "asked_at": 0, **facts}
    return Want(midnight + 60 * begin, midnight + 60 * end, people, **known)  # type: ignore[arg-type]


def measured(wants: list[Want], peaks: list[int] | None = None) -> Measured:
    days = [DeskDay(day, peak, 0) for day, peak in zip(TEN_DAYS, peaks or [8] * 10, strict=True)]
    return Measured(frozenset(TEN_DAYS), wants, days, PLACES, (1, 1))


wishes = st.builds(
    lambda day, begin, hours, people, party, no_show: want(
        day, begin, begin + hours, people, party=party, is_no_show=no_show
    ),
    st.integers(0, 9), st.integers(8, 16), st.integers(1, 3), st.integers(1, 10),
    st.sampled_from(PartyKind), st.booleans(),
)  # fmt: skip
realities = st.builds(
    measured, st.lists(wishes, max_size=25), st.lists(st.integers(0, 12), min_size=10, max_size=10)
)
scenarios = st.builds(
    Scenario,
    spaces_out=st.frozensets(st.sampled_from([1, 2, 10, 11])),
    rooms_in=st.lists(st.integers(2, 12), max_size=2).map(tuple),
    staff_percent=st.integers(-50, 100),
    partner_percent=st.integers(-50, 100),
    spread_percent=st.integers(0, 100),
    no_show_minutes=st.none() | st.integers(0, 60),
    choice=st.sampled_from(Choice),
)


@given(realities)
def test_a_scenario_without_changes_is_what_the_pages_of_needs_say(reality: Measured) -> None:
    found = outcome_of(reality, Scenario(), BASIS)
    need = need_for(reality.wants, reality.dates, BASIS.terms, service_percent=100,
                    capacities_now=[it.capacity for it in PLACES if not it.is_desk])  # fmt: skip
    assert (found.rooms_needed, found.area_needed) == (need.chosen.mix, need.chosen.area)
    assert found.served_count == need.served_now
    assert found.meeting_count == need.demand.meeting_count
    assert (found.shut_out, found.desk_count) == ({}, 10)


@given(realities, scenarios, st.sampled_from([2, 3, 10, 20]))
def test_a_space_less_never_serves_more_days(
    reality: Measured, scenario: Scenario, gone: int
) -> None:
    before = outcome_of(reality, scenario, BASIS)
    less = replace(scenario, spaces_out=scenario.spaces_out | {gone})
    after = outcome_of(reality, less, BASIS)
    assert after.served_count <= before.served_count
    assert after.desks_missing >= before.desks_missing
    assert after.area_needed == before.area_needed, "what is needed does not follow what there is"


@given(realities, scenarios)
def test_the_same_seed_gives_the_same_figures(reality: Measured, scenario: Scenario) -> None:
    turned = replace(reality, wants=reality.wants[::-1])
    assert outcome_of(reality, scenario, BASIS) == outcome_of(turned, scenario, BASIS)


@given(realities, st.integers(-100, 150), st.integers(0, 100), st.integers(0, 9))
def test_more_people_ask_for_what_fewer_asked_too(
    reality: Measured, percent: int, more: int, seed: int
) -> None:
    few, many = (
        Counter(wants_under(reality, Scenario(staff_percent=it), replace(BASIS, seed=seed)).inside)
        for it in (percent, percent + more)
    )
    assert few <= many


@given(realities, st.integers(0, 100), st.integers(0, 9))
def test_spreading_loses_nothing_and_levels(reality: Measured, percent: int, seed: int) -> None:
    spread = wants_under(
        reality, Scenario(spread_percent=percent), replace(BASIS, seed=seed)
    ).inside
    assert len(spread) == len(reality.wants)
    assert {it.end - it.begin for it in spread} == {it.end - it.begin for it in reality.wants}
    days = desk_days_under(reality.desk_days, Scenario(spread_percent=percent))
    for first in (0, 5):
        before = [it.peak for it in reality.desk_days[first : first + 5]]
        after = [it.peak for it in days[first : first + 5]]
        assert sum(after) == sum(before)
        assert max(after) <= max(before)
        assert percent < 100 or max(after) - min(after) <= 1


@given(realities, scenarios)
@settings(max_examples=30)
def test_each_meeting_is_told_once(reality: Measured, scenario: Scenario) -> None:
    late = replace(scenario, hours=(10 * 60, 15 * 60), weekdays=frozenset({0, 1, 2}))
    found = outcome_of(reality, late, BASIS)
    everything = outcome_of(reality, scenario, BASIS)
    told = found.meeting_count + found.too_large_count + sum(found.shut_out.values())
    assert told == everything.meeting_count + everything.too_large_count
    assert found.missed_count <= found.meeting_count
    assert not any(it.weekday > 2 for it in found.missed)


def test_a_meeting_of_tuesday_moves_to_the_quietest_day_at_the_same_time_of_the_wall_clock() -> (
    None
):
    week = [want(5, 9, 10), *(want(6, hour, hour + 1) for hour in (9, 10, 11, 12))]
    found = wants_under(measured(week), Scenario(spread_percent=100), BASIS).inside
    assert sorted(date_of(it.begin).weekday() for it in found) == [0, 1, 2, 3, 4]
    hours = sorted((it.begin - epoch_minutes(local_day(date_of(it.begin)).starts_at)) // 60
                   for it in found)  # fmt: skip
    assert hours == [9, 9, 10, 11, 12]


def test_partners_stay_on_the_day_they_were_invited_for() -> None:
    week = [want(1, hour, hour + 1, party=PARTNER) for hour in (9, 10, 11, 12)]
    assert wants_under(measured(week), Scenario(spread_percent=100), BASIS).inside == week


def test_where_partners_are_few_levelling_does_not_tell_how_many_meetings_are_theirs() -> None:
    alike, level = replace(BASIS, tells_parties=False), Scenario(spread_percent=100)
    moments = {
        tuple((it.begin, it.end) for it in wants_under(measured(week), level, alike).inside)
        for theirs in range(5)
        for week in [[want(1, 9 + n, 10 + n, party=PARTNER if n < theirs else STAFF)
                      for n in range(4)]]
    }  # fmt: skip
    assert len(moments) == 1


def test_what_no_longer_fits_is_told_by_weekday_party_and_size() -> None:
    reality = measured([want(1, 9, 11, 7), want(1, 9, 11, 7, party=PARTNER, asked_at=1)])
    found = outcome_of(reality, Scenario(spaces_out=frozenset({2})), BASIS)
    assert found.missed == [Missed(1, PARTNER, 8, 1, 120)]
    assert (found.served_count, found.room_area) == (9, 24)


def test_splitting_a_room_is_one_out_and_two_in() -> None:
    reality = measured([want(0, 9, 10, 3, asked_at=n) for n in range(4)])
    assert outcome_of(reality, Scenario(), BASIS).missed_count == 1
    split = Scenario(spaces_out=frozenset({3}), rooms_in=(4, 4))
    found = outcome_of(reality, split, BASIS)
    assert (found.missed_count, found.room_count, found.room_area) == (0, 4, 40)


def test_a_closed_zone_leaves_the_others_and_its_people_without_a_desk() -> None:
    found = outcome_of(measured([], [9] * 10), Scenario(zones_out=frozenset({1})), BASIS)
    assert (found.desk_count, found.room_count, found.desks_needed) == (4, 2, 9)
    assert (found.desk_days_short, found.desks_missing) == (10, 50)
    tuesday = found.desks[1]
    assert (tuesday.day_count, tuesday.short_count, tuesday.missing_most) == (2, 2, 5)


def test_a_closed_weekday_and_other_hours_shut_meetings_out() -> None:
    reality = measured([want(0, 9, 10), want(1, 9, 10), want(1, 17, 19, party=PARTNER)], [3] * 10)
    found = outcome_of(reality, Scenario(weekdays=frozenset({1}), hours=(480, 1080)), BASIS)
    assert found.shut_out == {STAFF: 1, PARTNER: 1}
    assert found.desks[0].missing == 6
    assert found.desks[1].missing == 0


def test_no_shows_hold_a_room_only_as_long_as_the_scenario_says() -> None:
    reality = measured([want(0, 9, 12, 8, is_no_show=True), want(0, 10, 12, 8, asked_at=1)])
    areas = [outcome_of(reality, Scenario(no_show_minutes=minutes), BASIS).area_needed
             for minutes in (None, 15, 180)]  # fmt: skip
    assert areas == [16, 16, 32]


def test_more_staff_on_more_days_multiply() -> None:
    grown = Scenario(staff_percent=50, office_percent=20)
    assert grown.presence_percent == 80
    found = outcome_of(measured([want(0, 9, 10, asked_at=n) for n in range(100)]), grown, BASIS)
    assert 160 <= found.meeting_count <= 195
    assert found.desks_needed == 15  # 14.4


def test_where_partners_are_few_no_percentage_tells_how_many_meetings_are_theirs() -> None:
    alike = replace(BASIS, tells_parties=False)
    for party in PartyKind:
        reality = measured([want(0, 9, 10, party=party)])
        assert outcome_of(reality, Scenario(staff_percent=200), alike).meeting_count == 3
    with pytest.raises(PartnersTooFew):
        outcome_of(measured([]), Scenario(partner_percent=10), alike)


@pytest.mark.parametrize(
    ("scenario", "refusal"),
    [
        (Scenario(rooms_in=(0,)), RoomWithoutSeats),
        (Scenario(weekdays=frozenset()), EverythingClosed),
        (Scenario(hours=(600, 600)), EverythingClosed),
        (Scenario(zones_out=frozenset({1, 2})), EverythingClosed),
    ],
)
def test_what_makes_no_sense_is_said_in_a_sentence(
    scenario: Scenario, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        outcome_of(measured([]), scenario, BASIS)


def test_a_house_without_rooms_or_without_desks_still_has_figures() -> None:
    reality = measured([want(0, 9, 10)], [3] * 10)
    found = outcome_of(reality, Scenario(spaces_out=frozenset({1, 2, 3})), BASIS)
    assert (found.room_count, found.served_count, found.missed_count) == (0, 9, 1)
    found = outcome_of(reality, Scenario(desks_more=-99), BASIS)
    assert (found.desk_count, found.desks_missing) == (0, 30)


def test_too_few_days_say_nothing() -> None:
    with pytest.raises(NothingMeasured):
        require_days(frozenset())
    with pytest.raises(TooFewDays):
        require_days(frozenset(TEN_DAYS))
    require_days(frozenset(TEN_DAYS), least=5)


def test_what_choosing_a_larger_room_costs_in_rooms_and_square_metres() -> None:
    """Each day at ten two of two people, who chose rooms for eight, and then one of eight."""
    reality = measured([
        want(day, 10, 11, people, asked_at=turn, seats=8)
        for day in range(10) for turn, people in enumerate((2, 2, 8))
    ])  # fmt: skip
    best, chosen = (
        outcome_of(reality, Scenario(choice=it), BASIS, is_thorough=True)
        for it in (Choice.BEST_FIT, Choice.AS_CHOSEN)
    )
    assert (best.rooms_by_turns, best.area_by_turns) == ((2, 1), 32)
    assert (chosen.rooms_by_turns, chosen.area_by_turns) == ((0, 3), 48)
    assert chosen.area_needed == best.area_needed == 32, "the best plan knows who comes later"
