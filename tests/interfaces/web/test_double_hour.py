"""The night in which the clock shows an hour twice: which of the two is asked, only then."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time

import pytest
from httpx import Response
from pydantic import TypeAdapter, ValidationError
from sqlmodel import select

from booking.foundation.database import Database
from booking.foundation.periods import Period
from booking.interfaces.web.moments import Clock, clock_in, read_turn, write_turn
from booking.reservations.models import Answer, Reservation
from booking.reservations.waiting.models import Waiting
from booking.spaces.models import OpeningException
from booking.spaces.operations import raise_stock_version
from tests.interfaces.web.conftest import Browser, Make
from tests.interfaces.web.series import repeat, store, text_of
from tests.town_hall import TownHall

AUTUMN, SPRING = date(2026, 10, 25), date(2026, 3, 29)
ROOM, RESERVE = "/ruimtes/1.14", "/ruimtes/1.14/reserveringen"
ASKED = {"personen": "4", "onderwerp": "Crisisteam", "zichtbaarheid": "colleagues"}


@pytest.fixture(autouse=True)
def open_at_night(database: Database, hall: TownHall) -> None:
    with database.writing() as session:
        raise_stock_version(session)
        for day in (AUTUMN, SPRING):
            session.add(OpeningException(building_id=hall.building, day=day, name="Verkiezingen",
                                         opens=time(0), closes=time(0)))  # fmt: skip


def ask(browser: Browser, day: date, begin: str, until: str, **turns: str) -> Response:
    page = browser.get(f"{ROOM}?datum={day}&van={begin}&tot={until}")
    assert '_keer" value' not in page.text
    when = {"datum": day.isoformat(), "van": begin, "tot": until}
    return browser.submit(page, RESERVE, ASKED | when | turns)


def held(database: Database) -> list[Period]:
    with database.reading() as session:
        return [row.period for row in session.exec(select(Reservation).order_by("id"))]


def utc(begin: str, until: str) -> Period:
    begins, ends = (datetime.fromisoformat(f"2026-10-25T{clock}").replace(tzinfo=UTC)
                    for clock in (begin, until))  # fmt: skip
    return Period(begins, ends)


def test_the_room_asks_first_or_second_and_pages_tell_them_apart(
    browse: Callable[..., Browser], database: Database
) -> None:
    fatima = browse("fatima")
    asked = ask(fatima, AUTUMN, "02:30", "03:30")
    assert asked.status_code == 422
    assert "De klok wijst die nacht twee keer 02:30 aan" in asked.text
    assert asked.text.count('name="van_keer"') == 2
    assert 'name="tot_keer"' not in asked.text  # 03:30 comes once
    when = {"datum": AUTUMN.isoformat(), "van": "02:30", "tot": "03:30", "van_keer": "2"}
    second = fatima.submit(asked, RESERVE, ASKED | when)
    assert second.status_code == 303, second.text

    first = ask(fatima, AUTUMN, "02:30", "02:30", van_keer="1", tot_keer="2")
    assert first.status_code == 303, first.text
    assert held(database) == [utc("01:30", "02:30"), utc("00:30", "01:30")]
    assert "02:30 (wintertijd)–03:30" in fatima.get(second.headers["location"]).text
    page = fatima.get(first.headers["location"]).text
    assert "02:30 (zomertijd)–02:30 (wintertijd)" in page


def test_a_change_shows_which_it_is_and_moves_to_the_other(
    browse: Callable[..., Browser], database: Database
) -> None:
    fatima = browse("fatima")
    made = ask(fatima, AUTUMN, "02:30", "03:30", van_keer="2").headers["location"]
    form = fatima.get(f"{made}/wijzigen")
    assert 'name="van_keer" value="2" checked' in form.text
    assert '<option value="02:30" selected>' in form.text
    fields = {"datum": AUTUMN.isoformat(), "van": "02:30", "tot": "03:30", "van_keer": "1",
              "plek": "1.14", "aantal": "4", "zichtbaarheid": "colleagues"}  # fmt: skip
    assert fatima.submit(form, f"{made}/wijziging", fields).status_code == 303
    assert held(database) == [utc("00:30", "02:30")]
    unsaid = fatima.submit(fatima.get(f"{made}/wijzigen"), f"{made}/wijziging",
                           fields | {"van_keer": "", "tot": "02:45"})  # fmt: skip
    assert unsaid.status_code == 422
    assert unsaid.text.count("De klok wijst die nacht twee keer") >= 2
    assert held(database) == [utc("00:30", "02:30")]


def test_an_address_and_a_form_know_no_second_but_what_we_wrote_does() -> None:
    """Times compare without their fold: an answer kept for the one would be given to the other."""
    assert clock_in({"van": "02:30/2"}, "van") is None
    with pytest.raises(ValidationError):
        TypeAdapter(Clock).validate_python("02:30/2")
    read = [read_turn(written) for written in ("02:30", "02:30/2", "/2")]
    assert [it and (it.hour, it.minute, it.fold) for it in read] == [(2, 30, 0), (2, 30, 1), None]
    assert [write_turn(it) for it in read if it] == ["02:30", "02:30/2"]


def test_an_end_before_the_begin_and_the_hour_that_spring_skips_are_refused_in_words(
    browse: Callable[..., Browser], database: Database
) -> None:
    fatima = browse("fatima")
    backwards = ask(fatima, AUTUMN, "02:30", "02:45", van_keer="2", tot_keer="1")
    assert backwards.status_code == 422
    assert "Kies een einde dat na het begin" in backwards.text
    skipped = ask(fatima, SPRING, "02:30", "04:00")
    assert skipped.status_code == 422
    assert "Die tijd bestaat niet" in skipped.text
    assert held(database) == []


def test_a_desk_asks_too(browse: Callable[..., Browser], database: Database) -> None:
    fatima, path = browse("fatima"), "/werkplek/1.D01/reserveringen"
    page = fatima.get(f"/werkplek/1.D01?datum={AUTUMN}")
    when = {"datum": AUTUMN.isoformat(), "dagdeel": "uren", "van": "02:30", "tot": "04:00"}
    asked = fatima.submit(page, path, when)
    assert asked.status_code == 422
    assert asked.text.count('name="van_keer"') == 2
    assert fatima.submit(asked, path, when | {"van_keer": "2"}).status_code == 303
    assert held(database) == [utc("01:30", "03:00")]


def test_desks_together_ask_too(browse: Callable[..., Browser], database: Database) -> None:
    fatima, path = browse("fatima"), "/werkplek/groep"
    page = fatima.get(f"/werkplek?datum={AUTUMN}&weergave=lijst&aantal=2")
    when = {"datum": AUTUMN.isoformat(), "dagdeel": "uren", "van": "02:30", "tot": "04:00",
            "nummer": ["1.D01", "1.D02"]}  # fmt: skip
    asked = fatima.submit(page, path, when)
    assert asked.status_code == 422
    assert asked.text.count('name="van_keer"') == 2
    assert fatima.submit(asked, path, when | {"van_keer": "2"}).status_code == 303
    assert held(database) == [utc("01:30", "03:00")]


def test_the_waiting_list_asks_too_and_is_reached_with_the_answer(
    browse: Callable[..., Browser], database: Database
) -> None:
    joost, fatima = browse("joost"), browse("fatima")
    assert ask(joost, AUTUMN, "01:00", "04:00").status_code == 303
    taken = ask(fatima, AUTUMN, "02:30", "03:30", van_keer="2")
    assert "van=02%3A30&amp;tot=03%3A30&amp;van_keer=2" in taken.text  # the way to the list

    wish = {"soort": "ruimte", "nummer": "1.14", "waar": "deze", "datum": AUTUMN.isoformat(),
            "van": "02:30", "tot": "03:30", "personen": "4"}  # fmt: skip
    asked = fatima.submit(fatima.get("/wachtlijst/nieuw?soort=ruimte"), "/wachtlijst", wish)
    assert asked.status_code == 422
    assert asked.text.count('name="van_keer"') == 2
    joined = fatima.submit(asked, "/wachtlijst", wish | {"van_keer": "2"})
    assert joined.status_code == 303, joined.text
    assert "02:30 (wintertijd)–03:30" in fatima.get(joined.headers["location"]).text
    with database.reading() as session:
        assert session.exec(select(Waiting)).one().period == utc("01:30", "02:30")


@pytest.mark.parametrize("offered", [
    {"plek": "0.01", "datum": AUTUMN.isoformat(), "van": "02:30", "tot": "03:30", "van_keer": "2"},
    {"voorstel": "2026-10-25 02:30/2-03:30 0.01"},
])  # fmt: skip
def test_what_is_offered_with_a_decline_is_asked_too(
    browse: Callable[..., Browser], database: Database, make: Make, offered: dict[str, str]
) -> None:
    uid, els = make("ravi", "raadzaal", "10:00", "12:00", attendee_count=4), browse("els")
    path = f"/beheer/aanvragen/{uid}"
    decline = {"reden": "Verkiezingen"}
    if "plek" in offered:
        unsaid = decline | offered | {"van_keer": ""}
        asked = els.submit(els.get(path), f"{path}/afwijzing", unsaid)
        assert asked.status_code == 422
        assert asked.text.count('name="van_keer"') == 2
    answer = els.submit(els.get(path), f"{path}/afwijzing", decline | offered)
    assert answer.status_code == 303, answer.text
    with database.reading() as session:
        answered = session.exec(select(Answer)).one()
    assert answered.alternative_starts_at == utc("01:30", "02:30").starts_at


def test_a_series_takes_the_first_and_says_so_in_its_plan(
    browse: Callable[..., Browser], database: Database
) -> None:
    fatima = browse("fatima")
    weekly = {"datum": "2026-10-18", "van": "02:30", "tot": "03:30", "dag": "6", "keer": "3"}
    plan = repeat(fatima, **weekly)
    said = text_of(plan)
    assert "De klok wijst die nacht twee keer 02:30 aan. Een reeks neemt de eerste" in said
    assert said.count("twee keer") == 1  # of one date only
    others = {"op-2026-10-18": "", "op-2026-11-01": ""}  # shut at night
    assert store(fatima, plan, **others).status_code == 303
    assert held(database) == [utc("00:30", "02:30")]


def test_another_time_of_a_date_says_which_of_the_two_it_is(
    browse: Callable[..., Browser], database: Database
) -> None:
    taken = ask(browse("joost"), AUTUMN, "02:00", "02:30", van_keer="1", tot_keer="2")
    assert taken.status_code == 303
    fatima = browse("fatima")
    weekly = {"datum": AUTUMN.isoformat(), "van": "02:15", "tot": "02:45", "dag": "6", "keer": "1"}
    plan = repeat(fatima, **weekly)
    assert '<option value="tijd:02:30/2-03:00">' in plan.text
    answer = store(fatima, plan, **{f"op-{AUTUMN}": "tijd:02:30/2-03:00"})
    assert answer.status_code == 303, answer.text
    assert held(database)[1] == utc("01:30", "02:00")
