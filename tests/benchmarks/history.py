"""Ten years of reservations, made up by arithmetic: the same for the same day and count.

The coming weeks are alike however long the history is: what is measured there differs only
by what lies behind it. Past days have facts beside them, as the job that counts leaves them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Connection

from booking.foundation.database import Database
from booking.foundation.local_time import epoch_minutes, local_instant
from booking.migrations.runner import is_current, migrate
from tests.benchmarks.building import OPENS, PEOPLE, build, places, zone_ids

DAYS_BACK, DAYS_AHEAD = 9 * 365, 330
NEAR_DAYS = 70
"""Working days that are alike in every history: more than a process keeps pictures of."""
MEASURED_LEVEL = 1
HOURS_FILLED = 8  # of ten: the last two stay free to reserve in
QUARTERS_OPEN = 40
HOUSE = places()
STRIDE = 1861  # prime, so that no place and hour is met twice on a day

Span = tuple[int, int, int]
"""A place's index, first quarter and end quarter since opening."""
Row = tuple[Any, ...]

COLUMNS = {
    "reservation": "id uid sequence rev holder_id creator_id title note visibility attendee_count "
    "starts_at ends_at state created_at changed_at checked_in_at",
    "reservation_space": "reservation_id space_id",
    "claim": "unit_id s e day reservation_id",
    "day_version": "day zone_id v",
    "fact_day": "day space_id zone_id space_kind capacity open_minutes booked_minutes used_minutes "
    "used_person_minutes reservation_count no_show_count check_in_count",
    "fact_version": "day zone_id v stock_v counted_on",
}


