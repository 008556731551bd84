"""Backups: taken while people reserve, put back whole, never over something else."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from booking.foundation.database import Database
from booking.foundation.periods import Period
from booking.people.models import WebSession
from booking.people.sessions import SessionLimits, start_session
from booking.reservations.models import Claim, Reservation
from booking.reservations.operations import reserve
from booking.reservations.values import Wish
from tests.interfaces.cli.conftest import Installation, refusal, said
from tests.postgresql import Cluster
from tests.standing import Standing
from tests.town_hall import TownHall

DAYS_AHEAD_MAX = 60


@contextmanager
def opened(url: str) -> Iterator[Database]:
    database = Database(url)
    yield database
    database.dispose()


@pytest.fixture
def postgresql_url(postgresql_url: str, standing: dict[str, Standing]) -> str:
    """With nobody in it: that is what a restore asks."""
    for hall in standing.values():
        hall.close()
    return postgresql_url


@pytest.fixture
def other_url(database_url: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """A place for a backup to be put back: nothing is there yet."""
    if database_url.startswith("sqlite"):
        return f"sqlite:///{tmp_path / 'other.db'}"
    cluster: Cluster = request.getfixturevalue("cluster")
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS other_hall WITH (FORCE)")
        connection.execute("CREATE DATABASE other_hall")
    return cluster.url("other_hall")


def reserve_beech(database: Database, hall: TownHall, now: datetime, turn: int) -> str:
    """The uid of a reservation of De Beuk, a quarter of an hour on a working day to come."""
    day, quarter = divmod(turn, 36)
    start = now + timedelta(days=1 + day // 5 * 7 + day % 5 - (1 if day % 5 == 4 else 0),
                            minutes=15 * quarter)  # fmt: skip
    wish = Wish(space_ids=(hall.spaces["beuk"],), attendee_count=2, title=f"Overleg {turn}",
                period=Period(start, start + timedelta(minutes=15)))  # fmt: skip
    with database.writing() as session:
        return reserve(session, hall.act("fatima", now), wish).uid


class Busy:
    """Somebody who keeps reserving; ``acknowledged`` is what was confirmed so far."""

    def __init__(self, database: Database, hall: TownHall, now: datetime) -> None:
        self.acknowledged: list[str] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, args=(database, hall, now))

    def _work(self, database: Database, hall: TownHall, now: datetime) -> None:
        for turn in range(36 * 4):
            if self._stop.is_set():
                return
            self.acknowledged.append(reserve_beech(database, hall, now, turn))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(30)


def test_what_was_confirmed_before_a_backup_is_in_it(
    installation: Installation,
    install: Callable[[str], Installation],
    database: Database,
    hall: TownHall,
    now: datetime,
    other_url: str,
) -> None:
    copy = installation.folder / "copy"
    with Busy(database, hall, now) as busy:
        while len(busy.acknowledged) < 5:
            pass
        before = list(busy.acknowledged)
        result = installation.run("backup", copy)
        assert result.exit_code == 0, result.output
    assert copy.stat().st_mode & 0o077 == 0, "names of people are in it"
    assert busy.acknowledged[len(before) :], "people went on reserving meanwhile"

    result = install(other_url).run("restore", copy)
    assert result.exit_code == 0, result.output
    with opened(other_url) as restored, restored.reading() as session:
        there = session.exec(select(Reservation.uid)).all()
        claims = session.exec(select(Claim.reservation_id)).all()
    assert set(before) <= set(there) <= set(busy.acknowledged)
    assert len(claims) == len(there), "a reservation and its claims are one"


def test_a_restored_database_refuses_overlap_by_itself(
    installation: Installation,
    install: Callable[[str], Installation],
    database: Database,
    hall: TownHall,
    now: datetime,
    other_url: str,
) -> None:
    reserve_beech(database, hall, now, 0)
    installation.run("backup", installation.folder / "copy")
    install(other_url).run("restore", installation.folder / "copy")
    with (
        opened(other_url) as restored,
        pytest.raises(IntegrityError),
        restored.writing() as session,
    ):
        session.execute(text(
            "INSERT INTO claim (unit_id, s, e, day, reservation_id) "
            "SELECT unit_id, s + 1, e + 1, day, reservation_id FROM claim"
        ))  # fmt: skip


def test_after_a_restore_everyone_must_look_and_sign_in_again(
    installation: Installation,
    install: Callable[[str], Installation],
    database: Database,
    hall: TownHall,
    now: datetime,
    other_url: str,
) -> None:
    """A calendar ignores a lower SEQUENCE, and a session may have been ended since."""
    limits = SessionLimits(idle=timedelta(hours=1), longest=timedelta(days=1))
    with database.writing() as session:
        hold = Reservation(
            holder_id=hall.cast["fatima"].id, creator_id=hall.cast["fatima"].id, sequence=3, rev=4,
            starts_at=now + timedelta(days=36500), ends_at=now + timedelta(days=36501),
            created_at=now, changed_at=now,
        )  # fmt: skip
        session.add(hold)
        start_session(session, hall.cast["bram"].id, browser="", limits=limits, now=now)
    installation.run("backup", installation.folder / "copy")
    install(other_url).run("restore", installation.folder / "copy")
    with opened(other_url) as restored, restored.reading() as session:
        row = session.exec(select(Reservation).where(col(Reservation.uid) == hold.uid)).one()
        assert row.sequence > 100
        assert row.rev > 100
        assert session.exec(select(WebSession)).all() == []


def test_a_backup_never_takes_the_place_of_a_file(
    installation: Installation, tmp_path: Path
) -> None:
    (tmp_path / "copy").write_text("kept")
    assert "exists already" in refusal(installation.run("backup", tmp_path / "copy"))
    assert (tmp_path / "copy").read_text() == "kept"


def test_a_folder_gets_a_backup_with_the_time_in_its_name(
    installation: Installation, tmp_path: Path
) -> None:
    (tmp_path / "copies").mkdir()
    for _ in range(2):
        assert installation.run("backup", tmp_path / "copies").exit_code == 0
    assert len(list((tmp_path / "copies").glob("woonkamer-2*"))) == 2


def test_a_restore_never_takes_the_place_of_a_database_unasked(
    installation: Installation, database: Database, hall: TownHall, tmp_path: Path
) -> None:
    installation.run("backup", tmp_path / "copy")
    database.dispose()
    assert "--replace" in refusal(installation.run("restore", tmp_path / "copy"))


def test_what_made_way_is_kept(
    installation: Installation, database: Database, hall: TownHall, now: datetime, tmp_path: Path
) -> None:
    installation.run("backup", tmp_path / "copy")
    later = reserve_beech(database, hall, now, 0)
    database.dispose()
    result = installation.run("restore", tmp_path / "copy", "--replace")
    assert result.exit_code == 0, result.output
    assert "kept as" in said(result)
    with database.reading() as session:
        assert session.exec(select(Reservation)).all() == []
    database.dispose()
    if database.is_sqlite:
        [aside] = Path(str(database.url.database)).parent.glob("replaced_*.db")
        with closing(sqlite3.connect(aside)) as old:
            assert old.execute("SELECT uid FROM reservation").fetchall() == [(later,)]
    else:
        with psycopg.connect(installation.database_url) as connection:
            [[schema]] = connection.execute(
                "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'replaced_%'"
            ).fetchall()
            rows = connection.execute(f"SELECT uid FROM {schema}.reservation").fetchall()
            assert rows == [(later,)]


def test_no_restore_while_the_app_runs(
    installation: Installation, database: Database, hall: TownHall, tmp_path: Path
) -> None:
    installation.run("backup", tmp_path / "copy")
    with database.reading() as session:
        session.execute(text("SELECT 1"))
        line = refusal(installation.run("restore", tmp_path / "copy", "--replace"))
    assert "Stop" in line


def test_what_is_no_backup_changes_nothing(
    installation: Installation, database: Database, hall: TownHall, tmp_path: Path
) -> None:
    (tmp_path / "letter").write_text("Beste collega, " * 100)
    with closing(sqlite3.connect(tmp_path / "other-program")) as other:
        other.execute("CREATE TABLE song (title)")
    database.dispose()
    for name in ("letter", "other-program"):
        refusal(installation.run("restore", tmp_path / name, "--replace"))
    with database.reading() as session:
        people = session.execute(text("SELECT count(*) FROM person")).scalar_one()
    assert people == len(hall.cast)
    if database.is_sqlite:
        assert not list(Path(str(database.url.database)).parent.glob("*.part"))


def test_a_half_written_backup_is_refused(
    installation: Installation,
    install: Callable[[str], Installation],
    hall: TownHall,
    other_url: str,
    tmp_path: Path,
) -> None:
    installation.run("backup", tmp_path / "copy")
    whole = (tmp_path / "copy").read_bytes()
    (tmp_path / "half").write_bytes(whole[: len(whole) // 2])
    refusal(install(other_url).run("restore", tmp_path / "half"))
    assert not (tmp_path / "other.db").exists()


def test_no_room_for_a_backup_is_said(installation: Installation) -> None:
    refusal(installation.run("backup", Path("/dev/null/copy")))
