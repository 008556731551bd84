"""Peaks, curves and full minutes: by hand, and against a count of every minute."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from booking.foundation.local_time import local_day
from booking.foundation.periods import Span
from booking.occupancy.concurrency import (
    daily_peaks,
    duration_curve,
    full_minutes,
    levels_of,
    open_levels,
    summary_of,
    sustained_peaks,
)
from booking.occupancy.sheet import Hours, SpaceRecord, pack_house, unpack_house
from booking.spaces.values import SpaceKind
from tests.occupancy.days import AUTUMN, MONDAY, SPRING
from tests.occupancy.sheets import EIGHT, OPEN, SIX, days_of, line, room

ROOMS = [room(1, 4), room(2, 8), room(3, 8)]


def spans() -> st.SearchStrategy[Span]:
    minute = st.integers(EIGHT, SIX)
    return st.tuples(minute, minute).map(lambda it: (min(it), max(it)))


@settings(max_examples=60)
@given(drawn=st.lists(st.tuples(st.sampled_from([1, 2, 3]), spans()), max_size=12))
def test_levels_are_what_counting_every_minute_gives(drawn: list[tuple[int, Span]]) -> None:
    lines = [line(space, *span) for space, span in drawn]
    arrays = days_of((ROOMS, lines), (ROOMS, []))
    levels = levels_of(arrays, arrays.held)
    by_hand = [sum(begin <= minute < end for _, (begin, end) in drawn) for minute in range(1440)]
    assert levels[0, :1440].tolist() == by_hand
    assert daily_peaks(levels).tolist() == [max(by_hand), 0]
    held = [min(by_hand[minute : minute + 30]) for minute in range(1410)]
    assert sustained_peaks(levels).tolist() == [max(held), 0]
    curve = duration_curve(levels, open_levels(arrays)).tolist()
    within = by_hand[EIGHT:SIX] + [0] * (SIX - EIGHT)
    assert curve == [sum(it >= k for it in within) for k in range(max(within) + 1)]


@settings(max_examples=60)
@given(drawn=st.lists(st.tuples(st.sampled_from([1, 2, 3]), spans()), max_size=8),
       seats=st.sampled_from([2, 4, 6, 8, 9]))  # fmt: skip
def test_a_minute_is_full_when_no_room_of_the_size_is_free(
    drawn: list[tuple[int, Span]], seats: int
) -> None:
    taken: set[tuple[int, int]] = set()
    lines = []
    for space, (begin, end) in drawn:  # as the guard: no room twice at once
        minutes = {(space, minute) for minute in range(begin, end)}
        if not minutes & taken:
            taken |= minutes
            lines.append(line(space, begin, end))
    large = [it.space_id for it in ROOMS if it.capacity >= seats]
    by_hand = sum(bool(large) and all((space, minute) in taken for space in large)
                  for minute in range(EIGHT, SIX))  # fmt: skip
    assert full_minutes(days_of((ROOMS, lines)), seats).tolist() == [by_hand]


def test_meetings_that_touch_are_not_at_once_and_one_of_no_minutes_is_nowhere() -> None:
    arrays = days_of((ROOMS, [line(1, 600, 660), line(2, 660, 720), line(3, 630, 630)]))
    assert daily_peaks(levels_of(arrays, arrays.held)).tolist() == [1]


def test_a_peak_of_less_than_half_an_hour_is_not_sustained() -> None:
    arrays = days_of((ROOMS, [line(1, 600, 720), line(2, 600, 629), line(3, 690, 720)]))
    levels = levels_of(arrays, arrays.held)
    assert (daily_peaks(levels).tolist(), sustained_peaks(levels).tolist()) == ([2], [2])
    short = days_of((ROOMS, [line(1, 600, 720), line(2, 600, 629)]))
    assert sustained_peaks(levels_of(short, short.held)).tolist() == [1]


def test_a_night_counts_on_both_days() -> None:
    always = [room(1, opened=((0, 1440),))]
    evening, morning = line(1, 1380, 1440), line(1, 0, 60)
    arrays = days_of((always, [evening]), (always, [morning]))
    assert daily_peaks(levels_of(arrays, arrays.held)).tolist() == [1, 1]
    assert arrays.held.minutes.tolist() == [60, 60]


@pytest.mark.parametrize(("day", "opened"), [(SPRING, (540, 1020 - 60)), (AUTUMN, (540, 1080))])
def test_office_hours_follow_the_clock_on_the_nights_in_which_it_changes(
    day: date, opened: Span
) -> None:
    length = local_day(day).ends_at - local_day(day).starts_at
    minutes = int(length.total_seconds()) // 60
    arrays = days_of(([room(1, opened=((0, minutes),))], []), first=day.toordinal())
    nine_to_five = arrays.between(9 * 60, 17 * 60)
    assert (nine_to_five.house["begin"].tolist(), nine_to_five.house["end"].tolist()) == (
        [540 + minutes - 1440], [1020 + minutes - 1440]
    )  # fmt: skip
    assert nine_to_five.open_minutes.tolist() == [480]


def test_office_hours_of_others_leave_a_shut_day_shut() -> None:
    arrays = days_of(
        ([room(1), room(2, opened=())], [line(1, EIGHT, SIX)]), ([room(1, opened=())], [])
    )
    office = arrays.between(9 * 60, 17 * 60, as_opened=False)
    assert office.open_minutes.tolist() == [480, 0, 0]
    assert office.held.minutes.tolist() == [480]


def test_a_room_that_was_divided_for_a_while_counts_once_in_office_hours() -> None:
    day, whole = ((EIGHT, SIX),), ((540, 600),)
    apart = ((EIGHT, 540), (600, SIX))
    rooms = [SpaceRecord(number, 1, SpaceKind.ROOM, 6 * number, usable=day, open=opened)
             for number, opened in ((1, apart), (2, apart), (3, whole))]  # fmt: skip
    arrays = days_of((rooms, [line(3, 540, 600)]))
    for as_opened in (True, False):
        office = arrays.between(9 * 60, 17 * 60, as_opened=as_opened)
        assert int(office.open_minutes.sum()) == 60 + 2 * 420
        assert office.held.minutes.tolist() == [60]


def test_percentiles_come_with_n_and_need_days() -> None:
    days = np.arange(19) + MONDAY.toordinal()
    few = summary_of(days * 0 + 3, days)
    assert few is not None
    assert (few.day_count, few.p50, few.p95, few.low) == (19, 3, None, None)
    assert summary_of([], []) is None


@settings(max_examples=30)
@given(peaks=st.lists(st.integers(0, 40), min_size=20, max_size=80))
def test_the_interval_lies_around_what_was_seen(peaks: list[int]) -> None:
    found = summary_of(peaks, np.arange(len(peaks)) + MONDAY.toordinal())
    assert found is not None
    assert found.low is not None
    assert found.high is not None
    assert min(peaks) <= found.low <= found.high <= found.highest == max(peaks)
    assert found == summary_of(peaks, np.arange(len(peaks)) + MONDAY.toordinal())


def test_alike_weeks_leave_no_doubt() -> None:
    peaks = [1, 2, 3, 4, 5, 0, 0] * 10
    found = summary_of(peaks, np.arange(70) + MONDAY.toordinal())
    assert found is not None
    assert (found.p50, found.p90, found.p95, found.low, found.high) == (2, 5, 5, 5, 5)


def test_a_house_is_read_as_it_was_written() -> None:
    places = [
        room(7, 12, ((480, 720), (780, 1080))),
        room(8, opened=()),
        SpaceRecord(9, 3, SpaceKind.DESK, 1, usable=OPEN, open=((480, 600),)),
        SpaceRecord(10, 3, SpaceKind.ROOM, 4, usable=OPEN, open=()),
    ]
    assert unpack_house(pack_house(places)) == places
    assert Hours.BOTH == Hours.OPEN | Hours.USABLE
