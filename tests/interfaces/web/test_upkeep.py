"""Background work: the administrator sees how it goes and tries again what failed."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from booking.foundation.database import Database
from booking.foundation.jobs import Job
from booking.foundation.journal import JournalEntry
from booking.foundation.settings import Settings
from booking.interfaces.jobs.registry import HANDLERS, PERIODIC
from booking.interfaces.jobs.worker import do_one_job, prepare
from booking.interfaces.jobs.workplace import Workplace
from booking.interfaces.web.manage.upkeep import WORK
from booking.people.permissions import NotAllowed
from booking.people.upkeep import try_job_again
from tests.interfaces.web.conftest import Browser
from tests.town_hall import TownHall

Browse = Callable[[str | None], Browser]
HERE = "/beheer/achtergrondwerk"


@pytest.fixture
def set_aside(database: Database, hall: object, now: datetime) -> int:
    """A letter that could not be sent however often it was tried."""
    with database.writing() as session:
        job = Job(kind="send_letter", task={"letter_id": 4711}, due_at=now, attempt_count=40,
                  last_error="ConnectionRefusedError: 111", set_aside_at=now)  # fmt: skip
        session.add(job)
        session.flush()
        assert job.id is not None
        return job.id


def test_every_kind_of_work_has_words() -> None:
    assert set(WORK) == set(HANDLERS) | set(PERIODIC)


def test_the_page_says_when_each_work_was_done_and_is_next(
    browse: Browse, database: Database, settings: Settings, now: datetime
) -> None:
    place = Workplace(settings, database, lambda: now)
    prepare(place)
    page = browse("samir").get(HERE)
    assert page.status_code == 200
    assert "Alles wordt op tijd gedaan." in page.text
    assert page.text.count("Nog niet") == len(PERIODIC)

    later = Workplace(settings, database, lambda: now + timedelta(seconds=11))
    while do_one_job(later):
        pass

    assert page.text.count("Nog niet") > browse("samir").get(HERE).text.count("Nog niet")


def test_work_that_waits_too_long_is_said(
    browse: Browse, database: Database, settings: Settings, now: datetime
) -> None:
    prepare(Workplace(settings, database, lambda: now - timedelta(hours=2)))
    page = browse("samir").get(HERE).text
    assert "Er wacht al meer dan een kwartier werk." in page
    assert "Te laat" in page


def test_what_was_set_aside_is_tried_again_once(
    browse: Browse, database: Database, set_aside: int, now: datetime
) -> None:
    samir = browse("samir")
    page = samir.get(HERE)
    assert "ConnectionRefusedError: 111" in page.text
    action = f"{HERE}/{set_aside}/herhaling"

    for _ in range(2):
        answer = samir.submit(page, action, {})
        assert (answer.status_code, answer.headers["location"]) == (303, HERE)

    with database.reading() as session:
        job = session.get_one(Job, set_aside)
        acts = session.exec(select(JournalEntry.action)).all()
    assert (job.set_aside_at, job.attempt_count, job.due_at) == (None, 0, now)
    assert list(acts) == ["job-tried-again"]


@pytest.mark.parametrize("name", ["els", "fatima", "ravi", "noor"])
def test_only_the_administrator_sees_it(
    browse: Browse, database: Database, hall: TownHall, set_aside: int, now: datetime, name: str
) -> None:
    assert browse(name).get(HERE).status_code == 404
    with database.writing() as session, pytest.raises(NotAllowed):
        try_job_again(session, hall.act(name, now), set_aside)
