"""Open data: nobody stands in it, and nothing that was left out can be reckoned from it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.foundation.database import Database
from booking.occupancy.group_floor import Hidden
from booking.occupancy.open_data import OpenRow, left_out, open_rows
from booking.occupancy.rounding import by_fives
from booking.occupancy.values import Slice
from booking.spaces.queries import current_stock
from booking.spaces.values import SpaceKind
from tests.occupancy.days import add, count
from tests.town_hall import TownHall, at

COUNT_MIN = 10
DAY = date(2026, 2, 16)
FEBRUARY = Slice(1, date(2026, 2, 1), date(2026, 2, 28))


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({1: 10, 2: 50}, set()),
        ({1: 9, 2: 50, 3: 30}, {1, 3}),  # the total less 2 and 3 would be 1
        ({1: 6, 2: 5, 3: 30}, {1, 2}),  # together eleven
        ({1: 0, 2: 50}, set()),  # that nobody came says nothing of anybody
        ({1: 9, 2: 0, 3: 30}, {1, 2, 3}),
        ({1: 4, 2: 5}, None),  # the whole is of few
    ],
)
def test_what_is_left_out(counts: dict[int, int], expected: set[int] | None) -> None:
    assert left_out(counts, {}, COUNT_MIN) == expected


@pytest.mark.parametrize(
    ("counts", "always", "expected"),
    [
        ({1: 50, 2: 50, 3: 60}, {1: 0}, {1, 2}),  # the total less 2 and 3 would be 1
        ({1: 50, 2: 50, 3: 60}, {1: 0, 2: 50}, {1, 2}),
        ({1: 40, 2: 0, 3: 60}, {1: 0, 2: 0}, {1, 2, 3}),  # an empty floor hides nobody
        ({1: 100}, {1: 0}, None),
        ({1: 40, 2: 5}, {1: 0}, None),
    ],
)
def test_a_hidden_floor_is_left_out_whatever_it_counts(
    counts: dict[int, int], always: dict[int, int], expected: set[int] | None
) -> None:
    assert left_out(counts, always, COUNT_MIN) == expected


@given(st.dictionaries(st.integers(1, 6), st.integers(0, 30), min_size=1), st.integers(10, 25))
def test_what_the_others_leave_of_the_whole_is_never_of_few(
    counts: dict[int, int], count_min: int
) -> None:
    """An attack: the total, less every part that is shown."""
    covered = left_out(counts, {}, count_min)
    if covered is None:
        assert sum(counts.values()) < count_min
        return
    assert not [it for it in counts.keys() - covered if 0 < counts[it] < count_min]
    left = sum(counts.values()) - sum(counts[it] for it in counts.keys() - covered)
    assert left == 0 or left >= count_min


@given(st.floats(0, 1e9))
def test_every_number_is_a_multiple_of_five(count: float) -> None:
    assert by_fives(count) % 5 == 0
    assert abs(by_fives(count) - count) <= 2.5


def test_the_rows_of_a_month(database: Database, hall: TownHall) -> None:
    """Twelve meetings in one room, so the rooms are shown; a single desk, so the desks are not."""
    with database.writing() as session:
        for hour in range(8, 14):
            for begin, end in (
                (f"{hour:02}:00", f"{hour:02}:30"),
                (f"{hour:02}:30", f"{hour + 1:02}:00"),
            ):
                period = at(DAY, begin, end)
                add(session, hall, ["beuk"], period, attendee_count=4,
                    checked_in_at=period.starts_at)  # fmt: skip
        add(session, hall, ["D6"], at(DAY, "09:00", "17:00"))
        count(session, DAY, today=date(2026, 3, 23))
    with database.reading() as session:
        stock = current_stock(session)
        rows = list(open_rows(session, [FEBRUARY], Hidden(), stock, COUNT_MIN))
        everything = frozenset(stock.zones)
        secret = Hidden(small=everything, zones=everything, floors=frozenset(stock.floors))
        nothing = list(open_rows(session, [FEBRUARY], secret, stock, COUNT_MIN))
    assert nothing == [OpenRow(it.month, it.floor, it.kind) for it in rows]
    of = {(it.floor, it.kind): it for it in rows}
    assert of["", SpaceKind.DESK] == OpenRow(FEBRUARY.first, "", SpaceKind.DESK)
    rooms = of["", SpaceKind.ROOM]
    assert (rooms.used_hours, rooms.reservation_count) == (5, 10)
    assert rooms.open_hours is not None
    assert rooms.open_hours % 5 == 0
