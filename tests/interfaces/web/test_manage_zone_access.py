"""Els says for whom a zone is; who is not named is not offered it, and reads why."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from httpx import Response

from booking.foundation.database import Database
from booking.spaces.queries import current_stock
from tests.interfaces.web.conftest import Browser
from tests.town_hall import TownHall

HERE = "/beheer/zonetoegang"
TODAY, TUESDAY = "2026-03-23", "2026-03-24"
ROOM: dict[str, Any] = {"datum": TUESDAY, "van": "10:00", "tot": "11:00", "personen": "2",
                        "zichtbaarheid": "colleagues"}  # fmt: skip


@pytest.fixture
def els(browse: Callable[..., Browser]) -> Browser:
    return browse("els")


def foreseen(els: Browser, zone: int, **lines: str) -> Response:
    return els.get(f"{HERE}/{zone}/gevolg?{urlencode({'vanaf': TODAY} | lines)}")


def say(els: Browser, zone: int, **lines: str) -> None:
    answer = els.submit(foreseen(els, zone, **lines), f"{HERE}/{zone}", {})
    assert answer.status_code == 303, answer.text


def reserve_room(browser: Browser, number: str = "1.14", **changed: str) -> Response:
    page = browser.get(f"/ruimtes/{number}?datum={TUESDAY}")
    return browser.submit(page, f"/ruimtes/{number}/reserveringen", ROOM | changed)


def test_it_is_read_back_stored_and_listed(els: Browser, hall: TownHall) -> None:
    zone = hall.zones["overleg"]
    preview = foreseen(els, zone, wie_1="partners", wie_2="medewerkers", dagen_2="14")
    assert "Voor partners, altijd." in preview.text
    assert "Voor alle medewerkers, vanaf 14 dagen van tevoren." in preview.text
    assert "Iedereen kan hier reserveren." in preview.text  # as it is now
    assert els.submit(preview, f"{HERE}/{zone}", {}).is_redirect
    say(els, zone, vanaf="2026-06-01")
    listed = els.get(HERE).text
    assert "Voor partners, altijd." in listed
    assert "Gepland: vanaf 01-06-2026" in listed
    assert '<option value="partners" selected>' in els.get(f"{HERE}/{zone}").text


def test_the_list_goes_by_floor_with_who_comes_first_and_what_is_for_everybody(
    els: Browser, hall: TownHall
) -> None:
    say(els, hall.zones["team"], wie_1="medewerkers", dagen_1="2", wie_2="team-1")
    say(els, hall.zones["stil"], wie_1="partners", vanaf="2026-06-01")
    page = els.get(HERE).text
    ground, first = page.index("Begane grond"), page.index("Eerste verdieping")
    plein, team = page.index("Publieksplein"), page.index("Team Burgerzaken</strong>")
    assert ground < plein < first < team
    assert page.index("Voor team Burgerzaken, altijd.") < page.index("vanaf 2 dagen van tevoren")
    assert "sinds 23-03-2026" in page
    rest = page[first:].partition("Voor iedereen:")[2].partition("</p>")[0]
    assert "Overleg" in rest
    assert "Stiltezone" not in rest  # something is planned
    say(els, hall.zones["team"], vanaf="2026-04-01")
    assert "sinds 23-03-2026, tot en met 31-03-2026" in els.get(HERE).text


def test_a_room_for_partners_first_is_not_offered_to_staff_yet(
    els: Browser, browse: Callable[..., Browser], hall: TownHall
) -> None:
    fatima, ravi = browse("fatima"), browse("ravi")
    search = f"/ruimtes?datum={TUESDAY}&van=10:00&tot=11:00&weergave=lijst"
    assert "De Beuk" in fatima.get(search).text
    say(els, hall.zones["overleg"], wie_1="partners", wie_2="medewerkers", dagen_2="0")
    shown = fatima.get(f"/ruimtes/1.14?datum={TUESDAY}")
    assert "Niet open voor u" in shown.text
    refused = reserve_room(fatima)
    assert refused.status_code == 422
    for sentence in (
        "De Beuk ligt in Overleg. Voor die dag kunt u daar reserveren vanaf di 24 mrt.",
        "Dat is sinds 23-03-2026 een huisregel van de afdeling Facilitair.",
        "Alleen de afdeling Facilitair kan een uitzondering maken",
    ):
        assert sentence in refused.text, sentence
    assert reserve_room(ravi).is_redirect
    assert "Niet open voor u" not in ravi.get(f"/ruimtes/1.14?datum={TUESDAY}").text
    # reception passes, for herself and for another
    noor = browse("noor")
    for_fatima = {"voor": "Fatima el Amrani", "van": "12:00", "tot": "13:00"}
    assert reserve_room(noor, **for_fatima).is_redirect


def test_desks_of_a_team_are_not_offered_to_others(
    els: Browser, browse: Callable[..., Browser], hall: TownHall
) -> None:
    say(els, hall.zones["team"], wie_1="team-1")
    bram, fatima = browse("bram"), browse("fatima")
    listed = f"/werkplek?datum={TUESDAY}&weergave=lijst"
    for number in ("1.D01", "1.D04"):
        assert f'href="/werkplek/{number}' in fatima.get(listed).text
        assert f'href="/werkplek/{number}' not in bram.get(listed).text
    assert 'href="/werkplek/1.D05' in bram.get(listed).text
    here = f"/werkplek/1.D01?datum={TUESDAY}"
    why = "Werkplek 1.D01 ligt in Team Burgerzaken, en die zone is die dag voor anderen."
    page = bram.get(here)
    assert why in page.text
    refused = bram.submit(
        page, "/werkplek/1.D01/reserveringen", {"datum": TUESDAY, "dagdeel": "dag"}
    )
    assert refused.status_code == 422
    assert why in refused.text
    assert "1.D05" in refused.text  # what is possible instead
    kept = fatima.submit(
        fatima.get(here), "/werkplek/1.D01/reserveringen", {"datum": TUESDAY, "dagdeel": "dag"}
    )
    assert kept.is_redirect


@pytest.mark.parametrize(
    ("lines", "field"),
    [
        ({"wie_1": "team-99"}, "wie_1"),
        ({"wie_1": "medewerkers", "wie_2": "team-1"}, "wie_1"),
        ({"wie_1": "partners", "dagen_1": "-1"}, "dagen_1"),
        ({"wie_1": "partners", "vanaf": "onzin"}, "vanaf"),
    ],
)
def test_what_makes_no_sense_is_said_at_its_field(
    els: Browser, hall: TownHall, lines: dict[str, str], field: str
) -> None:
    answer = foreseen(els, hall.zones["team"], **lines)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text


@pytest.mark.parametrize("name", ["bram", "noor", "ravi", "samir"])
def test_for_others_it_is_not_there(
    browse: Callable[..., Browser], hall: TownHall, database: Database, name: str
) -> None:
    other, here = browse(name), f"{HERE}/{hall.zones['team']}"
    for path in (HERE, here, f"{here}/gevolg?vanaf={TODAY}"):
        assert other.get(path).status_code == 404, path
    other.get("/inloggen")
    fields = {"_csrf_token": other.client.cookies["__Host-csrf"], "vanaf": TODAY, "wie_1": "team-1"}
    assert other.post_bare(here, fields).status_code == 404
    with database.reading() as session:
        assert current_stock(session).zone_grants == {}
