"""Rooms that would rather be split or joined: by hand, at the borders, and never without n."""

import pytest

from booking.occupancy.sheet import Fate, Line
from booking.occupancy.split_merge import Advice, split_or_merge
from tests.occupancy.sheets import HELD, days_of, line, room

ROOMS = [room(1, 4), room(2, 12), room(3, 12)]
FULL = [line(space, 480, 500) for space in (1, 2, 3)]
"""Twenty minutes in which no room is free at all."""


def wasted(minutes: int) -> Line:
    """Three people in a room for twelve, while the room for four was free."""
    return line(2, 600, 600 + minutes, people=3, fate=HELD | Fate.AVOIDABLE)


def test_large_rooms_that_small_groups_need_not_take_are_split() -> None:
    found = split_or_merge(days_of((ROOMS, [*FULL, wasted(60)])))
    assert found == [
        Advice(is_split=True, seats=12, share=0.6, minutes=100, full_seats=4, full_minutes=20)
    ]


@pytest.mark.parametrize("lines", [[*FULL, wasted(10)], [wasted(60)]])
def test_no_split_where_little_is_wasted_or_a_small_room_was_always_free(
    lines: list[Line],
) -> None:
    assert [it for it in split_or_merge(days_of((ROOMS, lines))) if it.is_split] == []


def test_small_rooms_that_stand_empty_while_large_ones_are_full_are_joined() -> None:
    lines = [line(2, 480, 540), line(3, 480, 540), line(1, 600, 660)]
    assert split_or_merge(days_of((ROOMS, lines))) == [
        Advice(is_split=False, seats=4, share=0.1, minutes=600, full_seats=12, full_minutes=60)
    ]
    busy = [line(2, 480, 540), line(3, 480, 540), line(1, 600, 780)]
    assert split_or_merge(days_of((ROOMS, busy))) == []


def test_rooms_of_one_size_or_none_need_neither() -> None:
    assert split_or_merge(days_of(([room(1, 4)], [line(1, 480, 1080)]))) == []
    assert split_or_merge(days_of(([], []))) == []
