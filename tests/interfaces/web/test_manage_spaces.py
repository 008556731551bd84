"""Els keeps desks and rooms on screen; what she adds can be reserved at once."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from httpx import Response

from booking.foundation.database import Database
from booking.spaces.inventory import store_new
from booking.spaces.operations import raise_stock_version
from booking.spaces.queries import current_stock, space_by_number
from booking.spaces.values import Audience, BookableSpace, Layout, SpaceFacts, SpaceKind, Term
from tests.interfaces.web.conftest import Browser, Make
from tests.town_hall import TownHall

LIST, NEW = "/beheer/plekken", "/beheer/plekken/nieuw"
WEEK = timedelta(days=7)


@pytest.fixture
def els(browse: Callable[..., Browser]) -> Browser:
    return browse("els")


@pytest.fixture
def birch(hall: TownHall, monday: date) -> dict[str, Any]:
    """What Els fills in for a new room."""
    return {
        "nummer": "1.20", "naam": "De Berk", "zone": hall.zones["overleg"], "plaatsen": "10",
        "vanaf": monday.isoformat(), "stap": "15", "vooraf": "", "achteraf": "15",
        "voorzieningen": ["screen", "hearing_loop"], "toegankelijk": "ja", "partners": "ja",
        "opstelling_theatre": "16", "vooraf_theatre": "30", "achteraf_theatre": "15",
    }  # fmt: skip


def room(database: Database, number: str, day: date) -> BookableSpace:
    with database.reading() as session:
        return space_by_number(current_stock(session), number, day)


def beech(els: Browser, hall: TownHall, **changed: Any) -> tuple[Response, str, dict[str, Any]]:
    """The page of De Beuk, where its form goes, and the form as it stands with ``changed``."""
    here = f"{LIST}/{hall.spaces['beuk']}"
    fields = {"nummer": "1.14", "naam": "De Beuk", "zone": hall.zones["overleg"], "plaatsen": "8",
              "vanaf": "2026-03-23", "stap": "15", "partners": "ja",
              "voorzieningen": "screen"}  # fmt: skip
    return els.get(here), f"{here}/wijziging", fields | changed


def test_a_new_room_can_be_reserved_at_once(
    els: Browser, browse: Callable[..., Browser], database: Database, birch: dict[str, Any],
    monday: date,
) -> None:  # fmt: skip
    answer = els.submit(els.get(NEW), LIST, birch)
    assert answer.status_code == 303
    assert "De Berk" in els.get(answer.headers["location"]).text

    fatima = browse("fatima")
    found = fatima.get("/ruimtes?weergave=lijst&datum=2026-03-23&van=10:00&tot=11:00&personen=9")
    assert "De Berk" in found.text
    page = fatima.get("/ruimtes/1.20?datum=2026-03-23")
    reserved = fatima.submit(page, "/ruimtes/1.20/reserveringen", {
        "datum": "2026-03-23", "van": "10:00", "tot": "11:00", "personen": "9", "opstelling": "",
        "onderwerp": "Eerste keer", "zichtbaarheid": "colleagues", "notitie": "",
    })  # fmt: skip
    assert reserved.status_code == 303, reserved.text
    assert reserved.headers["location"].startswith("/reserveringen/")
    made = room(database, "1.20", monday)
    assert made.equipment == {"screen", "hearing_loop"}
    assert (made.buffer_before_minutes, made.buffer_after_minutes) == (0, 15)
    assert dict(made.layouts) == {"theatre": Layout(16, 30, 15)}
    assert made.is_accessible
    assert made.is_open_to_partners
    assert not made.needs_approval


def test_a_new_room_can_be_looked_at_in_every_way(
    els: Browser, browse: Callable[..., Browser], birch: dict[str, Any]
) -> None:
    """It has no place on the plan yet."""
    els.submit(els.get(NEW), LIST, birch)
    for view in ("lijst", "tijdlijn", "plattegrond"):
        assert browse("fatima").get(f"/ruimtes?weergave={view}").status_code == 200


def test_sent_twice_it_is_added_once(
    els: Browser, database: Database, birch: dict[str, Any]
) -> None:
    page = els.get(NEW)
    first, second = (els.submit(page, LIST, birch) for _ in range(2))
    assert first.headers["location"] == second.headers["location"]
    with database.reading() as session:
        assert len([s for s in current_stock(session).spaces.values() if s.number == "1.20"]) == 1


def test_mistakes_are_told_at_once_and_nothing_is_lost(
    els: Browser, database: Database, birch: dict[str, Any], monday: date
) -> None:
    answer = els.submit(els.get(NEW), LIST, birch | {
        "nummer": "1/20", "plaatsen": "0", "vooraf": "500", "stap": "7", "opstelling_theatre": "x",
    })  # fmt: skip
    assert answer.status_code == 422
    for name in ("nummer", "plaatsen", "vooraf", "stap", "opstelling_theatre"):
        assert f'id="{name}-error"' in answer.text, name
    assert 'value="1/20"' in answer.text
    assert 'value="De Berk"' in answer.text
    assert 'value="hearing_loop" checked' in answer.text
    assert 'value="adjustable" checked' not in answer.text
    with database.reading() as session:
        assert "De Berk" not in {space.name for space in current_stock(session).spaces.values()}


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("nummer", "1.14", "Er is al een plek met nummer 1.14"),
        ("vanaf", "2026-03-22", "blijft zoals het was"),
        ("zone", "99999", "Deze zone is er niet"),
        ("voorzieningen", "sauna", "Een van deze voorzieningen is er niet meer"),
        ("delen", "99999", "Kies ten minste twee ruimtes"),
    ],
)
def test_a_refusal_stands_at_its_field(
    els: Browser, birch: dict[str, Any], field: str, value: str, said: str
) -> None:
    answer = els.submit(els.get(NEW), LIST, birch | {field: value})
    assert answer.status_code == 422
    told = answer.text.partition(f'id="{field}-error"')[2].partition("</div>")[0]
    assert said in told
    assert 'value="De Berk"' in answer.text


def test_a_desk_asks_less_than_a_room(els: Browser) -> None:
    desk, room_page = (els.get(f"{NEW}?soort={kind}").text for kind in ("desk", "room"))
    assert 'name="opstelling_theatre"' in room_page
    assert 'name="delen"' in room_page
    assert 'name="opstelling_theatre"' not in desk
    assert 'name="delen"' not in desk


def test_a_combined_room_of_two(
    els: Browser, database: Database, hall: TownHall, birch: dict[str, Any], monday: date
) -> None:
    parts = [hall.spaces["beuk"], hall.spaces["linde_a"]]
    answer = els.submit(els.get(NEW), LIST, birch | {"delen": parts})
    whole = room(database, "1.20", monday)
    assert len(whole.unit_ids) == 2
    page = els.get(answer.headers["location"]).text
    assert "is een deel van deze ruimte" in page
    assert "De Beuk (1.14)" in page


def test_a_change_of_seats_from_a_day_on(
    els: Browser, database: Database, hall: TownHall, monday: date
) -> None:
    page, action, fields = beech(els, hall, plaatsen="12", vanaf=str(monday + WEEK))
    assert els.submit(page, action, fields).status_code == 303
    changed = room(database, "1.14", monday)
    seats = [term.capacity for day in (monday, monday + WEEK)
             if (term := changed.term_on(day)) is not None]  # fmt: skip
    assert seats == [8, 12]
    shown = els.get(f"{LIST}/{hall.spaces['beuk']}").text
    assert "30-03-2026 (gepland)" in shown
    assert 'name="plaatsen" value="8"' in shown, "the form shows how it is today"


def test_the_second_of_two_managers_keeps_what_was_filled_in(
    els: Browser, database: Database, hall: TownHall, monday: date
) -> None:
    page, action, fields = beech(els, hall)
    els.submit(els.get(page.url.path), action, fields | {"naam": "De Rode Beuk"})
    answer = els.submit(page, action, fields | {"naam": "De Groene Beuk"})
    assert answer.status_code == 409
    assert "Iemand anders heeft deze plek gewijzigd" in answer.text
    assert 'value="De Groene Beuk"' in answer.text
    assert room(database, "1.14", monday).name == "De Rode Beuk"
    assert els.submit(answer, action, fields | {"naam": "De Groene Beuk"}).status_code == 303
    assert room(database, "1.14", monday).name == "De Groene Beuk"


def test_before_retiring_she_sees_who_reserved(
    els: Browser, database: Database, hall: TownHall, make: Make, monday: date
) -> None:
    before, after = (
        make("fatima", "beuk", "10:00", "11:00", day=day, title=f"Overleg {day}")
        for day in (monday, monday + WEEK)
    )
    here = f"{LIST}/{hall.spaces['beuk']}"
    seen = els.get(f"{here}/einde?dag={monday + WEEK}")
    assert f"/reserveringen/{after}" in seen.text
    assert f"/reserveringen/{before}" not in seen.text
    assert "Fatima el Amrani" in seen.text
    assert "1 reservering past dan niet meer" in seen.text

    assert els.submit(seen, f"{here}/einde", {"wijze": "keep"}).headers["location"] == here
    gone = room(database, "1.14", monday)
    assert gone.term_on(monday + WEEK) is None
    assert "In gebruik tot 30-03-2026" in els.get(here).text
    assert els.get(f"/reserveringen/{after}").status_code == 200

    assert els.submit(els.get(here), f"{here}/hervatting", {}).status_code == 303
    assert room(database, "1.14", monday).term_on(monday + WEEK) is not None


def test_retiring_in_the_past_is_no_use(els: Browser, hall: TownHall) -> None:
    answer = els.get(f"{LIST}/{hall.spaces['beuk']}/einde?dag=2026-03-01")
    assert answer.status_code == 422
    assert 'id="dag-error"' in answer.text


@pytest.mark.parametrize(
    ("query", "there", "absent"),
    [
        ("", ["Raadzaal", "1.D01"], []),
        ("soort=room", ["Raadzaal"], ["1.D01"]),
        ("soort=desk", ["1.D01"], ["Raadzaal"]),
        ("zoek=beuk", ["De Beuk"], ["Raadzaal", "1.D01"]),
        ("waar=z{stil}", ["1.D05"], ["1.D01", "Raadzaal"]),
        ("waar=z{stil}&zoek=raad", ["Niets gevonden"], ["Raadzaal"]),
        ("soort=kamer&waar=onzin&pagina=x", ["Niets gevonden"], []),
    ],
)
def test_the_list_shows_what_is_looked_for(
    els: Browser, hall: TownHall, query: str, there: list[str], absent: list[str]
) -> None:
    shown = els.get(f"{LIST}?{query.format(**hall.zones)}").text
    assert [word for word in there if word not in shown] == []
    assert [word for word in absent if f">{word}<" in shown] == []


def test_three_hundred_spaces_come_in_pages(
    els: Browser, database: Database, hall: TownHall
) -> None:
    with database.writing() as session:
        raise_stock_version(session)
        for n in range(100, 390):
            facts = SpaceFacts(f"2.D{n}", f"Werkplek 2.D{n}", SpaceKind.DESK, grain_minutes=15,
                               buffer_before_minutes=0, buffer_after_minutes=0,
                               needs_approval=False, audience=Audience.STAFF,
                               is_accessible=False, equipment=frozenset(), layouts={})  # fmt: skip
            store_new(session, facts, Term(date(2020, 1, 1), None, hall.zones["team"], 1),
                      hall.building)  # fmt: skip
    first = els.get(LIST).text
    assert "301 werkplekken en ruimtes" in first
    assert "Pagina 1 van 7" in first
    last = els.get(f"{LIST}?pagina=7").text
    assert "2.D389" not in first
    assert els.get(f"{LIST}?pagina=999").text.count("<tr>") == last.count("<tr>")


def test_former_spaces_only_when_asked(els: Browser, hall: TownHall, monday: date) -> None:
    here = f"{LIST}/{hall.spaces['beuk']}"
    els.submit(els.get(f"{here}/einde?dag={monday}"), f"{here}/einde", {})
    assert "De Beuk" not in els.get(LIST).text
    assert "Buiten gebruik sinds 23-03-2026" in els.get(f"{LIST}?ook=vroeger").text


@pytest.mark.parametrize("name", ["bram", "noor", "ravi", "samir"])
def test_for_others_it_is_not_there(
    browse: Callable[..., Browser], hall: TownHall, birch: dict[str, Any], name: str
) -> None:
    browser, here = browse(name), f"{LIST}/{hall.spaces['beuk']}"
    for path in (LIST, NEW, here, f"{here}/einde"):
        assert browser.get(path).status_code == 404, path
    browser.get("/inloggen")
    token = {"_csrf_token": browser.client.cookies["__Host-csrf"]}
    for path in (LIST, f"{here}/wijziging", f"{here}/einde", f"{here}/hervatting"):
        assert browser.post_bare(path, token | birch).status_code == 404, path


@pytest.mark.parametrize("key", ["0", "99999", "x", "1.5", "9999999999999", "²"])
def test_a_space_that_is_not_there(els: Browser, key: str) -> None:
    for path in (f"{LIST}/{key}", f"{LIST}/{key}/einde"):
        assert els.get(path).status_code == 404
