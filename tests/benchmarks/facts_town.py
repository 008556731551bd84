"""Ten years of facts without their reservations: what the report pages read, made directly.

Counting five million reservations takes an hour; a page of figures never looks at one of them.
Days come round in KINDS_OF_DAYS kinds, each counted by the app's own rules from stays that are
made up by arithmetic, and stored as the job that counts stores them.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle, islice
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import insert
from sqlmodel import SQLModel

from booking.foundation.columns import table_of
from booking.foundation.database import Database
from booking.foundation.local_time import epoch_minutes, local_day
from booking.migrations.runner import migrate
from booking.occupancy.models import FactDay, FactHour, FactSheet, FactTotal, FactVersion, FactWish
from booking.occupancy.rollups import hour_rows, total_rows
from booking.occupancy.rules import DayCounts, Layout, Stay, count_day
from booking.occupancy.sheet import Fate, Line, SpaceRecord, pack_house, pack_lines
from booking.occupancy.wish_lines import ANYWHERE, WishLine, pack_wishes
from booking.people.values import PartnerKind
from booking.reservations.values import Outcome, PartyKind
from booking.spaces.queries import current_stock
from booking.spaces.values import SpaceKind
from tests.benchmarks.building import build, places, zone_ids
from tests.benchmarks.history import DAYS_BACK

KINDS_OF_DAYS = 20
OPENS, HOURS_OPEN = 8 * 60, 10
HOUSE = places()
STAFF = 1000
WISHES = [
    WishLine(ANYWHERE, SpaceKind.ROOM, PartyKind.STAFF, outcome, people, 600, 660)
    for people in (4, 8, 12)
    for outcome in (Outcome.REFUSED, Outcome.REFUSED, Outcome.DIVERTED)
]
"""Of each day."""
Rows = dict[type[SQLModel], list[dict[str, Any]]]


@dataclass(frozen=True)
class FactsTown:
    """``reservations`` spread evenly over the working days of ten years before ``today``."""

    today: date
    reservations: int
    days_back: int = DAYS_BACK

    def working_days(self) -> list[date]:
        days = (self.today - timedelta(days=n) for n in range(self.days_back, 0, -1))
        return [day for day in days if day.weekday() < 5]

    def all_days(self) -> list[date]:
        return [self.today - timedelta(days=n) for n in range(self.days_back, 0, -1)]


def fill_facts(database: Database, town: FactsTown) -> None:
    """The house and its facts, into an empty database."""
    migrate(database)
    with database.writing() as session:
        build(session)
        layout = Layout.of(current_stock(session))
    each = max(1, town.reservations // len(town.working_days()))
    kinds = [_rows_of(layout, town.working_days()[0], each, seed) for seed in range(KINDS_OF_DAYS)]
    numbered = zip(town.working_days(), cycle(kinds), strict=False)
    while some := list(islice(numbered, 100)):
        with database.writing() as session:
            for table in kinds[0]:
                rows = [row | {"day": day.toordinal()} for day, kind in some for row in kind[table]]
                if rows:
                    session.execute(insert(table_of(table)), rows)
    with database.writing() as session:
        session.execute(insert(table_of(FactVersion)), [
            {"day": day.toordinal(), "zone_id": zone, "v": 1, "stock_v": 1,
             "counted_on": town.today.toordinal()}
            for day in town.all_days() for zone in zone_ids()
        ])  # fmt: skip
    with database.altering() as connection:
        connection.exec_driver_sql("ANALYZE")


def _rows_of(layout: Layout, day: date, count: int, seed: int) -> Rows:
    """A day's rows of each table; the day itself is filled in later."""
    chance = Random(seed)
    midnight = epoch_minutes(local_day(day).starts_at)
    lines = list(_lines(chance, count))
    stays: dict[int, list[Stay]] = defaultdict(list)
    for it in lines:
        stays[it.space_id].append(Stay(
            held=_moved(it.held, midnight), used=_moved(it.used, midnight) if it.used[1] else None,
            person_count=it.person_count, is_no_show=bool(it.fate & Fate.NO_SHOW),
            is_checked_in=bool(it.fate & Fate.CAME), is_awaited=True,
        ))  # fmt: skip
    counted = count_day(layout, day, stays, layout.places_on(day))
    by_day = {day.toordinal(): counted}
    return {
        FactDay: list(_space_rows(counted)),
        FactSheet: [_sheet_row(counted, lines, midnight)],
        FactTotal: list(total_rows(by_day)),
        FactHour: list(hour_rows(by_day)),
        FactWish: [{"lines": pack_wishes(WISHES)}],
    }  # fmt: skip


def _lines(chance: Random, count: int) -> Iterator[Line]:
    """Each an hour in a place that is free then; most are used, one in eight is not."""
    slots = [(place, hour) for hour in range(HOURS_OPEN - 2) for place in HOUSE]
    for place, hour in chance.sample(slots, min(count, len(slots))):
        begin = OPENS + 60 * hour
        came = chance.random() < 7 / 8
        party = PartnerKind.CHAIN_PARTNER if chance.random() < 1 / 8 else None
        fate = Fate.FIRST | Fate.AWAITED | (Fate.CAME if came else Fate.NO_SHOW)
        yield Line(place.id, (begin, begin + 60), (begin, begin + 60),
                   (begin + 5, begin + 60) if came else (0, 0),
                   chance.randint(1, place.capacity), fate, chance.randint(0, 600),
                   party)  # fmt: skip


def _moved(span: tuple[int, int], by: int) -> tuple[int, int]:
    return span[0] + by, span[1] + by


def _space_rows(counted: DayCounts) -> Iterator[dict[str, Any]]:
    for it in counted.spaces:
        yield {
            "space_id": it.space.id, "zone_id": it.zone_id, "space_kind": it.space.kind,
            "capacity": it.capacity, "open_minutes": it.open_minutes,
            "booked_minutes": it.booked_minutes, "used_minutes": it.used_minutes,
            "used_person_minutes": it.used_person_minutes, "reservation_count": len(it.stays),
            "no_show_count": sum(stay.is_no_show for stay in it.stays),
            "check_in_count": sum(stay.is_checked_in for stay in it.stays),
        }  # fmt: skip


def _sheet_row(counted: DayCounts, lines: list[Line], midnight: int) -> dict[str, Any]:
    house = [
        SpaceRecord(it.space.id, it.zone_id, it.space.kind, it.capacity,
                    tuple(_moved(span, -midnight) for span in it.place.usable),
                    tuple(_moved(span, -midnight) for span in it.open))
        for it in counted.spaces
    ]  # fmt: skip
    return {"building_id": 1, "house": pack_house(house), "lines": pack_lines(lines),
            "person_count": min(len(lines), STAFF), "staff_count": STAFF}  # fmt: skip


def made_facts(folder: Path, town: FactsTown) -> Path:
    """The SQLite file with these facts: made once, kept in ``folder``."""
    path = folder / f"facts-{town.reservations}-{town.days_back}-{town.today}.db"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        beginning = path.with_suffix(".making")
        beginning.unlink(missing_ok=True)
        database = Database(f"sqlite:///{beginning}")
        fill_facts(database, town)
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        database.dispose()
        beginning.rename(path)
    return path
