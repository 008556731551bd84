"""A line in a file of counted rounds: when it was is a moment of our time, on the minute."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from booking.foundation.database import Database
from booking.foundation.rows import Row, RowsRefused
from booking.occupancy.rounds.import_rows import read_sights
from booking.spaces.queries import current_stock
from tests.town_hall import TownHall

Read = Callable[[str, str], datetime]


@pytest.fixture
def read(database: Database, hall: TownHall, now: datetime) -> Read:
    with database.reading() as session:
        stock = current_stock(session)
    number = stock.spaces[hall.spaces["D1"]].number

    def read_one(day: str, clock: str) -> datetime:
        cells = {"datum": day, "tijd": clock, "plek": number, "gezien": "leeg"}
        [found] = read_sights([Row(2, cells)], stock, now=now)
        return found.sight.at

    return read_one


@pytest.mark.parametrize("clock", ["9:30", "09:30", "09:30:59"])
def test_seconds_are_left_out(read: Read, clock: str) -> None:
    assert read("2026-03-20", clock) == datetime(2026, 3, 20, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "clock", "heading"),
    [
        ("0001-01-01", "00:00", "datum"),
        ("9999-12-31", "23:59", "datum"),
        ("2026-03-20", "10:00:30.5", "tijd"),
        ("2026-03-20", "10:00+02:00", "tijd"),
        ("2026-03-20", "10", "tijd"),
        ("2026-03-20", "24:00", "tijd"),
    ],
)
def test_other_moments_are_mistakes(read: Read, day: str, clock: str, heading: str) -> None:
    with pytest.raises(RowsRefused) as refused:
        read(day, clock)
    assert [it.heading for it in refused.value.mistakes] == [heading]
