"""What every test may ask for: a database on either engine, the town hall in it, one morning."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

import psycopg
import pytest

from booking.foundation.database import Database
from booking.migrations.runner import migrate
from tests import town_hall
from tests.postgresql import Cluster
from tests.town_hall import TownHall

MONDAY = date(2026, 3, 23)
# 09:00 in Amsterdam, in the last week of winter time
MONDAY_MORNING = datetime(2026, 3, 23, 8, 0, tzinfo=UTC)
_numbers = count(1)


@pytest.fixture
def now() -> datetime:
    return MONDAY_MORNING


@pytest.fixture
def monday() -> date:
    return MONDAY


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, copied for each test."""
    path = tmp_path_factory.mktemp("sqlite") / "empty.db"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    database.dispose()
    return path


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """One PostgreSQL for the whole run; ``template_hall`` in it is migrated and empty."""
    folder = tmp_path_factory.mktemp("pg")
    for parent in (folder, *folder.parents[:3]):  # the postgres user must get there
        parent.chmod(parent.stat().st_mode | 0o011)
    cluster = Cluster(folder / "cluster")
    cluster.start()
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE template_hall")
    database = Database(cluster.url("template_hall"))
    migrate(database)
    database.dispose()
    yield cluster
    cluster.stop("immediate")


@pytest.fixture
def sqlite_url(tmp_path: Path, empty_sqlite: Path) -> str:
    path = tmp_path / "hall.db"
    shutil.copyfile(empty_sqlite, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(cluster: Cluster) -> Iterator[str]:
    name = f"hall_{next(_numbers)}"
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template_hall")  # type: ignore[arg-type]
        yield cluster.url(name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An empty, migrated database: each test that asks for it runs on both engines."""
    database = Database(database_url)
    yield database
    database.dispose()


@pytest.fixture
def hall(database: Database) -> TownHall:
    with database.writing() as session:
        return town_hall.build(session)
