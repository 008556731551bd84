"""Els keeps the building, the kinds of equipment and the house rules on screen."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from httpx import Response
from sqlmodel import select

from booking.foundation.database import Database
from booking.reservations.limits import as_filled_in
from booking.reservations.queries import house_rules_on
from booking.reservations.values import HouseRules
from booking.spaces.models import Building, Equipment, Floor, OpeningHours, Zone
from booking.spaces.queries import current_stock
from booking.spaces.values import SpaceKind
from tests.interfaces.web.conftest import Browser, hidden_fields
from tests.town_hall import TownHall

BUILDING, EQUIPMENT, RULES = "/beheer/gebouw", "/beheer/voorzieningen", "/beheer/huisregels"


@pytest.fixture
def els(browse: Callable[..., Browser]) -> Browser:
    return browse("els")


def floor_id(database: Database, level: int) -> int:
    with database.reading() as session:
        return session.exec(select(Floor.id).where(Floor.level == level)).one() or 0


def test_a_floor_with_a_zone_in_which_a_room_can_stand(
    els: Browser, database: Database, hall: TownHall
) -> None:
    new = f"{BUILDING}/verdiepingen/nieuw"
    page = els.get(f"{new}?binnen={hall.building}")
    assert els.submit(page, new, {"naam": "Zolder", "niveau": "2"}).status_code == 303
    attic = floor_id(database, 2)
    new = f"{BUILDING}/zones/nieuw"
    page = els.get(f"{new}?binnen={attic}")
    assert "Zolder" in page.text
    answer = els.submit(page, new, {"naam": "Nok", "soort": "silence", "afdeling": ""})
    assert answer.status_code == 303
    shown = els.get(BUILDING).text
    assert "Zolder" in shown
    assert "Nok" in shown
    assert "Zolder · Nok" in els.get("/beheer/plekken/nieuw").text


def test_a_mistake_keeps_what_was_filled_in(els: Browser, database: Database) -> None:
    here = f"{BUILDING}/verdiepingen/{floor_id(database, 1)}"
    answer = els.submit(els.get(here), here, {"naam": "Hoog", "niveau": "0"})
    assert answer.status_code == 422
    assert "heeft al een verdieping op niveau 0" in answer.text
    assert 'value="Hoog"' in answer.text
    answer = els.submit(els.get(here), here, {"naam": "", "niveau": "boven"})
    assert answer.status_code == 422
    assert 'id="naam-error"' in answer.text
    assert 'id="niveau-error"' in answer.text


def test_only_what_is_empty_can_be_removed(
    els: Browser, database: Database, hall: TownHall
) -> None:
    full = f"{BUILDING}/zones/{hall.zones['stil']}"
    page = els.get(full)
    assert "deze plekken liggen erin, of lagen erin: 1.D05, 1.D06" in page.text
    assert f'action="{full}/verwijdering"' not in page.text
    with database.writing() as session:
        zone = Zone(floor_id=floor_id(database, 1), name="Leeg", kind="open")
        session.add(zone)
        session.flush()
        empty = f"{BUILDING}/zones/{zone.id}"
    assert els.submit(els.get(empty), f"{empty}/verwijdering", {}).status_code == 303
    assert els.get(empty).status_code == 404


def test_the_name_and_address_of_the_building(
    els: Browser, database: Database, hall: TownHall
) -> None:
    here = f"{BUILDING}/gegevens/{hall.building}"
    fields = {"naam": "Huis van de Stad", "adres": "Markt 1"}
    assert els.submit(els.get(here), here, fields).status_code == 303
    with database.reading() as session:
        row = session.get(Building, hall.building)
        assert row is not None
        assert (row.name, row.address) == ("Huis van de Stad", "Markt 1")


def test_the_first_building_of_a_new_house(els: Browser, database: Database) -> None:
    here = f"{BUILDING}/gegevens/nieuw"
    assert els.submit(els.get(here), here, {"naam": "Bijgebouw"}).status_code == 303
    with database.reading() as session:
        number = session.exec(select(Building.id).where(Building.name == "Bijgebouw")).one()
        hours = session.exec(select(OpeningHours).where(OpeningHours.building_id == number))
        assert len(hours.all()) == 5


def test_a_new_kind_of_equipment_is_found_by_who_reserves(
    els: Browser, browse: Callable[..., Browser], hall: TownHall, database: Database
) -> None:
    fields = {"naam": "Flip-over", "icoon": "presentation"}
    assert els.submit(els.get(EQUIPMENT), EQUIPMENT, fields).status_code == 303
    here = f"/beheer/plekken/{hall.spaces['beuk']}"
    page = els.get(here)
    assert "Flip-over" in page.text
    room = {"nummer": "1.14", "naam": "De Beuk", "zone": hall.zones["overleg"], "plaatsen": "8",
            "vanaf": "2026-03-23", "voorzieningen": "flip_over"}  # fmt: skip
    assert els.submit(page, f"{here}/wijziging", room).status_code == 303
    assert "Flip-over" in browse("fatima").get("/ruimtes/1.14").text
    assert "1.14" in els.get(f"{EQUIPMENT}/flip_over").text


def test_equipment_is_renamed_and_removed(els: Browser, database: Database, hall: TownHall) -> None:
    els.submit(els.get(EQUIPMENT), EQUIPMENT, {"naam": "Bel", "icoon": "volume"})
    here = f"{EQUIPMENT}/bel"
    fields = {"naam": "Deurbel", "icoon": "volume"}
    assert els.submit(els.get(here), f"{here}/wijziging", fields).status_code == 303
    assert "Deurbel" in els.get(EQUIPMENT).text
    assert els.submit(els.get(here), f"{here}/verwijdering", {}).status_code == 303
    assert "Deurbel" not in els.get(EQUIPMENT).text


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"naam": "", "icoon": "ear"}, "naam"),
        ({"naam": "Scherm", "icoon": "ear"}, "naam"),
        ({"naam": "Bel", "icoon": "../../etc"}, "icoon"),
        ({"naam": "Bel"}, "icoon"),
    ],
)
def test_equipment_that_cannot_be(
    els: Browser, database: Database, fields: dict[str, str], wrong: str
) -> None:
    answer = els.submit(els.get(EQUIPMENT), EQUIPMENT, fields)
    assert answer.status_code == 422
    assert f'id="{wrong}-error"' in answer.text
    with database.reading() as session:
        assert len(session.exec(select(Equipment)).all()) == 3


def rules(**changed: Any) -> dict[str, Any]:
    usual = {asked: f"{value:g}" for asked, value in as_filled_in(HouseRules()).items()}
    return (
        usual
        | {
            "vanaf": "2026-03-30",
            "vooraf": "60",
            "vooruit": "90",
            "duur": "4.5",
            "melden": "ja",
            "aanmelden": "10",
            "wachten": "20",
            "antwoord": "8",
        }
        | changed
    )


def foreseen(browser: Browser, here: str, fields: dict[str, Any], page: Response) -> Response:
    """The preview that the form on ``page`` leads to."""
    seen = hidden_fields(page.text, f"{here}/gevolg")
    return browser.get(f"{here}/gevolg?{urlencode(seen | fields)}")


def test_house_rules_from_a_day_on(els: Browser, database: Database, monday: date) -> None:
    here = f"{RULES}/ruimtes"
    preview = foreseen(els, here, rules(), els.get(here))
    assert "A reservation lasts" not in preview.text
    assert "Een reservering duurt hoogstens 16 uur." in preview.text
    assert "Een reservering duurt hoogstens 4,5 uur." in preview.text
    assert "Ze doen dat op zijn laatst 1 uur voor het begin." in preview.text
    assert "Wat al gereserveerd is, blijft staan" in preview.text
    assert els.submit(preview, here, {}).status_code == 303
    with database.reading() as session:
        now = house_rules_on(session, monday, SpaceKind.ROOM)
        then = house_rules_on(session, monday + timedelta(days=7), SpaceKind.ROOM)
    assert now.duration_max == timedelta(hours=16)
    assert then.notice_min == timedelta(minutes=60)
    assert then.ahead_max == timedelta(days=90)
    assert then.duration_max == timedelta(hours=4, minutes=30)
    assert then.check_in_opens_before == timedelta(minutes=10)
    assert then.check_in_grace == timedelta(minutes=20)
    assert then.answer_within == timedelta(hours=8)
    assert "Gepland: vanaf 30-03-2026" in els.get(RULES).text


def test_house_rules_that_cannot_be(els: Browser, database: Database, monday: date) -> None:
    here = f"{RULES}/werkplekken"
    wrong = rules(vooruit="0", duur="25", aanmelden="x", wachten="-1", vooraf="7")
    answer = foreseen(els, here, wrong, els.get(here))
    assert answer.status_code == 422
    for name in ("vooruit", "duur", "aanmelden", "wachten"):
        assert f'id="{name}-error"' in answer.text, name
    assert 'name="vooraf" value="7"' in answer.text
    past = foreseen(els, here, rules(vanaf="2026-03-22"), els.get(here))
    answer = els.submit(past, here, {})
    assert answer.status_code == 422
    assert 'id="vanaf-error"' in answer.text


def test_house_rules_that_are_planned_are_named(els: Browser) -> None:
    here = f"{RULES}/ruimtes"
    els.submit(foreseen(els, here, rules(vanaf="2026-06-01"), els.get(here)), here, {})
    preview = foreseen(els, here, rules(duur="3"), els.get(here))
    assert "Ze gelden tot 01-06-2026" in preview.text


def test_house_rules_that_another_set_meanwhile_are_not_overwritten_unseen(
    browse: Callable[..., Browser], els: Browser
) -> None:
    here, today = f"{RULES}/ruimtes", {"vanaf": "2026-03-23"}
    preview = foreseen(els, here, rules(**today, duur="5"), els.get(here))
    another = browse("els")
    another.submit(foreseen(another, here, rules(**today, duur="3"), another.get(here)), here, {})

    late = els.submit(preview, here, {})

    assert late.status_code == 409
    assert "Iemand anders heeft dit gewijzigd" in late.text
    assert 'name="duur" value="5"' in late.text
    assert "Een reservering duurt hoogstens 3 uur." in els.get(RULES).text
    assert els.submit(foreseen(els, here, rules(**today, duur="5"), late), here, {}).is_redirect
    assert "Een reservering duurt hoogstens 5 uur." in els.get(RULES).text


@pytest.mark.parametrize("name", ["bram", "noor", "ravi"])
def test_for_others_none_of_it_is_there(
    browse: Callable[..., Browser], hall: TownHall, database: Database, name: str
) -> None:
    browser = browse(name)
    zone = f"{BUILDING}/zones/{hall.zones['stil']}"
    for path in (BUILDING, zone, EQUIPMENT, f"{EQUIPMENT}/screen", RULES, f"{RULES}/ruimtes"):
        assert browser.get(path).status_code == 404, path
    browser.get("/inloggen")
    fields = {"_csrf_token": browser.client.cookies["__Host-csrf"], "naam": "X", "icoon": "ear"}
    for path in (zone, f"{zone}/verwijdering", EQUIPMENT, f"{EQUIPMENT}/screen/wijziging",
                 f"{RULES}/ruimtes"):  # fmt: skip
        assert browser.post_bare(path, fields).status_code == 404, path
    with database.reading() as session:
        assert current_stock(session).zones[hall.zones["stil"]].name == "Stiltezone"


@pytest.mark.parametrize(
    "path",
    [
        "zones/99",
        "zones/x",
        "kelder/1",
        "verdiepingen/nieuw",
        "zones/nieuw?binnen=99",
        "gegevens/0",
    ],
)
def test_what_is_not_in_the_building(els: Browser, path: str) -> None:
    assert els.get(f"{BUILDING}/{path}").status_code == 404


GUARDED = {
    "building": (f"{BUILDING}/gegevens/1", "", "naam", {}),
    "floor": (f"{BUILDING}/verdiepingen/1", "", "naam", {"niveau": "0"}),
    "zone": (f"{BUILDING}/zones/1", "", "naam", {"soort": "open"}),
    "equipment": (f"{EQUIPMENT}/screen", "/wijziging", "naam", {"icoon": "table"}),
    "team": ("/beheer/teams/1", "/wijziging", "naam", {"afdeling": "1"}),
    "department": ("/beheer/teams/afdelingen/1", "/wijziging", "naam", {}),
    "partner": ("/beheer/partners/1", "/wijziging", "naam",
                {"soort": "ketenpartner", "vanaf": "2026-01-01"}),
}  # fmt: skip


@pytest.mark.parametrize("what", GUARDED)
def test_what_another_changed_meanwhile_is_not_overwritten_unseen(
    browse: Callable[..., Browser], els: Browser, what: str
) -> None:
    here, part, field, others = GUARDED[what]
    first, second = "Eerste", "Tweede"
    action, page = f"{here}{part}", els.get(here)
    another = browse("els")
    another.submit(another.get(here), action, others | {field: first})

    late = els.submit(page, action, others | {field: second})

    assert late.status_code == 409
    assert "Iemand anders heeft dit gewijzigd" in late.text
    assert f'value="{second}"' in late.text
    assert f'value="{first}"' in els.get(here).text
    assert els.submit(late, action, others | {field: second}).status_code == 303
    assert f'value="{second}"' in els.get(here).text
