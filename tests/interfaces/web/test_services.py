"""Diensten through the web: Els keeps the catalogue, people order, the day list is ticked."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from sqlmodel import select

from booking.foundation.database import Database
from booking.foundation.recurrence import Pace, Recurrence
from booking.reservations.series.operations import Choice, start_series
from booking.reservations.series.queries import occurrences_of
from booking.reservations.series.values import SeriesWish
from booking.reservations.services.models import Service, ServiceOrder, TaskTick
from booking.reservations.services.values import Wanted
from tests.interfaces.web.conftest import Browser, hidden_fields
from tests.reservations.services.house import House
from tests.town_hall import TownHall

LIST = "/beheer/diensten"
DAYLIST = "/beheer/daglijst"
SIX = Wanted(6)
Browse = Callable[..., Browser]
FORM = {"naam": "Broodjes", "naam_en": "Sandwiches", "soort": "catering", "per_persoon": "ja",
        "termijn": "1", "termijn_in": "working_days", "uitvoerder": "Catering De Kade",
        "prijs": "€ 7,50 p.p.", "aanbod": "ja", "mail_aan": "Kade@kade.example",
        "lijst_om": "15:30"}  # fmt: skip


@pytest.fixture
def house(database: Database, hall: TownHall, now: datetime, monday: date) -> House:
    return House(database, hall, now, monday)


@pytest.fixture
def uid(house: House) -> str:
    return house.reserve("fatima", "beuk", "12:00", "13:00", days=3, title="Projectgroep",
                         attendee_count=6)  # fmt: skip


def fields_of(house: House, **changed: str) -> dict[str, str]:
    """The form of De Beuk as it is sent: a field of each service."""
    empty = {f"{name}_{n}": "" for n in (house.lunch, house.coffee) for name in
             ("aantal", "toelichting")}  # fmt: skip
    return {**empty, "kostenplaats": "", **changed}


def sent(someone: Browser, action: str, fields: dict[str, str]) -> int:
    """What answers a form that this person was never shown, with a token that is right."""
    token = hidden_fields(someone.get("/mijn-reserveringen").text, "/uitloggen")
    return someone.client.post(action, data={**token, **fields}).status_code


def test_els_adds_and_changes_a_service(browse: Browse, database: Database) -> None:
    els = browse("els")
    answer = els.submit(els.get(f"{LIST}/nieuw"), f"{LIST}/nieuw/toevoeging", FORM)
    assert answer.status_code == 303, answer.text
    shown = els.get(LIST).text
    for said in ("Broodjes", "€ 7,50 p.p.", "Tot en met 1 werkdag ervoor", "Catering De Kade"):
        assert said in shown
    with database.reading() as session:
        number = session.exec(select(Service.id)).one()
    page = els.get(f"{LIST}/{number}")
    assert 'name="partners" value="ja" checked' not in page.text
    assert re.search(r'name="mail_aan" value="kade@kade.example"', page.text)
    assert re.search(r'<option value="15:30" selected', page.text)
    changed = FORM | {"termijn": "3", "termijn_in": "hours"}
    del changed["aanbod"]
    assert els.submit(page, f"{LIST}/{number}/wijziging", changed).status_code == 303
    shown = els.get(LIST).text
    assert "Tot 3 uur ervoor" in shown
    assert "Niet te bestellen" in shown


def test_mistakes_in_a_service_are_told_at_once(browse: Browse, database: Database) -> None:
    els = browse("els")
    wrong = {
        "naam": "",
        "naam_en": "x" * 90,
        "soort": "bier",
        "termijn": "-1",
        "prijs": "veel",
        "mail_aan": "info@kade.example.",
    }
    answer = els.submit(els.get(f"{LIST}/nieuw"), f"{LIST}/nieuw/toevoeging",
                        {**wrong, "termijn_in": "hours"})  # fmt: skip
    assert answer.status_code == 422
    for name in ("naam", "naam_en", "soort", "termijn", "mail_aan"):
        assert f'id="{name}-error"' in answer.text, name
    assert 'value="veel"' in answer.text
    assert "info@kade.example. is geen e-mailadres." in answer.text
    assert 'name="aanbod" value="ja" checked' not in answer.text
    with database.reading() as session:
        assert session.exec(select(Service)).all() == []


@pytest.mark.parametrize("name", ["fatima", "noor", "ravi", "samir"])
def test_nobody_else_finds_the_catalogue(browse: Browse, house: House, name: str) -> None:
    someone = browse(name)
    for path in (LIST, f"{LIST}/nieuw", f"{LIST}/{house.lunch}"):
        assert someone.get(path).status_code == 404


def test_fatima_orders_with_her_room_and_sees_how_far_it_is(
    browse: Browse, house: House, uid: str, database: Database
) -> None:
    fatima, here = browse("fatima"), f"/reserveringen/{uid}"
    assert "Diensten bestellen" in fatima.get(here).text
    page = fatima.get(f"{here}/diensten")
    assert "Catering De Kade" not in page.text
    assert "Bestellen kan tot" in page.text
    wanted = {f"aantal_{house.lunch}": "6", f"toelichting_{house.lunch}": "1 zonder gluten"}
    refused = fatima.submit(page, f"{here}/diensten", fields_of(house, **wanted))
    assert refused.status_code == 422
    assert "Voor Lunch is een kostenplaats nodig" in refused.text
    assert 'value="1 zonder gluten"' in refused.text
    answer = fatima.submit(
        refused, f"{here}/diensten", fields_of(house, kostenplaats="4711", **wanted)
    )
    assert answer.headers["location"] == here
    shown = fatima.get(here).text
    for said in ("6 × Lunch", "Catering De Kade", "1 zonder gluten", "Besteld"):
        assert said in shown, said
    with database.reading() as session:
        [order] = session.exec(select(ServiceOrder)).all()
    assert (order.amount, order.cost_centre) == (6, "4711")


def test_after_the_cut_off_the_form_says_whom_to_call(browse: Browse, house: House) -> None:
    uid = house.reserve("fatima", "beuk", "10:00", "11:00", days=0)
    fatima, action = browse("fatima"), f"/reserveringen/{uid}/diensten"
    page = fatima.get(action)
    assert "Bel het facilitair team om te wijzigen" in page.text
    late = fields_of(house, **{f"aantal_{house.lunch}": "2", "kostenplaats": "1"})
    answer = fatima.submit(page, action, late)
    assert answer.status_code == 422
    assert "Bel het facilitair team: misschien kan het nog." in answer.text
    els = browse("els")
    assert els.submit(els.get(action), action, late).status_code == 303


def test_it_is_ordered_with_each_later_date_of_a_series(
    browse: Browse, house: House, database: Database, monday: date
) -> None:
    with database.writing() as session:
        rule = Recurrence(Pace.DAILY, count=3)
        wish = SeriesWish(rule, monday + timedelta(days=7), time(9), time(10),
                          house.hall.spaces["beuk"])  # fmt: skip
        series = start_series(session, house.act("fatima"), wish, Choice())
        first = occurrences_of(session, series)[0].uid
    fatima, action = browse("fatima"), f"/reserveringen/{first}/diensten"
    wanted = fields_of(house, reeks="ja", **{f"aantal_{house.coffee}": "4"})
    assert fatima.submit(fatima.get(action), action, wanted).status_code == 303
    with database.reading() as session:
        amounts = session.exec(select(ServiceOrder.amount)).all()
    assert amounts == [4, 4, 4]


@pytest.mark.parametrize("name", ["bram", "pia"])
def test_nobody_else_orders_or_sees_what_is_ordered(
    browse: Browse, house: House, uid: str, name: str
) -> None:
    someone = browse(name)
    action = f"/reserveringen/{uid}/diensten"
    assert someone.get(action).status_code == 404
    assert sent(someone, action, fields_of(house)) == 404


def test_noor_ticks_what_is_ready_and_els_sees_by_whom(
    browse: Browse, house: House, uid: str, database: Database, monday: date
) -> None:
    house.order("fatima", uid, coffee=SIX)
    noor, address = browse("noor"), f"{DAYLIST}?datum={monday + timedelta(days=3)}"
    page = noor.get(address)
    assert "1 van 1 te doen" in page.text
    assert "6 × Koffie en thee" in page.text
    form = {"stand": "done"}
    answer = noor.submit(page, f"{DAYLIST}/taken", form)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(address)
    again = noor.submit(page, f"{DAYLIST}/taken", form)
    assert again.status_code == 303
    seen = browse("els").get(address).text
    assert "0 van 1 te doen" in seen
    assert "Noor Bakker" in seen
    assert "Klaar" in browse("fatima").get(f"/reserveringen/{uid}").text
    with database.reading() as session:
        assert len(session.exec(select(TaskTick)).all()) == 1


def test_the_list_of_one_who_does_it_and_as_a_file(
    browse: Browse, house: House, uid: str, monday: date
) -> None:
    house.order("fatima", uid, coffee=SIX)
    house.reserve("els", "raadzaal", "10:00", "12:00", days=3)
    els, asked = browse("els"), f"datum={monday + timedelta(days=3)}"
    everything = els.get(f"{DAYLIST}?{asked}").text
    assert "Ruimte klaarmaken" in everything
    of_one = els.get(f"{DAYLIST}?{asked}&wie=Catering+De+Kade").text
    assert "Koffie en thee" in of_one
    assert "Ruimte klaarmaken" not in of_one
    file = els.get(f"{DAYLIST}/taken.csv?{asked}&wie=Catering+De+Kade")
    lines = file.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Klaar om;Waar;Wat;Aantal")
    assert re.fullmatch(
        "12:00;De Beuk;6 × Koffie en thee;6;;;Catering De Kade;Te doen;Projectgroep", lines[1]
    )
    assert len(lines) == 2


@pytest.mark.parametrize("name", ["fatima", "ravi", "samir"])
def test_nobody_else_ticks_or_takes_the_list(
    browse: Browse, house: House, uid: str, monday: date, name: str
) -> None:
    someone = browse(name)
    assert someone.get(f"{DAYLIST}/taken.csv").status_code == 404
    told = {"reservering": uid, "taak": "set-up", "zoals": "", "stand": "done",
            "datum": monday.isoformat()}  # fmt: skip
    assert sent(someone, f"{DAYLIST}/taken", told) == 404
