"""Reserving for somebody else: naming who may, choosing whom, and who must not."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from httpx import Response
from sqlmodel import select

from booking.foundation.database import Database
from booking.people.delegates import delegates_of, name_delegate
from booking.reservations.models import Reservation
from booking.reservations.operations import reserve
from booking.reservations.values import Wish
from tests.interfaces.web.conftest import Browser, Make
from tests.town_hall import TownHall, at

Browse = Callable[..., Browser]
MINE = "/mijn-gegevens"
ADD = f"{MINE}/gemachtigden/toevoeging"
TUESDAY = {"datum": "2026-03-24", "dagdeel": "dag"}
TEN = {"datum": "2026-03-24", "van": "10:00", "tot": "11:00"}


@pytest.fixture
def delegate(database: Database, hall: TownHall, now: datetime) -> None:
    """Joost lets Fatima reserve for him."""
    with database.writing() as session:
        name_delegate(session, hall.act("joost", now), hall.cast["fatima"].id)


def held(database: Database) -> list[tuple[int, int, int | None]]:
    """Holder, creator and host of all there is."""
    with database.reading() as session:
        rows = session.exec(select(Reservation)).all()
    return [(row.holder_id, row.creator_id, row.host_id) for row in rows]


def named(database: Database, hall: TownHall, name: str) -> list[str]:
    with database.reading() as session:
        return [person.name for person in delegates_of(session, hall.cast[name])]


def offered(page: Response, field: str) -> dict[str, str]:
    """Whom one may mean, by number, as radio buttons."""
    found = re.findall(rf'name="{field}" value="(\d+)"[^>]*>\s*<span>([^<]+)', page.text)
    return {name: number for number, name in found}


def test_a_delegate_is_named_by_name_alone_and_removed_again(
    browse: Browse, database: Database, hall: TownHall
) -> None:
    joost = browse("joost")
    unknown = joost.submit(joost.get(MINE), ADD, {"collega": "Xanthippe"})
    assert unknown.status_code == 422
    assert "Wij kennen niemand met deze naam" in unknown.text
    assert 'value="Xanthippe"' in unknown.text

    which = joost.submit(joost.get(MINE), ADD, {"collega": "fatima"})
    assert which.status_code == 422
    [(label, number)] = offered(which, "collega_nummer").items()
    assert label == "Fatima el Amrani (Burgerzaken)"
    done = joost.submit(which, ADD, {"collega": "fatima", "collega_nummer": number})
    assert done.status_code == 303
    assert named(database, hall, "joost") == ["Fatima el Amrani"]
    assert "Joost de Vries" in browse("fatima").get(MINE).text

    joost.submit(joost.get(MINE), f"{MINE}/gemachtigden/verwijdering", {})
    assert named(database, hall, "joost") == []


def test_a_partner_has_no_delegates(browse: Browse) -> None:
    ravi = browse("ravi")
    page = ravi.get(MINE)
    assert "Voor elkaar reserveren" not in page.text
    token = {"_csrf_token": ravi.client.cookies["__Host-csrf"]}
    assert ravi.post_bare(ADD, {**token, "collega": "Pia Smit"}).status_code == 404


@pytest.mark.usefixtures("delegate")
def test_a_delegate_reserves_a_desk_and_the_page_says_for_whom(
    browse: Browse, database: Database, hall: TownHall
) -> None:
    joost, fatima = hall.cast["joost"].id, hall.cast["fatima"].id
    browser = browse("fatima")
    page = browser.get("/werkplek/1.D05")
    assert f'<option value="{joost}">Joost de Vries</option>' in page.text

    answer = browser.submit(page, "/werkplek/1.D05/reserveringen",
                            {**TUESDAY, "voor_nummer": str(joost)})  # fmt: skip

    assert held(database) == [(joost, fatima, None)]
    assert "Degene voor wie het is, krijgt bericht" in browser.get(answer.headers["location"]).text
    uid = answer.headers["location"]
    assert "Gereserveerd door Fatima el Amrani voor u" in browse("joost").get(uid).text
    other = browser.get("/werkplek/1.D06")
    again = browser.submit(other, "/werkplek/1.D06/reserveringen",
                           {**TUESDAY, "voor_nummer": str(joost)})  # fmt: skip
    assert again.status_code == 422
    assert "Joost de Vries heeft op dat moment al werkplek 1.D05" in again.text


@pytest.mark.usefixtures("delegate")
@pytest.mark.parametrize("name", ["bram", "joost"])
def test_who_was_not_named_has_no_field_and_no_effect(
    browse: Browse, database: Database, hall: TownHall, name: str
) -> None:
    browser, fatima = browse(name), str(hall.cast["fatima"].id)
    page = browser.get("/werkplek/1.D05")
    assert 'name="voor' not in page.text
    for forged in ({"voor_nummer": fatima}, {"voor": "Fatima el Amrani"}, {"voor_nummer": "9999"}):
        answer = browser.submit(page, "/werkplek/1.D05/reserveringen", {**TUESDAY, **forged})
        assert answer.status_code == 403, forged
    assert held(database) == []


def test_reception_finds_the_person_and_the_host_by_name(
    browse: Browse, database: Database, hall: TownHall
) -> None:
    noor = browse("noor")
    page = noor.get("/ruimtes/1.14?datum=2026-03-24")
    fields = {**TEN, "voor": "Ravi", "gastheer": "Joost de Vries", "onderwerp": "Kennismaking"}

    which = noor.submit(page, "/ruimtes/1.14/reserveringen", fields)
    assert which.status_code == 422
    assert 'value="Kennismaking"' in which.text
    ravi = offered(which, "voor_nummer")["Ravi Sharma (Stichting Welzijn)"]
    done = noor.submit(which, "/ruimtes/1.14/reserveringen", {**fields, "voor_nummer": ravi})

    assert done.status_code == 303
    cast = hall.cast
    assert held(database) == [(cast["ravi"].id, cast["noor"].id, cast["joost"].id)]
    assert "Kennismaking" in browse("joost").get("/mijn-reserveringen").text


def test_a_partner_chooses_a_host_they_met_and_cannot_look_for_others(
    browse: Browse, database: Database, hall: TownHall, now: datetime, make: Make
) -> None:
    joost = hall.cast["joost"].id
    ravi = browse("ravi")
    assert 'name="gastheer' not in ravi.get("/ruimtes/1.14").text
    with database.writing() as session:
        wish = Wish((hall.spaces["beuk"],), at(now.date(), "14:00", "15:00"), host_id=joost)
        reserve(session, hall.act("noor", now), wish, holder=hall.cast["ravi"])

    page = ravi.get("/ruimtes/1.14?datum=2026-03-24")
    assert f'<option value="{joost}">Joost de Vries</option>' in page.text
    for forged in ({"gastheer": "Bram Jansen"}, {"gastheer_nummer": str(hall.cast["bram"].id)}):
        answer = ravi.submit(page, "/ruimtes/1.14/reserveringen", {**TEN, **forged})
        assert answer.status_code == 403
        assert "Bram" not in answer.text
    ok = ravi.submit(page, "/ruimtes/1.14/reserveringen", {**TEN, "gastheer_nummer": str(joost)})
    assert ok.status_code == 303
    assert 'name="gastheer' not in browse("pia").get("/ruimtes/1.14").text


def test_the_host_of_a_meeting_is_changed_and_taken_away(
    browse: Browse, database: Database, hall: TownHall, make: Make
) -> None:
    uid = make("fatima", "beuk", "10:00", "11:00")
    fatima, here = browse("fatima"), f"/reserveringen/{uid}"
    when = {"datum": "2026-03-23", "van": "10:00", "tot": "11:00"}
    for name, host in (("Bram Jansen", hall.cast["bram"].id), ("", None)):
        page = fatima.get(f"{here}/wijzigen")
        answer = fatima.submit(page, f"{here}/wijziging", {**when, "gastheer": name})
        assert answer.status_code == 303
        assert held(database)[0][2] == host
