"""/gezond tells a load balancer and monitoring whether this process can do its work."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import psycopg
import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import text

from booking.foundation.database import Database
from booking.foundation.jobs import enqueue
from booking.foundation.settings import Settings
from tests.interfaces.web.apps import app_on
from tests.interfaces.web.conftest import Browser
from tests.postgresql import Cluster


class Hands:
    """A clock whose hands can be moved."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def hands(now: datetime) -> Hands:
    return Hands(now)


@pytest.fixture
def app(settings: Settings, database: Database, hands: Hands) -> Iterator[Litestar]:
    with app_on(settings, database, clock=hands) as app:
        yield app


def test_needs_no_sign_in_and_is_never_kept(browse: Callable[[str | None], Browser]) -> None:
    answer = browse(None).get("/gezond")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json() == {
        "status": "ok", "database": "ok", "guard": "present", "disk": answer.json()["disk"],
        "jobs": {"oldestDueSeconds": 0, "setAsideCount": 0},
        "mailIn": {"waitingCount": 0, "setAsideCount": 0},
    }  # fmt: skip


def test_tells_nothing_of_the_installation(
    browse: Callable[[str | None], Browser], settings: Settings, database: Database
) -> None:
    answer = browse(None).get("/gezond").text
    assert settings.secret.get_secret_value() not in answer
    assert str(database.url.database) not in answer


def test_without_the_guard_nobody_is_sent_here(
    browse: Callable[[str | None], Browser], database: Database, hands: Hands
) -> None:
    browser = browse(None)
    assert browser.get("/gezond").status_code == 200
    with database.writing() as session:
        session.execute(text(
            "DROP TRIGGER claim_no_overlap_update" if database.is_sqlite
            else "ALTER TABLE claim DROP CONSTRAINT claim_no_overlap"
        ))  # fmt: skip
    hands.now += timedelta(minutes=1)
    answer = browser.get("/gezond")
    assert answer.status_code == 503
    assert answer.json()["guard"] == "missing"
    assert answer.json()["status"] == "unable"


def test_work_that_is_late_asks_for_attention_but_goes_on(
    browse: Callable[[str | None], Browser], database: Database, now: datetime
) -> None:
    """A load balancer that sends everyone away would make it worse."""
    with database.writing() as session:
        enqueue(session, "letter", {}, due_at=now - timedelta(hours=1))
    answer = browse(None).get("/gezond")
    assert answer.status_code == 200
    assert answer.json()["status"] == "attention"
    assert answer.json()["jobs"]["oldestDueSeconds"] == 3600


def test_asking_often_does_not_write_often(
    browse: Callable[[str | None], Browser], database: Database
) -> None:
    browser = browse(None)
    browser.get("/gezond")
    with database.writing() as session:  # whoever has to write now would have to wait
        session.execute(text("SELECT 1"))
        assert browser.get("/gezond").status_code == 200


def test_a_database_that_is_away_and_comes_back(
    settings: Settings, cluster: Cluster, postgresql_url: str, hands: Hands
) -> None:
    name = postgresql_url.rpartition("/")[2]
    database = Database(postgresql_url)
    allow = "ALTER DATABASE {} ALLOW_CONNECTIONS {}"
    with (
        app_on(settings, database, clock=hands) as app,
        TestClient(app) as client,
        psycopg.connect(cluster.url("postgres"), autocommit=True) as operator,
    ):
        assert client.get("/gezond").status_code == 200
        operator.execute(allow.format(name, "false"))  # type: ignore[arg-type]
        operator.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,)
        )
        answer = client.get("/gezond")
        assert answer.status_code == 503
        assert answer.json()["database"] == "unavailable"
        operator.execute(allow.format(name, "true"))  # type: ignore[arg-type]
        hands.now += timedelta(minutes=2)
        assert client.get("/gezond").status_code == 200
    database.dispose()
