"""A team day that comes back, through the browser: planned by date, stored as chosen."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from httpx import Response
from sqlmodel import select

from booking.foundation.database import Database
from booking.reservations.models import Reservation
from booking.reservations.queries import space_ids_of
from booking.reservations.series.models import Series, SeriesGap
from tests.interfaces.web.conftest import Browser, Make, hidden_fields
from tests.town_hall import TownHall

Browse = Callable[[str | None], Browser]
FIRST = date(2026, 3, 24)
WEEK = timedelta(days=7)
PLAN, START = "/werkplek/groep/reeksen/plan", "/werkplek/groep/reeksen"
ASKED = {
    "datum": FIRST.isoformat(), "van": "09:00", "tot": "16:00", "herhaal": "week", "elke": "1",
    "dag": "1", "eind": "keer", "keer": "3", "nummer": ["1.D01", "1.D02"],
}  # fmt: skip


def planned(browser: Browser, **other: Any) -> Response:
    page = browser.get("/werkplek?datum=2026-03-24&dagdeel=uren&van=09:00&tot=16:00&aantal=2")
    link = page.text.split('href="/werkplek/groep/reeks?')[1].split('"')[0].replace("&amp;", "&")
    form = browser.get(f"/werkplek/groep/reeks?{link}")
    return browser.post_bare(PLAN, hidden_fields(form.text, PLAN) | ASKED | other)


def started(browser: Browser, plan: Response, **other: Any) -> Response:
    clashes = dict.fromkeys(_selects(plan.text), "")
    return browser.post_bare(START, hidden_fields(plan.text, START) | ASKED | clashes | other)


def _selects(page: str) -> list[str]:
    return [part.split('"')[0] for part in page.split("<select")[1:] for part in
            [part.split('name="')[1]] if part.startswith("op-")]  # fmt: skip


def fill(make: Make, day: date, count: int) -> None:
    """The first ``count`` desks are taken for an hour, one after another: Els has one at a time."""
    for n in range(count):
        make("els", f"D{n + 1}", f"{n + 10}:00", f"{n + 11}:00", day=day)


def stored(database: Database, hall: TownHall) -> list[tuple[date, set[str]]]:
    desks = {number: name for name, number in hall.spaces.items()}
    with database.reading() as session:
        rows = session.exec(
            select(Reservation)
            .where(Reservation.series_id != None)  # noqa: E711 -- SQL
            .order_by(Reservation.starts_at)  # type: ignore[arg-type]
        ).all()
        ids = space_ids_of(session, [row.id or 0 for row in rows])
    return [(row.starts_at.date(), {desks[n] for n in ids[row.id or 0]}) for row in rows]


def test_each_date_has_the_same_desks_or_others_together_or_is_left_out(
    browse: Browse, make: Make, database: Database, hall: TownHall
) -> None:
    make("joost", "D1", "12:00", "13:00", day=FIRST + WEEK)
    fill(make, FIRST + 2 * WEEK, 5)
    fatima = browse("fatima")
    plan = planned(fatima)
    assert plan.status_code == 200
    assert "2 datums" in plan.text or "2 data" in plan.text
    assert "geen 2 werkplekken bij elkaar vrij op deze verdieping" in plan.text
    assert "Joost" not in plan.text  # who sits where is no news
    assert stored(database, hall) == []

    answer = started(fatima, plan)

    assert answer.status_code == 303, answer.text
    assert stored(database, hall) == [(FIRST, {"D1", "D2"}), (FIRST + WEEK, {"D2", "D3"})]
    with database.reading() as session:
        [gap] = session.exec(select(SeriesGap)).all()
        assert (gap.day, gap.reasons) == (FIRST + 2 * WEEK, "taken taken")
    page = fatima.get(answer.headers["location"])
    assert "2 werkplekken samen" in page.text
    cancel = f"{answer.headers['location']}/annulering"
    ask = fatima.get(f"{answer.headers['location']}/annuleren")
    assert fatima.submit(ask, cancel, {}).status_code == 303
    with database.reading() as session:
        assert all(row.cancelled_at for row in session.exec(select(Reservation)
                   .where(Reservation.series_id != None)))  # noqa: E711 -- SQL  # fmt: skip


def test_all_or_nothing_stores_nothing_where_a_date_is_closed(
    browse: Browse, database: Database, hall: TownHall
) -> None:
    fatima = browse("fatima")
    daily = {"herhaal": "dag", "keer": "6"}  # a weekend among them
    plan = planned(fatima, **daily)
    assert plan.text.count("Gesloten") >= 2
    answer = started(fatima, plan, **daily, alles="ja")
    assert answer.status_code == 422
    assert "Er is niets bewaard" in answer.text
    with database.reading() as session:
        assert session.exec(select(Series)).all() == []
    assert started(fatima, plan, **daily).status_code == 303
    assert len(stored(database, hall)) == 4


def test_what_is_taken_meanwhile_is_shown_before_anything_is_stored(
    browse: Browse, make: Make, database: Database, hall: TownHall
) -> None:
    fatima = browse("fatima")
    plan = planned(fatima)
    fill(make, FIRST + WEEK, 3)
    answer = started(fatima, plan)
    assert answer.status_code == 409
    assert stored(database, hall) == []
    assert "1.D04, Werkplek 1.D05" in answer.text  # these instead, when that is confirmed
    assert started(fatima, answer).status_code == 303
    assert stored(database, hall)[1] == (FIRST + WEEK, {"D4", "D5"})


@pytest.mark.parametrize(
    ("sent", "said"),
    [({"tot": "08:00"}, "Kies een einde dat na het begin"),
     ({"dag": []}, "Kies ten minste één dag"), ({"keer": ""}, "Vul in hoe vaak")],
)  # fmt: skip
def test_what_is_not_right_is_said_and_nothing_is_lost(
    browse: Browse, sent: dict[str, Any], said: str
) -> None:
    answer = planned(browse("fatima"), **sent)
    assert answer.status_code == 422
    assert said in answer.text
    assert answer.text.count('name="nummer"') == 2


def test_a_partner_has_no_team_day_here(browse: Browse) -> None:
    ravi = browse("ravi")
    assert ravi.get("/werkplek/groep/reeks?nummer=1.D01&nummer=1.D02").status_code == 404
    ravi.get("/mijn-reserveringen")
    token = {"_csrf_token": ravi.client.cookies["__Host-csrf"]}
    for path in (PLAN, START):
        assert ravi.post_bare(path, token | ASKED).status_code == 404
    room = ASKED | {"nummer": ["1.D01", "1.14"]}
    fatima = browse("fatima")
    fatima.get("/vandaag")
    token = {"_csrf_token": fatima.client.cookies["__Host-csrf"]}
    assert fatima.post_bare(PLAN, token | room).status_code == 404


def test_the_changed_form_ticks_no_desk_that_nobody_chose(browse: Browse) -> None:
    fatima = browse("fatima")
    series = started(fatima, planned(fatima)).headers["location"]
    form = fatima.get(f"{series}/wijzigen")
    answer = fatima.submit(form, f"{series}/plan", ASKED | {"nummer": "1.D012", "dag": []})
    assert answer.status_code == 422
    assert 'value="1.D01" checked' not in answer.text
