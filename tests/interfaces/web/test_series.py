"""A series through the browser: the form, the plan, the choices, the page, the rest of it."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlmodel import select

from booking.foundation.database import Database
from booking.foundation.recurrence import Pace, Recurrence
from booking.interfaces.settling import settle_due
from booking.people.models import Person
from booking.reservations.models import Reservation
from booking.reservations.operations import change, reserve, wish_of
from booking.reservations.series.models import Series
from booking.reservations.series.operations import Choice, start_series
from booking.reservations.series.queries import occurrences_of, series_of
from booking.reservations.series.values import SeriesWish
from booking.reservations.values import Visibility, Wish
from tests.conftest import database_url  # noqa: F401 -- what is decided here, each database decides
from tests.interfaces.web.conftest import Browser
from tests.interfaces.web.series import (
    ROOM,
    TEN_TIMES,
    TEN_TIMES_ONCE,
    kept,
    repeat,
    store,
    text_of,
)
from tests.town_hall import TownHall, at

Browse = Callable[[str | None], Browser]
TUESDAY = date(2026, 3, 24)
THIRD = TUESDAY + timedelta(weeks=2)


@pytest.fixture
def taken(database: Database, hall: TownHall, now: datetime) -> None:
    """By Joost in the third week, for all colleagues to read."""
    with database.writing() as session:
        wish = Wish((hall.spaces["beuk"],), at(THIRD, "10:00", "12:00"), title="Functioneren")
        reserve(session, hall.act("joost", now), wish)


def test_the_form_keeps_what_was_filled_in_when_it_is_to_be_repeated(browse: Browse) -> None:
    fatima = browse("fatima")
    room = fatima.get(f"{ROOM}?datum=2026-03-24&van=10:00&tot=11:00")
    asked = fatima.submit(room, f"{ROOM}/reserveringen", {**TEN_TIMES_ONCE, "herhalen": "ja"})
    assert 'value="Overleg"' in asked.text
    assert re.search(r'name="dag" value="1" checked', asked.text)  # it is a Tuesday
    assert "Er is nog niets gereserveerd" in asked.text


@pytest.mark.usefixtures("taken")
def test_the_plan_says_whose_it_is_and_a_choice_solves_it(
    browse: Browse, database: Database
) -> None:
    fatima = browse("fatima")
    plan = repeat(fatima)
    assert plan.status_code == 200
    said = text_of(plan)
    assert "elke dinsdag, 10 keer" in said
    assert "9 data kunnen, 1 datum kan niet." in said
    assert "De Beuk is bezet: 10:00–12:00." in said
    assert "Bezet door: Functioneren, Joost de Vries" in said
    assert "Andere ruimte: De Linde (14 personen)" in said
    assert "Andere tijd: 09:00–10:00" in said
    done = store(fatima, plan, **{f"op-{THIRD}": "tijd:09:00-10:00"})
    assert done.status_code == 303
    shown = text_of(fatima.get(done.headers["location"]))
    assert "di 7 apr 09:00–10:00, De Beuk" in shown
    with database.reading() as session:
        assert (
            len(session.exec(select(Reservation).where(Reservation.title == "Overleg")).all()) == 10
        )


@pytest.mark.usefixtures("taken")
def test_skipping_keeps_the_reason_and_all_or_nothing_stores_nothing(browse: Browse) -> None:
    fatima = browse("fatima")
    plan = repeat(fatima)
    nothing = store(fatima, plan, **{f"op-{THIRD}": "", "alles": "ja"})
    assert nothing.status_code == 422
    assert "Er is niets bewaard: u koos voor alles of niets" in text_of(nothing)
    done = store(fatima, nothing, **{f"op-{THIRD}": ""})
    shown = text_of(fatima.get(done.headers["location"]))
    assert "di 7 apr bezet Niet gereserveerd" in shown


def test_sent_twice_is_one_series(browse: Browse, database: Database) -> None:
    fatima = browse("fatima")
    plan = repeat(fatima)
    first, second = (store(fatima, plan) for _ in range(2))
    assert first.headers["location"] == second.headers["location"]
    with database.reading() as session:
        assert len(session.exec(select(Series)).all()) == 1


def test_who_was_ahead_meanwhile_shows_as_news(
    browse: Browse, database: Database, hall: TownHall, now: datetime
) -> None:
    fatima = browse("fatima")
    plan = repeat(fatima)
    with database.writing() as session:
        wish = Wish((hall.spaces["beuk"],), at(THIRD, "10:00", "12:00"), title="Slecht nieuws",
                    visibility=Visibility.PRIVATE)  # fmt: skip
        reserve(session, hall.act("joost", now), wish)
    answer = store(fatima, plan)
    assert answer.status_code == 409
    assert "intussen kan niet elke datum meer" in text_of(answer)
    # whose it is stays between those involved
    assert "Slecht nieuws" not in answer.text
    assert "Joost" not in answer.text


def test_a_partner_reads_no_names_and_finds_no_other_rooms(
    browse: Browse, database: Database, hall: TownHall, now: datetime
) -> None:
    with database.writing() as session:
        wish = Wish((hall.spaces["beuk"],), at(THIRD, "10:00", "12:00"), title="Intern")
        reserve(session, hall.act("joost", now), wish)
    ravi = browse("ravi")
    plan = repeat(ravi)
    assert "De Beuk is bezet" in plan.text
    for word in ("Intern", "Joost", "De Linde"):
        assert word not in plan.text
    stolen = store(ravi, plan, **{f"op-{THIRD}": "plek:1.12"})
    assert stolen.status_code == 404


@pytest.mark.parametrize(
    ("fields", "sentences"),
    [
        ({"dag": "", "tot": "09:00", "eind": "datum", "tot_en_met": "2026-03-01"},
         ["Kies een einde dat na het begin ligt", "Kies ten minste één dag", "vóór de eerste"]),
        ({"herhaal": "dag", "keer": "401"}, ["hoogstens 400 data"]),
        ({"herhaal": "dag", "eind": "datum", "tot_en_met": "2028-12-31"}, ["hoogstens 400 data"]),
        ({"keer": ""}, ["Vul in hoe vaak"]),
        ({"eind": "datum"}, ["Kies de laatste datum"]),
        ({"herhaal": "uur"}, ["Kies een van de mogelijkheden"]),
        ({"dag": "9"}, ["Kies een van de mogelijkheden"]),
        ({"elke": "0"}, ["Dit getal is te klein"]),
    ],
)  # fmt: skip
def test_what_makes_no_series_is_said_all_at_once(
    browse: Browse, fields: dict[str, Any], sentences: list[str]
) -> None:
    answer = repeat(browse("fatima"), **fields)
    assert answer.status_code == 422
    for sentence in sentences:
        assert sentence in text_of(answer)
    assert 'value="Overleg"' in answer.text


def test_the_hour_that_spring_skips_is_named_in_the_plan(browse: Browse) -> None:
    plan = repeat(browse("fatima"), datum="2026-03-29", van="02:30", tot="03:30", dag="6", keer="1")
    assert "Die tijd bestaat niet: de klok gaat die nacht een uur vooruit" in text_of(plan)


@pytest.mark.parametrize(
    ("fields", "words", "dates"),
    [
        ({"herhaal": "maanddag", "datum": "2026-03-31", "keer": "2"},
         "elke maand op dag 31, 2 keer", ["di 31 mrt", "zo 31 mei"]),
        ({"herhaal": "weekdag", "datum": "2026-03-30", "keer": "2"},
         "elke maand op de vijfde maandag, 2 keer", ["ma 30 mrt", "ma 29 jun"]),
        ({"herhaal": "laatste-weekdag", "datum": "2026-03-26", "keer": "2"},
         "elke maand op de laatste donderdag, 2 keer", ["do 26 mrt", "do 30 apr"]),
        ({"herhaal": "dag", "elke": "3", "eind": "datum", "tot_en_met": "2026-03-30"},
         "elke 3 dagen t/m 30 maart 2026", ["di 24 mrt", "vr 27 mrt", "ma 30 mrt"]),
        ({"elke": "2", "dag": ["1", "3"], "keer": "3"},
         "elke 2 weken op dinsdag en donderdag, 3 keer", ["di 24 mrt", "do 26 mrt", "di 7 apr"]),
    ],
)  # fmt: skip
def test_the_words_say_what_the_dates_are(
    browse: Browse, fields: dict[str, Any], words: str, dates: list[str]
) -> None:
    said = text_of(repeat(browse("fatima"), **fields))
    assert words in said
    for day in dates:
        assert day in said


@pytest.fixture
def series(browse: Browse) -> str:
    fatima = browse("fatima")
    location: str = store(fatima, repeat(fatima)).headers["location"]
    return location


def test_its_reservations_say_that_they_belong_together(browse: Browse, series: str) -> None:
    fatima = browse("fatima")
    page = fatima.get(series)
    [third] = re.findall(r'href="(/reserveringen/[^"]+)">di 7 apr', page.text)
    one = fatima.get(third)
    assert "elke dinsdag, 10 keer" in one.text
    for scope in (f"{series}/wijzigen?vanaf=2026-04-07", f"{series}/annuleren?vanaf=2026-04-07",
                  f"{series}/wijzigen", f"{series}/annuleren"):  # fmt: skip
        assert f'href="{scope}"' in one.text


def test_changing_this_and_following_shows_the_difference_first(
    browse: Browse, series: str
) -> None:
    fatima = browse("fatima")
    form = fatima.get(f"{series}/wijzigen?vanaf=2026-05-12")
    changed = {**TEN_TIMES, "plek": "1.14", "van": "13:00", "tot": "14:00", "keer": "2"}
    changed.pop("datum")
    plan = fatima.submit(form, f"{series}/plan", changed)
    said = text_of(plan)
    assert "di 12 mei 13:00–14:00, De Beuk Het was di 12 mei 10:00–11:00, De Beuk" in said
    assert "Wordt geannuleerd 1 di 26 mei" in said
    done = store(fatima, plan, f"{series}/wijziging")
    assert done.headers["location"] != series
    assert "elke dinsdag t/m 11 mei 2026" in text_of(fatima.get(series))
    assert "di 19 mei 13:00–14:00" in text_of(fatima.get(done.headers["location"]))


def test_a_date_with_its_own_number_of_people_is_said_to_keep_it(
    browse: Browse, series: str, database: Database, hall: TownHall, now: datetime
) -> None:
    fatima, act = browse("fatima"), hall.act("fatima", now)
    with database.writing() as session:
        rows = occurrences_of(session, series_of(session, series.rsplit("/", 1)[1], act.by))
        wish = replace(wish_of(session, rows[-1]), attendee_count=5)
        change(session, act, rows[-1].uid, wish, rev=rows[-1].rev)
    changed = {**TEN_TIMES, "plek": "1.14", "van": "13:00", "tot": "14:00"}
    changed.pop("datum")
    plan = fatima.submit(fatima.get(f"{series}/wijzigen"), f"{series}/plan", changed)
    assert plan.text.count("Houdt het eigen aantal mensen: 5.") == 1
    assert "Houdt de eigen" not in plan.text


def test_a_stale_plan_of_a_change_is_shown_anew(browse: Browse, series: str) -> None:
    fatima = browse("fatima")
    form = fatima.get(f"{series}/wijzigen")
    fields = {**TEN_TIMES, "plek": "1.14", "onderwerp": "Weekstart"}
    fields.pop("datum")
    plan = fatima.submit(form, f"{series}/plan", fields)
    assert store(fatima, plan, f"{series}/wijziging").status_code == 303
    again = fatima.submit(form, f"{series}/plan", {**fields, "onderwerp": "Iets anders"})
    stale = {**kept(again, f"{series}/wijziging", {}), "stand": "10.10"}
    answer = fatima.client.post(f"{series}/wijziging", data=stale, follow_redirects=False)
    assert answer.status_code == 409
    assert "intussen gewijzigd" in text_of(answer)


def test_a_series_in_a_room_stays_in_rooms_and_its_first_date_is_read_leniently(
    browse: Browse, series: str, database: Database
) -> None:
    fatima = browse("fatima")
    sent = kept(fatima.get(f"{series}/wijzigen"), f"{series}/plan", {})
    for field, value in (("plek", "1.D01"), ("datum", "overmorgen")):
        answer = fatima.client.post(f"{series}/plan", data={**sent, **TEN_TIMES, field: value})
        assert answer.status_code == 422, field
        assert 'name="datum"' in answer.text
    with database.reading() as session:
        assert len(session.exec(select(Reservation)).all()) == 10


def test_cancelling_the_rest(browse: Browse, series: str, database: Database) -> None:
    fatima = browse("fatima")
    sure = fatima.get(f"{series}/annuleren?vanaf=2026-04-07")
    assert "8 data annuleren?" in sure.text
    done = fatima.submit(sure, f"{series}/annulering", {})
    assert done.headers["location"] == series
    with database.reading() as session:
        states = [row.state.value for row in session.exec(select(Reservation))]
    assert sorted(states) == ["cancelled"] * 8 + ["confirmed"] * 2


@pytest.mark.parametrize("who", ["joost", "ravi", "samir"])
def test_another_finds_nothing_there(browse: Browse, series: str, who: str) -> None:
    other = browse(who)
    for path in ("", "/wijzigen", "/annuleren"):
        assert other.get(f"{series}{path}").status_code == 404
    start = other.get("/mijn-reserveringen")
    token = {"_csrf_token": re.findall(r'name="_csrf_token" value="([^"]+)"', start.text)[0]}
    fields = {**TEN_TIMES, "plek": "1.14", "stand": "10.10", "keer": "20"}
    for path in ("/plan", "/wijziging", "/annulering", "/voortzetting"):
        assert other.post_bare(f"{series}{path}", {**fields, **token}).status_code == 404


def test_who_keeps_a_series_to_which_nobody_came_is_asked_no_more(
    browse: Browse, database: Database, hall: TownHall, now: datetime
) -> None:
    rule = Recurrence(Pace.WEEKLY, weekdays=frozenset({1}), count=10)
    wish = SeriesWish(rule, TUESDAY - timedelta(weeks=4), time(10), time(11), hall.spaces["beuk"])
    with database.writing() as session:
        began = hall.act("fatima", now - timedelta(weeks=5))
        uid = start_series(session, began, wish, Choice()).uid
    settle_due(database, now=now)
    fatima, page = browse("fatima"), f"/reeksen/{uid}"
    asked = fatima.get(page)
    assert "Gaat deze reeks nog door?" in asked.text
    done = fatima.submit(asked, f"{page}/voortzetting", {})
    assert (done.status_code, done.headers["location"]) == (303, page)
    after = text_of(fatima.get(page))
    assert "Dank u wel. De reeks gaat door." in after
    assert "Gaat deze reeks nog door?" not in after


def test_in_english_it_speaks_english(browse: Browse, database: Database, hall: TownHall) -> None:
    with database.writing() as session:
        session.get_one(Person, hall.cast["fatima"].id).language = "en"
    said = text_of(repeat(browse("fatima"), eind="datum", tot_en_met="2026-12-15"))
    assert "every Tuesday up to and including 15 December 2026" in said


def test_my_reservations_name_the_series_and_list_what_is_far_once(
    browse: Browse, series: str
) -> None:
    page = browse("fatima").get("/mijn-reserveringen")
    assert "Reeks: elke dinsdag, 10 keer" in text_of(page)
    # 24 and 31 March are near
    assert page.text.count(f'href="{series}"') == 2
