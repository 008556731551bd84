"""What must be seen to work with one's own eyes, through its door; the rules are tested below."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from httpx import Response
from sqlmodel import select

from booking.foundation.database import Database
from booking.foundation.formats import show_day_short
from booking.foundation.local_time import to_local
from booking.foundation.recurrence import Pace, Recurrence
from booking.interfaces.settling import settle_due
from booking.reservations.check_in import check_in
from booking.reservations.models import Reservation
from booking.reservations.series.operations import Choice, start_series
from booking.reservations.series.values import SeriesWish
from booking.reservations.values import HOLDING, ReservationState
from tests.conftest import database_url  # noqa: F401 -- on SQLite and PostgreSQL
from tests.interfaces.web.conftest import Browser, Make
from tests.interfaces.web.series import TEN_TIMES, repeat, store, text_of
from tests.town_hall import TownHall

Browse = Callable[[str | None], Browser]
TUESDAY = date(2026, 3, 24)
WEEK = timedelta(weeks=1)
THIRD, FIFTH = TUESDAY + 2 * WEEK, TUESDAY + 4 * WEEK


def held(database: Database) -> list[datetime]:
    """When each reservation that holds a place begins, on the wall clock."""
    with database.reading() as session:
        rows = session.exec(select(Reservation).where(Reservation.title == "Overleg")).all()
    return sorted(to_local(row.starts_at) for row in rows if row.state in HOLDING)


def room(browser: Browser, number: str, day: date, begin: str, until: str, **more: Any) -> Response:
    page = browser.get(f"/ruimtes/{number}?datum={day}")
    asked = {"datum": day.isoformat(), "van": begin, "tot": until, "personen": "2",
             "zichtbaarheid": "colleagues", **more}  # fmt: skip
    return browser.submit(page, f"/ruimtes/{number}/reserveringen", asked)


def saved_room(els: Browser, hall: TownHall, name: str, **changed: Any) -> int:
    """The status of saving the form of this room as it stands, with ``changed``."""
    here = f"/beheer/plekken/{hall.spaces[name]}"
    page = els.get(here)
    values = dict(re.findall(r'name="(nummer|naam|plaatsen|vanaf)" value="([^"]*)"', page.text))
    fields = values | {"zone": hall.zones["overleg"], "stap": "15"} | changed
    return els.submit(page, f"{here}/wijziging", fields).status_code


def test_week_three_taken_and_week_five_closed_leave_eight_or_none(
    browse: Browse, make: Make, hall: TownHall, database: Database
) -> None:
    els, fatima = browse("els"), browse("fatima")
    make("joost", "beuk", "10:00", "12:00", day=THIRD)
    closure = {"soort": "closure", "waar": f"plek-{hall.spaces['beuk']}", "reden": "Schilderwerk",
               "begin_datum": str(FIFTH), "eind_datum": str(FIFTH)}  # fmt: skip
    preview = els.get(f"/beheer/sluitingen/gevolg?{urlencode(closure)}")
    assert els.submit(preview, "/beheer/sluitingen/nieuw", {}).status_code == 303, preview.text
    plan = repeat(fatima)
    said = text_of(plan)
    assert "8 data kunnen, 2 data kunnen niet." in said
    assert "De Beuk is bezet: 10:00–12:00." in said
    assert "Schilderwerk" in said

    assert store(fatima, plan, **{f"op-{THIRD}": "", f"op-{FIFTH}": "", "alles": "ja"}
                 ).status_code == 422  # fmt: skip
    assert held(database) == []
    done = store(fatima, plan, **{f"op-{THIRD}": "", f"op-{FIFTH}": ""})
    assert [at.date() for at in held(database)] == [
        TUESDAY + n * WEEK for n in range(10) if n not in {2, 4}
    ]
    shown = text_of(fatima.get(done.headers["location"]))
    assert "di 7 apr bezet Niet gereserveerd" in shown
    assert "di 21 apr dicht Niet gereserveerd" in shown


@pytest.mark.parametrize(
    ("fields", "dates"),
    [({"herhaal": "weekdag", "datum": "2026-03-30", "keer": "3"}, ["03-30", "06-29", "08-31"]),
     ({"herhaal": "maanddag", "datum": "2026-03-31", "keer": "3"}, ["03-31", "07-31"])],
)  # fmt: skip
def test_what_is_stored_is_what_the_form_said_beforehand(
    browse: Browse, database: Database, fields: dict[str, Any], dates: list[str]
) -> None:
    fatima = browse("fatima")
    plan = repeat(fatima, **fields)
    assert ("zo 31 mei" in text_of(plan)) is (len(dates) == 2), "it has a 31st, but is a Sunday"
    assert store(fatima, plan, **{"op-2026-05-31": ""}).status_code == 303
    stored = held(database)
    assert [f"{at:%m-%d}" for at in stored] == dates
    assert all(show_day_short(at.date()) in text_of(plan) for at in stored)


def test_nine_stays_nine_over_both_nights_in_which_the_clocks_change(
    browse: Browse, database: Database
) -> None:
    fatima = browse("fatima")
    plan = repeat(fatima, van="09:00", tot="10:00", eind="datum", tot_en_met="2026-11-03")
    assert store(fatima, plan).status_code == 303
    stored = held(database)
    assert {f"{at:%H:%M}" for at in stored} == {"09:00"}
    assert {at.utcoffset() for at in stored} == {timedelta(hours=1), timedelta(hours=2)}
    assert [stored[0].date(), stored[-1].date()] == [TUESDAY, date(2026, 11, 3)]
    assert len(stored) == 33


def test_a_running_series_that_is_rescheduled_keeps_its_past_and_what_runs(
    browse: Browse, database: Database, hall: TownHall, monday: date, now: datetime
) -> None:
    rule = Recurrence(Pace.WEEKLY, weekdays=frozenset({0}), count=5)
    wish = SeriesWish(rule, monday - 2 * WEEK, time(8, 30), time(9, 30), hall.spaces["beuk"],
                      title="Overleg")  # fmt: skip
    with database.writing() as session:
        uid = start_series(session, hall.act("fatima", now - 3 * WEEK), wish, Choice()).uid
        for row in session.exec(select(Reservation)).all():
            if row.starts_at <= now:
                check_in(session, hall.act("fatima", row.starts_at), row.uid)
    fatima, here = browse("fatima"), f"/reeksen/{uid}"
    changed = TEN_TIMES | {"plek": "1.14", "van": "13:00", "tot": "14:00", "dag": "0", "keer": "2"}
    changed.pop("datum")
    plan = fatima.submit(fatima.get(f"{here}/wijzigen"), f"{here}/plan", changed)
    assert store(fatima, plan, f"{here}/wijziging").status_code == 303, plan.text
    assert [f"{at:%m-%d %H:%M}" for at in held(database)] == [
        "03-09 08:30", "03-16 08:30", "03-23 08:30", "03-30 13:00", "04-06 13:00",
    ]  # fmt: skip


def test_a_room_within_a_room_within_a_room_is_taken_with_the_outermost(
    browse: Browse, hall: TownHall
) -> None:
    els, fatima = browse("els"), browse("fatima")
    form = els.get("/beheer/plekken/nieuw?soort=room")
    made = els.submit(form, "/beheer/plekken", {
        "nummer": "1.20", "naam": "Het Bos", "soort": "room", "zone": hall.zones["overleg"],
        "plaatsen": "22", "vanaf": "2026-03-23", "stap": "15",
        "delen": [hall.spaces["linde"], hall.spaces["beuk"]],
    })  # fmt: skip
    assert made.status_code == 303, made.text
    assert room(fatima, "1.20", TUESDAY, "10:00", "11:00").status_code == 303
    for part in ("1.12", "1.12A", "1.12B", "1.14"):
        assert room(fatima, part, TUESDAY, "10:30", "11:30").status_code == 422, part
    assert room(fatima, "1.12A", TUESDAY, "11:00", "12:00").status_code == 303
    assert room(fatima, "1.20", TUESDAY, "11:30", "12:30").status_code == 422
    assert room(fatima, "1.12B", TUESDAY, "11:00", "12:00").status_code == 303


def test_a_layout_keeps_its_time_to_clear_free_and_not_a_minute_more(
    browse: Browse, hall: TownHall
) -> None:
    fatima = browse("fatima")
    layout = {"opstelling_theatre": "8", "achteraf_theatre": "30"}
    assert saved_room(browse("els"), hall, "beuk", **layout) == 303
    assert room(fatima, "1.14", TUESDAY, "09:00", "10:00", opstelling="theatre").status_code == 303
    assert room(fatima, "1.14", TUESDAY, "10:15", "11:00").status_code == 422
    assert room(fatima, "1.14", TUESDAY, "10:30", "11:00").status_code == 303
    assert room(fatima, "1.14", TUESDAY, "13:00", "14:00").status_code == 303
    assert room(fatima, "1.14", TUESDAY, "14:00", "15:00").status_code == 303, "as it stands"


def test_of_two_a_week_what_moved_away_was_cancelled_or_released_is_not_one(
    browse: Browse, make: Make, database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    els, fatima = browse("els"), browse("fatima")
    quota = "voor=medewerker&soort=ruimtes&aantal=2&per=week&vanaf=2026-03-23"
    assert els.submit(els.get(f"/beheer/quota/gevolg?{quota}"), "/beheer/quota", {}).is_redirect
    make("fatima", "beuk", "08:00", "09:00", asked_at=now - WEEK, comes=False)
    settle_due(database, now=now)
    with database.reading() as session:
        assert session.exec(select(Reservation)).one().state is ReservationState.RELEASED

    first, second = (room(fatima, "1.14", TUESDAY, f"{n}:00", f"{n + 1}:00") for n in (10, 11))
    assert (first.status_code, second.status_code) == (303, 303), "who did not come has two left"
    third = room(fatima, "1.14", TUESDAY, "13:00", "14:00")
    assert third.status_code == 422
    assert "De huisregels staan 2 ruimtes per week toe" in third.text

    here = first.headers["location"]
    moved = fatima.submit(fatima.get(f"{here}/wijzigen"), f"{here}/wijziging", {
        "datum": (TUESDAY + WEEK).isoformat(), "van": "10:00", "tot": "11:00", "plek": "1.14",
        "aantal": "2", "zichtbaarheid": "colleagues",
    })  # fmt: skip
    assert moved.status_code == 303, moved.text
    third = room(fatima, "1.14", TUESDAY, "13:00", "14:00")
    assert third.status_code == 303
    assert room(fatima, "1.14", TUESDAY, "15:00", "16:00").status_code == 422
    here = third.headers["location"]
    assert fatima.submit(fatima.get(f"{here}/annuleren"), f"{here}/annulering", {}).is_redirect
    assert room(fatima, "1.14", TUESDAY, "15:00", "16:00").status_code == 303