@dataclass(frozen=True)
class History:
    """``reservations`` spread over ten years around ``today``."""

    today: date
    reservations: int
    days_back: int = DAYS_BACK

    def near_days(self) -> list[date]:
        """Working days from the Monday after next on."""
        monday = self.today + timedelta(days=14 - self.today.weekday())
        days = (monday + timedelta(days=n) for n in range(NEAR_DAYS * 2))
        return [day for day in days if day.weekday() < 5][:NEAR_DAYS]

    def far_days(self) -> list[date]:
        """All other days of the ten years, weekends too: nothing happens on those."""
        near = set(self.near_days())
        first = self.today - timedelta(days=self.days_back)
        span = self.days_back + DAYS_AHEAD
        return [day for n in range(span) if (day := first + timedelta(days=n)) not in near]

    def days(self) -> Iterator[tuple[date, list[Span]]]:
        """Each day of the ten years and what is held on it."""
        busy = [n for n, place in enumerate(HOUSE) if place.level == MEASURED_LEVEL][:50]
        meetings = [(n, begin, end) for n in busy for begin, end in ((4, 8), (20, 26))]
        count_near = min(NEAR_DAYS * len(meetings), self.reservations)
        for day in self.near_days():
            yield day, meetings[: count_near // NEAR_DAYS]
        far = self.far_days()
        working = [day for day in far if day.weekday() < 5]
        each, rest = divmod(self.reservations - count_near, len(working))
        counts = {day: each + (n < rest) for n, day in enumerate(working)}
        for day in far:
            yield day, list(_scattered(counts.get(day, 0), day.toordinal() * 17, len(HOUSE)))


def _scattered(count: int, seed: int, house_size: int) -> Iterator[Span]:
    slots = house_size * HOURS_FILLED
    assert count <= slots, "more reservations than the house has hours"
    for n in range(count):
        hour, index = divmod((seed + n * STRIDE) % slots, house_size)
        yield index, hour * 4, hour * 4 + 4


def fill(database: Database, history: History) -> None:
    """The house and its history, into an empty database, in one transaction."""
    migrate(database)
    with database.writing() as session:
        build(session)
    chance, number = Random(history.reservations), 0
    with database.altering() as connection, _unhurried(connection):
        batch: dict[str, list[Row]] = {table: [] for table in COLUMNS}
        for day, spans in history.days():
            for table, rows in _day_rows(history, day, spans, number, chance):
                batch[table].extend(rows)
            number += len(spans)
            if len(batch["fact_day"]) + len(batch["claim"]) > 100_000:
                _pour(connection, batch)
        _pour(connection, batch)
        if not database.is_sqlite:
            connection.exec_driver_sql(
                "SELECT setval(pg_get_serial_sequence('reservation', 'id'), MAX(id)) "
                "FROM reservation"
            )
        connection.exec_driver_sql("ANALYZE")


@contextmanager
def _unhurried(connection: Connection) -> Iterator[None]:
    """Room for the indexes of a million rows while they are made."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA cache_size = -1000000")
    yield


def _pour(connection: Connection, batch: dict[str, list[Row]]) -> None:
    driver: Any = connection.connection.driver_connection
    for table, rows in batch.items():
        columns = COLUMNS[table].split()
        names = ", ".join(columns)
        if connection.dialect.name == "sqlite":
            marks = ", ".join("?" * len(columns))
            driver.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)
        else:
            with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as to:
                for row in rows:
                    to.write_row(row)
        rows.clear()


def _day_rows(
    history: History, day: date, spans: Sequence[Span], number: int, chance: Random
) -> Iterator[tuple[str, Iterable[Row]]]:
    opens = local_instant(day, OPENS)
    instants = [_written(opens + timedelta(minutes=15 * n)) for n in range(QUARTERS_OPEN + 1)]
    minute = epoch_minutes(opens)
    is_past = day < history.today
    numbered = [(number + n, *span) for n, span in enumerate(spans, start=1)]
    yield "reservation", (
        (n, f"{chance.getrandbits(128):032x}", 0, 1, 1 + n * 7919 % PEOPLE, 1 + n * 7919 % PEOPLE,
         "Overleg", "", "colleagues", 1, instants[begin], instants[end], "confirmed",
         instants[0], instants[0], instants[begin] if is_past else None)
        for n, _, begin, end in numbered
    )  # fmt: skip
    yield "reservation_space", ((n, HOUSE[index].id) for n, index, _, _ in numbered)
    yield (
        "claim",
        (
            (HOUSE[index].id, minute + 15 * begin, minute + 15 * end, day.toordinal(), n)
            for n, index, begin, end in numbered
        ),
    )
    versions = Counter(HOUSE[index].zone_id for index, _, _ in spans)
    yield "day_version", ((day.toordinal(), zone, v) for zone, v in versions.items())
    if is_past:
        yield from _fact_rows(history, day, spans, versions)


def _fact_rows(
    history: History, day: date, spans: Sequence[Span], versions: Counter[int]
) -> Iterator[tuple[str, Iterable[Row]]]:
    ordinal = day.toordinal()
    counted_on = history.today.toordinal()
    yield "fact_version", ((ordinal, zone, versions[zone], 1, counted_on) for zone in zone_ids())
    if day.weekday() >= 5:
        return
    booked, visits = Counter[int](), Counter[int]()
    for index, begin, end in spans:
        booked[index] += 15 * (end - begin)
        visits[index] += 1
    yield "fact_day", (
        (ordinal, place.id, place.zone_id, place.kind.value, place.capacity, 600,
         booked[n], booked[n], booked[n], visits[n], 0, visits[n])
        for n, place in enumerate(HOUSE)
    )  # fmt: skip


def _written(instant: datetime) -> str:
    """As SQLAlchemy stores it on SQLite; PostgreSQL reads it as UTC in a session of ours."""
    return instant.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def made(folder: Path, history: History) -> Path:
    """The SQLite file with this history and today's tables: made once a day, kept in ``folder``."""
    path = folder / f"house-{history.reservations}-{history.days_back}-{history.today}.db"
    if not path.exists() or not _has_todays_tables(path):
        folder.mkdir(parents=True, exist_ok=True)
        beginning = path.with_suffix(".making")
        for rest in folder.glob("*.making*"):
            rest.unlink()
        database = Database(f"sqlite:///{beginning}")
        fill(database, history)
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        database.dispose()
        beginning.rename(path)
    return path


def _has_todays_tables(path: Path) -> bool:
    database = Database(f"sqlite:///{path}")
    with database.engine.connect() as connection:
        found = is_current(connection)
    database.dispose()
    return found
