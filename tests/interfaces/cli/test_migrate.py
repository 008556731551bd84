"""Making the database and bringing it up to date, whatever was there."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from booking import PACKAGE, data
from booking.foundation.database import Database
from booking.interfaces.cli import serve
from booking.reservations.guard import are_guards_present
from tests.interfaces.cli.conftest import Installation, refusal, said
from tests.postgresql import Cluster

NEXT_STEP = '''
"""a step of a version to come"""
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "9999", "{head}", None, None


def upgrade() -> None:
    with op.batch_alter_table("claim") as batch:
        batch.add_column(sa.Column("remark", sa.String()))
'''


@pytest.fixture(params=["sqlite", "postgresql"])
def unmade_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database that nobody made yet: no file, or a database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'unmade.db'}"
    cluster: Cluster = request.getfixturevalue("cluster")
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS unmade WITH (FORCE)")
        connection.execute("CREATE DATABASE unmade")
    return cluster.url("unmade")


@pytest.fixture
def later_version(tmp_path: Path) -> Path:
    """A checkout of a version to come, with one more step."""
    later = tmp_path / "later"
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(PACKAGE, later / "booking", ignore=ignored)
    for folder in ("templates", "static"):
        (later / folder).symlink_to(data(folder))
    steps = later / "booking" / "migrations" / "versions"
    head = max(path.name[:4] for path in steps.glob("[0-9]*.py"))
    (steps / "9999_to_come.py").write_text(NEXT_STEP.format(head=head))
    return later


def run_later(later: Path, installation: Installation, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "booking", *arguments],
        cwd=later, env=installation.env | {"PYTHONPATH": str(later)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout


def is_guarded(url: str) -> bool:
    database = Database(url)
    with database.reading() as session:
        answer = are_guards_present(session.connection())
    database.dispose()
    return answer


def test_makes_a_database_with_its_guard(
    install: Callable[[str], Installation], unmade_url: str
) -> None:
    result = install(unmade_url).run("migrate")
    assert result.exit_code == 0, result.output
    assert is_guarded(unmade_url)


def test_a_second_time_changes_nothing(installation: Installation) -> None:
    result = installation.run("migrate")
    assert said(result) == "The database is up to date."
    assert not list(installation.folder.glob("before-migrating-*"))


@pytest.mark.slow
def test_two_at_once_make_one_database(
    install: Callable[[str], Installation], unmade_url: str
) -> None:
    both = [install(unmade_url).start("migrate") for _ in range(2)]
    outputs = [process.communicate(timeout=300)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], outputs
    assert is_guarded(unmade_url)


@pytest.mark.slow
def test_an_older_database_is_copied_and_brought_up_to_date(
    installation: Installation, database: Database, later_version: Path, hall: object
) -> None:
    """Alembic's batch operations drop the guard: after the step it must be there again."""
    with database.reading() as session:
        people = session.execute(text("SELECT count(*) FROM person")).scalar_one()
    database.dispose()
    folder = installation.folder
    output = run_later(later_version, installation, "migrate", "--backup-folder", str(folder))
    [copy] = folder.glob("before-migrating-*")
    assert str(copy) in output
    assert copy.stat().st_mode & 0o077 == 0
    with database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM person")).scalar_one() == people
        assert session.execute(text("SELECT version_num FROM alembic_version")).scalar() == "9999"
    assert is_guarded(installation.database_url)


@pytest.mark.slow
def test_a_newer_database_is_left_alone(
    installation: Installation, database: Database, later_version: Path
) -> None:
    run_later(later_version, installation, "migrate", "--without-backup")
    for command in ("migrate", "serve"):
        assert "A newer version of the app made this database" in refusal(installation.run(command))
    assert "newer version" in installation.run("check").output


def test_a_damaged_file_is_left_as_it_is(bare: Installation) -> None:
    path = bare.folder / "new.db"
    bare.run("migrate")
    with path.open("r+b") as file:  # the schema stays readable, the pages behind it do not
        file.seek(4096 * 3)
        file.write(os.urandom(4096 * 20))
    before = path.read_bytes()
    for command in ("migrate", "serve"):
        assert "is damaged" in refusal(bare.run(command))
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_left_as_it_is(bare: Installation) -> None:
    path = bare.folder / "new.db"
    path.write_text("Beste collega, dit is een brief. " * 100)
    assert "is damaged" in refusal(bare.run("migrate"))
    assert path.read_text().startswith("Beste collega")


def test_serving_asks_for_a_database_first(bare: Installation) -> None:
    assert "Make it with: booking migrate" in refusal(bare.run("serve"))
    assert not (bare.folder / "new.db").exists(), "an empty database must not appear by itself"


def test_serving_asks_for_todays_tables(bare: Installation) -> None:
    with closing(sqlite3.connect(bare.folder / "new.db")) as connection:
        connection.execute("CREATE TABLE other (id INTEGER)")
    assert "Run: booking migrate" in refusal(bare.run("serve"))


def test_no_serving_without_the_guard(installation: Installation, database: Database) -> None:
    with database.writing() as session:
        session.execute(text(
            "DROP TRIGGER claim_no_overlap_insert" if database.is_sqlite
            else "ALTER TABLE claim DROP CONSTRAINT claim_no_overlap"
        ))  # fmt: skip
    assert "guard against double reservations" in refusal(installation.run("serve"))
    assert installation.run("check").exit_code == 1
    assert installation.run("migrate").exit_code == 0
    assert is_guarded(installation.database_url)


def test_a_file_that_cannot_be_written_is_said_at_the_start(bare: Installation) -> None:
    bare.run("migrate")
    path = bare.folder / "new.db"
    for folder in (bare.folder, *bare.folder.parents[:3]):
        folder.chmod(folder.stat().st_mode | 0o055)
    path.chmod(0o444)
    assert serve.command, "read beforehand: nobody may not read our sources"
    with nobody():
        line = refusal(bare.run("serve"))
    assert "readonly database" in line
    assert "damaged" not in line


class nobody:  # noqa: N801 -- reads as a word
    """Root may write anywhere, so for a while we are a user who may not."""

    def __enter__(self) -> None:
        self.was = os.geteuid()
        os.seteuid(65534 if self.was == 0 else self.was)

    def __exit__(self, *_: object) -> None:
        os.seteuid(self.was)


def test_postgresql_that_is_away_is_said_in_one_line(
    install: Callable[[str], Installation],
) -> None:
    line = refusal(install("postgresql://nobody@127.0.0.1:9/none").run("serve"))
    assert "unavailable" in line
