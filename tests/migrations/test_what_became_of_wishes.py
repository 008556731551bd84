"""A database of a step ago, brought up to date: the wishes of a counted day are kept one by one."""

from sqlmodel import select

from booking.foundation.database import Database
from booking.migrations.runner import migrate
from booking.occupancy.models import FactWish
from booking.occupancy.values import WishSums
from booking.occupancy.wish_lines import WishCut, sums_of
from booking.spaces.values import SpaceKind
from tests.interfaces.cli.test_migrate import unmade_url

__all__ = ["unmade_url"]

COUNTED, NOT_COUNTED = "2026-03-23", "2026-03-24"
COUNTED_DAY = 739698
"""Its ordinal; 09:00 of its wall clock is 08:00 UTC."""


def wish(number: int, day: str, outcome: str, people: int) -> str:
    return f"""INSERT INTO wish (id, asked_on, space_kind, starts_at, ends_at, attendee_count,
        party, needs, outcome, reasons) VALUES ({number}, '2026-03-20', 'room',
        '{day} 08:00:00', '{day} 09:30:00', {people}, 'partner', '', '{outcome}', 'taken')"""


def test_wishes_of_a_counted_day_stay_and_the_others_will_be_counted(unmade_url: str) -> None:
    database = Database(unmade_url)
    migrate(database, until="0039")
    with database.altering() as connection:
        connection.exec_driver_sql(f"INSERT INTO fact_version VALUES ({COUNTED_DAY}, 0, 1, 1, 1)")
        for number, it in enumerate((
            (COUNTED, "refused", 12), (COUNTED, "diverted", 3), (NOT_COUNTED, "refused", 2)
        )):  # fmt: skip
            connection.exec_driver_sql(wish(number + 1, *it))
    migrate(database, until="0040")
    with database.altering() as connection:
        connection.exec_driver_sql(wish(9, NOT_COUNTED, "gave-up", 4))
    with database.reading() as session:
        [kept] = session.exec(select(FactWish)).all()
    assert kept.day == COUNTED_DAY
    room = SpaceKind.ROOM
    assert list(sums_of(WishCut(building_id=7).of(kept.lines))) == [
        WishSums(room, 4, diverted_count=1, diverted_minutes=90),
        WishSums(room, 12, refused_count=1, refused_minutes=90),
    ]
    database.dispose()
