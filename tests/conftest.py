"""What every test may ask for: a database on either engine, the town hall in it, one morning."""

import shutil
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from sqlmodel import func, select

from booking.foundation.database import Database
from booking.migrations.runner import migrate
from booking.spaces.models import Space
from tests import town_hall
from tests.postgresql import Cluster
from tests.standing import Standing
from tests.town_hall import TownHall

MONDAY = date(2026, 3, 23)
# 09:00 in Amsterdam, in the last week of winter time
MONDAY_MORNING = datetime(2026, 3, 23, 8, 0, tzinfo=UTC)
TEMPLATES = ("empty", "furnished")
# an engine that has said a statement before says it ten times as fast
_databases: dict[str, Database] = {}

# a busy machine draws slowly: that says nothing of the rule under test
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
# the fast path looks at fewer examples; the whole run at all of them
settings.register_profile("glance", settings.get_profile("house"), max_examples=25)


@pytest.fixture
def now() -> datetime:
    return MONDAY_MORNING


@pytest.fixture
def monday() -> date:
    return MONDAY


def pytest_addoption(parser: pytest.Parser) -> None:
    what = "leave a picture of every page that is looked at in .output/pictures"
    parser.addoption("--pictures", action="store_true", help=what)


def pytest_configure(config: pytest.Config) -> None:
    is_fast = "not slow" in config.getoption("markexpr")
    settings.load_profile("glance" if is_fast else "house")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The fast path runs on SQLite; what needs PostgreSQL is slow."""
    for item in items:
        parameters = getattr(getattr(item, "callspec", None), "params", {})
        if "postgresql" in parameters.values():
            item.add_marker(pytest.mark.slow)


def _build(url: str, *, is_furnished: bool) -> TownHall | None:
    database = Database(url)
    migrate(database)
    hall = None
    if is_furnished:
        with database.writing() as session:
            hall = town_hall.build(session)
    database.dispose()
    return hall


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, copied for each test."""
    path = tmp_path_factory.mktemp("sqlite") / "empty.db"
    _build(f"sqlite:///{path}", is_furnished=False)
    return path


@pytest.fixture(scope="session")
def furnished_sqlite(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, TownHall]:
    """The same with the town hall in it."""
    path = tmp_path_factory.mktemp("sqlite") / "furnished.db"
    hall = _build(f"sqlite:///{path}", is_furnished=True)
    assert hall is not None
    return path, hall


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """One PostgreSQL for the run, with two templates: an empty database and the town hall."""
    folder = tmp_path_factory.mktemp("pg")
    for parent in (folder, *folder.parents[:3]):  # the postgres user must get there
        parent.chmod(parent.stat().st_mode | 0o011)
    cluster = Cluster(folder / "cluster", is_durable=False)
    cluster.start()
    for template in TEMPLATES:
        with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {template}")  # type: ignore[arg-type]
        _build(cluster.url(template), is_furnished=template == "furnished")
    yield cluster
    cluster.stop("immediate")


@pytest.fixture(scope="session")
def sqlite_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hall")


@pytest.fixture
def sqlite_url(
    request: pytest.FixtureRequest,
    sqlite_folder: Path,
    empty_sqlite: Path,
    furnished_sqlite: tuple[Path, TownHall],
) -> str:
    """A new file, always in the same place: nothing is left of what the test before had there."""
    shutil.rmtree(sqlite_folder)
    sqlite_folder.mkdir()
    path = sqlite_folder / "hall.db"
    is_furnished = "hall" in request.fixturenames
    shutil.copyfile(furnished_sqlite[0] if is_furnished else empty_sqlite, path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def standing(cluster: Cluster) -> Iterator[dict[str, Standing]]:
    """By template the database that starts each test as its copy."""
    halls = {template: Standing(cluster, template, f"{template}_hall") for template in TEMPLATES}
    yield halls
    for hall in halls.values():
        hall.close()


@pytest.fixture
def postgresql_url(request: pytest.FixtureRequest, standing: dict[str, Standing]) -> str:
    return standing["furnished" if "hall" in request.fixturenames else "empty"].fresh()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An empty, migrated database: each test that asks for it runs on both engines.

    The engine is kept from test to test, as in a server; connections and memory are not.
    """
    if database_url not in _databases:
        _databases[database_url] = Database(database_url)
    database = _databases[database_url]
    yield database
    pools: list[Any] = [database.engine.pool, database.writing_engine.pool]
    assert not any(pool.checkedout() for pool in pools), "a test left a transaction open"
    database.dispose()
    database.memory = {}


@pytest.fixture
def hall(database: Database, furnished_sqlite: tuple[Path, TownHall]) -> TownHall:
    """The town hall in ``database``: built once and copied, so its numbers are always the same."""
    with database.reading() as session:
        assert session.exec(select(func.count()).select_from(Space)).one()
    return deepcopy(furnished_sqlite[1])
