"""What the plan of a series offers for a date that clashes is allowed, and solves it."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from html import unescape

import pytest
from sqlmodel import select

from booking.foundation.database import Database
from booking.reservations.models import Reservation
from booking.reservations.quota.operations import set_quota
from booking.reservations.quota.values import Per, QuotaTerms, Subject
from booking.spaces.values import SpaceKind
from tests.interfaces.web.conftest import Browser, Make
from tests.interfaces.web.test_group_series import FIRST, WEEK, fill, planned, started, stored
from tests.interfaces.web.test_series import repeat, store
from tests.town_hall import TownHall

Browse = Callable[[str | None], Browser]
DAY = timedelta(days=1)


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue("sqlite_url")
    return url


def offered(page: str, day: date) -> dict[str, str]:
    """What can be chosen on that date, by its words."""
    [menu] = re.findall(rf'<select[^>]*name="op-{day}".*?</select>', page, flags=re.DOTALL)
    found = re.findall(r'<option value="([^"]*)"[^>]*>(.*?)</option>', menu, flags=re.DOTALL)
    return {unescape(words): unescape(value) for value, words in found}


@pytest.fixture
def one_room_a_week(database: Database, hall: TownHall, now: datetime, monday: date) -> None:
    with database.writing() as session:
        terms = QuotaTerms(Subject.PERSON, None, SpaceKind.ROOM, Per.WEEK, 1)
        set_quota(session, hall.act("els", now), terms, begins=monday, until=None)


def held_on(database: Database) -> list[date]:
    with database.reading() as session:
        rows = session.exec(select(Reservation).where(Reservation.series_id != None))  # noqa: E711
        return sorted(row.starts_at.date() for row in rows)


@pytest.mark.usefixtures("one_room_a_week")
def test_a_date_beyond_a_quota_says_so_and_is_offered_only_a_week_that_has_a_place(
    browse: Browse, database: Database
) -> None:
    fatima = browse("fatima")
    plan = repeat(fatima, dag=["1", "3"], keer="3")  # Tuesday and Thursday, and Tuesday again
    choices = offered(plan.text, FIRST + 2 * DAY)
    assert "Quota" in plan.text
    others = [value for value in choices.values() if value]
    assert others
    days = {date.fromisoformat(day) for value in others
            for day in re.findall(r"\d{4}-\d\d-\d\d", value)}  # fmt: skip
    assert min(days) >= FIRST + 2 * WEEK - DAY  # both weeks of the plan are full
    answer = store(fatima, plan, **{f"op-{FIRST + 2 * DAY}": others[0]})
    assert answer.status_code == 303, answer.text
    assert held_on(database) == sorted([FIRST, FIRST + WEEK, *days])[:3]


def test_desks_that_clash_can_be_had_at_another_time_or_elsewhere(
    browse: Browse, make: Make, database: Database, hall: TownHall
) -> None:
    fill(make, FIRST + 2 * WEEK, 5)
    fatima = browse("fatima")
    plan = planned(fatima, van="10:00", tot="15:00")
    third = FIRST + 2 * WEEK
    choices = offered(plan.text, third)
    times = [value for words, value in choices.items() if words.startswith("Andere tijd")]
    assert times, choices
    asked = {"van": "10:00", "tot": "15:00", f"op-{third}": times[0]}
    answer = started(fatima, plan, **asked)
    assert answer.status_code == 303, answer.text
    assert [day for day, _ in stored(database, hall)] == [FIRST, FIRST + WEEK, third]


def test_a_closed_day_of_a_team_can_be_had_on_the_nearest_open_one(
    browse: Browse, database: Database, hall: TownHall
) -> None:
    fatima = browse("fatima")
    saturday = {"dag": "5", "keer": "1", "datum": "2026-03-28"}
    plan = planned(fatima, **saturday)
    choices = offered(plan.text, date(2026, 3, 28))
    friday = next(value for words, value in choices.items() if "27 mrt" in words)
    answer = started(fatima, plan, **saturday, **{"op-2026-03-28": friday})
    assert answer.status_code == 303, answer.text
    assert stored(database, hall) == [(date(2026, 3, 27), {"D1", "D2"})]


@pytest.mark.parametrize(
    "written",
    ["plek:1.D03", "plek:1.D03,1.D03", "plek:1.14,1.15", "plek:", "plek:nergens,ook-niet",
     "tijd:0001-01-01 10:00-11:00", "tijd:9999-12-31 10:00-00:00", "tijd:12:00-10:00", ";;",
     "tijd:x y z", "plek:1.D04,1.D05;tijd:03:00-02:00"],
)  # fmt: skip
def test_what_nobody_was_offered_does_no_harm(
    browse: Browse, make: Make, database: Database, hall: TownHall, written: str
) -> None:
    fill(make, FIRST + 2 * WEEK, 5)
    fatima = browse("fatima")
    plan = planned(fatima)
    answer = started(fatima, plan, **{f"op-{FIRST + 2 * WEEK}": written})
    assert answer.status_code in {303, 404, 409, 422}
    days = [day for day, _ in stored(database, hall)]
    assert days in ([], [FIRST, FIRST + WEEK])


def test_on_more_dates_than_the_first_others_are_looked_for_when_that_is_asked(
    browse: Browse, monkeypatch: pytest.MonkeyPatch, make: Make
) -> None:
    monkeypatch.setattr("booking.reservations.series.clashing.ALTERNATIVES_MAX", 1)
    monkeypatch.setattr("booking.interfaces.web.series.plan_view.ALTERNATIVES_MAX", 1)
    for week in (1, 2):
        make("joost", "beuk", "10:00", "11:00", day=FIRST + week * WEEK)
    fatima = browse("fatima")
    plan = repeat(fatima, keer="3")
    assert "Zoek voor alle data" in plan.text
    assert len(offered(plan.text, FIRST + WEEK)) > 1
    assert len(offered(plan.text, FIRST + 2 * WEEK)) == 1
    again = repeat(fatima, keer="3", alle="ja")
    assert "Zoek voor alle data" not in again.text
    assert len(offered(again.text, FIRST + 2 * WEEK)) > 1
