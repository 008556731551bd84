"""Floor plans behind Beheer, as a browser without JavaScript meets them."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from httpx import Response

from booking.foundation.database import Database
from booking.interfaces.web.manage.plans.views import MARGIN, PIXELS_WIDE
from booking.spaces.models import FloorDrawing
from booking.spaces.queries import current_stock
from tests.interfaces.web.conftest import Browser, hidden_fields
from tests.town_hall import TownHall

Browse = Callable[[str | None], Browser]

HERE = "/beheer/plattegronden"
FIRST = f"{HERE}/2"
GOOD = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 32">'
    b'<!-- x --><rect width="9" height="9"/></svg>'
)
SCRIPT = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 6 4"><script>alert(1)</script></svg>'
)


def box_of(database: Database, space_id: int) -> tuple[int, int, int, int] | None:
    with database.reading() as session:
        return current_stock(session).spaces[space_id].box


def upload(browser: Browser, content: bytes, metres: str = "60") -> Response:
    page = browser.get(f"{FIRST}/tekening")
    hidden = hidden_fields(page.text, f"{FIRST}/tekening")
    return browser.client.post(
        f"{FIRST}/tekening",
        data={**hidden, "meters": metres},
        files={"bestand": ("eerste.svg", content, "image/svg+xml")},
        follow_redirects=False,
    )


def pixel_of(x: float, y: float) -> dict[str, int]:
    """Where to click on the whole floor, 600 units wide, to hit this point of it."""
    scale = PIXELS_WIDE / (600 + 2 * MARGIN)
    return {"punt.x": round((x + MARGIN) * scale), "punt.y": round((y + MARGIN) * scale)}


def place(browser: Browser, space: int, fields: dict[str, object], query: str = "") -> Response:
    page = browser.get(f"{FIRST}?plek={space}{query}")
    said = {"plek": space, "breedte": "1,6", "diepte": "0,8"}
    return browser.submit(page, f"{FIRST}/plekken", {**said, **fields})


def test_els_sees_each_floor_and_what_is_not_placed(
    browse: Browse, hall: TownHall, database: Database
) -> None:
    els = browse("els")
    place_nowhere(els, hall.spaces["D1"])

    page = els.get(HERE).text

    assert "Begane grond" in page
    assert "Eerste verdieping" in page
    assert "60 bij 32 meter" in page
    assert "1 nog niet geplaatst" in page


def place_nowhere(browser: Browser, space: int) -> None:
    page = browser.get(f"{FIRST}?plek={space}")
    answer = browser.submit(page, f"{FIRST}/plekken/verwijdering", {})
    assert answer.status_code == 303


@pytest.mark.parametrize("name", ["bram", "noor", "samir", "ravi"])
def test_for_others_the_editor_does_not_exist(browse: Browse, name: str) -> None:
    browser = browse(name)

    for path in (HERE, FIRST, f"{FIRST}/zones", f"{FIRST}/tekening"):
        assert browser.get(path).status_code == 404


@pytest.mark.parametrize("number", ["99", "0", "-1", "x", "²", "9" * 30])
def test_a_floor_that_is_not_there_is_said(browse: Browse, number: str) -> None:
    els = browse("els")

    for path in ("", "/zones", "/tekening"):
        assert els.get(f"{HERE}/{number}{path}").status_code == 404
    assert els.get(f"/plattegronden/{number}/tekening").status_code == 404


def test_a_desk_is_placed_where_its_corner_is_typed(
    browse: Browse, hall: TownHall, database: Database
) -> None:
    answer = place(browse("els"), hall.spaces["D1"], {"x": "10,3", "y": "12.5"})

    assert answer.status_code == 303
    assert box_of(database, hall.spaces["D1"]) == (103, 125, 16, 8)


def test_a_click_is_the_middle_of_the_desk_on_the_grid(
    browse: Browse, hall: TownHall, database: Database
) -> None:
    answer = place(browse("els"), hall.spaces["D1"], pixel_of(109, 126))

    assert answer.status_code == 303
    assert box_of(database, hall.spaces["D1"]) == (100, 120, 16, 8)


def test_a_click_on_the_large_plan_lands_in_the_same_place(
    browse: Browse, hall: TownHall, database: Database
) -> None:
    clicked = {"punt.x": round((109 + MARGIN) * 3.2), "punt.y": round((126 + MARGIN) * 3.2)}

    place(browse("els"), hall.spaces["D1"], {**clicked, "maat": "groot"}, "&maat=groot")

    assert box_of(database, hall.spaces["D1"]) == (100, 120, 16, 8)


def test_a_row_is_placed_at_once_and_undone_at_once(
    browse: Browse, hall: TownHall, database: Database
) -> None:
    els = browse("els")
    names = ("D1", "D2", "D3")
    before = {name: box_of(database, hall.spaces[name]) for name in names}
    for name in names:
        place_nowhere(els, hall.spaces[name])

    answer = place(els, hall.spaces["D1"], {
        "x": "10", "y": "20", "aantal": "3", "afstand": "1,8", "richting": "down",
    })  # fmt: skip

    assert answer.status_code == 303
    assert [box_of(database, hall.spaces[name]) for name in names] == [
        (100, 200, 16, 8), (100, 218, 16, 8), (100, 236, 16, 8),
    ]  # fmt: skip
    page = els.get(answer.headers["location"])
    assert "Alles op deze verdieping heeft een plaats" in page.text
    assert els.submit(page, f"{FIRST}/herstel", {}).status_code == 303
    assert [box_of(database, hall.spaces[name]) for name in names] == [None, None, None]
    assert before["D1"] is not None


def test_after_one_is_placed_the_next_is_chosen(browse: Browse, hall: TownHall) -> None:
    els = browse("els")
    for name in ("D2", "D5"):
        place_nowhere(els, hall.spaces[name])

    answer = place(els, hall.spaces["D2"], {"x": "10", "y": "20"})

    page = els.get(answer.headers["location"]).text
    assert "1.D05 plaatsen" in page
    assert re.search(rf'<option value="{hall.spaces["D5"]}" selected>', page)


def test_more_than_there_are_cannot_stand_in_a_row(
    browse: Browse, hall: TownHall, database: Database
) -> None:
    els = browse("els")
    place_nowhere(els, hall.spaces["D1"])

    answer = place(els, hall.spaces["D1"], {"x": "10", "y": "20", "aantal": "4"})

    assert answer.status_code == 422
    assert "Er is er maar 1 om op een rij te zetten" in answer.text
    assert 'name="x" value="10"' in answer.text
    assert box_of(database, hall.spaces["D1"]) is None


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Klik op de plattegrond, of vul x en y in."),
        ({"x": "abc", "y": "1"}, "Vul een lengte in meters in, zoals 3,5 of 12."),
        ({"x": "1e99", "y": "1"}, "Vul een lengte in meters in, zoals 3,5 of 12."),
        ({"x": "nan", "y": "1"}, "Vul een lengte in meters in, zoals 3,5 of 12."),
        ({"x": "59", "y": "1"}, "1.D01 komt zo buiten de verdieping te staan"),
        ({"x": "10,5", "y": "4,4"}, "1.D01 komt zo op 1.D02 te staan"),
        ({"x": "10", "y": "10", "breedte": "0"}, "ten minste 0,1 meter"),
        ({"punt.x": "0", "punt.y": "0"}, "1.D01 komt zo buiten de verdieping te staan"),
        ({"x": "10", "y": "10", "plek": "999"}, "hoort niet (meer) bij deze verdieping"),
        ({"x": "10", "y": "10", "aantal": "0"}, "Dit getal is te klein"),
        ({"x": "10", "y": "10", "richting": "sideways"}, "Kies een van de mogelijkheden"),
    ],
)
def test_what_is_not_right_is_said_and_nothing_is_stored(
    browse: Browse, hall: TownHall, database: Database, fields: dict[str, object], sentence: str
) -> None:
    before = box_of(database, hall.spaces["D1"])

    answer = place(browse("els"), hall.spaces["D1"], fields)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert box_of(database, hall.spaces["D1"]) == before


def test_a_form_that_is_sent_twice_places_once(
    browse: Browse, hall: TownHall, database: Database
) -> None:
    els = browse("els")
    page = els.get(f"{FIRST}?plek={hall.spaces['D1']}")
    fields = {"plek": hall.spaces["D1"], "breedte": "1,6", "diepte": "0,8", "x": "10", "y": "20"}
    first = els.submit(page, f"{FIRST}/plekken", fields)
    place_nowhere(els, hall.spaces["D1"])

    again = els.submit(page, f"{FIRST}/plekken", fields)

    assert again.headers["location"] == first.headers["location"]
    assert box_of(database, hall.spaces["D1"]) is None


def test_a_zone_is_drawn_by_two_clicks_of_which_the_first_stores_nothing(
    browse: Browse, hall: TownHall, database: Database
) -> None:
    els, zone = browse("els"), hall.zones["stil"]
    action = f"{FIRST}/zones"

    first = els.submit(els.get(f"{action}?zone={zone}"), action, pixel_of(300, 50))

    assert first.status_code == 303
    with database.reading() as session:
        assert current_stock(session).zones[zone].box == (200, 0, 190, 320)
    page = els.get(first.headers["location"])
    assert "Klik nu op de hoek schuin ertegenover" in page.text
    assert els.submit(page, action, pixel_of(250, 101)).status_code == 303
    with database.reading() as session:
        assert current_stock(session).zones[zone].box == (250, 50, 50, 50)


def test_a_zone_is_drawn_by_typing(browse: Browse, hall: TownHall, database: Database) -> None:
    els, zone = browse("els"), hall.zones["stil"]
    action = f"{FIRST}/zones"
    page = els.get(f"{action}?zone={zone}")

    refused = els.submit(page, action, {"x": "5", "y": ""})
    drawn = els.submit(page, action, {"x": "5", "y": "2,5", "breedte": "10", "diepte": "8"})

    assert refused.status_code == 422
    assert "vul alle vier de maten in" in refused.text
    assert drawn.status_code == 303
    with database.reading() as session:
        assert current_stock(session).zones[zone].box == (50, 25, 100, 80)


def test_the_size_of_a_floor_is_kept_or_refused(browse: Browse, database: Database) -> None:
    els = browse("els")
    page = els.get(f"{FIRST}/tekening")

    refused = els.submit(page, f"{FIRST}/afmetingen", {"breedte": "30", "diepte": "32"})
    kept = els.submit(page, f"{FIRST}/afmetingen", {"breedte": "62,5", "diepte": "40"})

    assert refused.status_code == 422
    assert "past" in refused.text
    assert "Stiltezone" in refused.text
    assert kept.status_code == 303
    with database.reading() as session:
        floor = current_stock(session).floors[2]
    assert (floor.plan_width, floor.plan_height) == (625, 400)


def test_a_drawing_is_uploaded_told_of_and_laid_under_the_plan(browse: Browse) -> None:
    els = browse("els")

    answer = upload(els, GOOD)

    assert answer.status_code == 303
    page = els.get(answer.headers["location"]).text
    assert "De tekening ligt nu onder de plattegrond" in page
    assert "1 deel van het bestand is geen tekening en is weggelaten" in page
    address = re.search(r'href="(/plattegronden/2/tekening\?v=\d+)"', els.get(FIRST).text)
    assert address
    for path in ("/werkplek", "/ruimtes?weergave=plattegrond&verdieping=1"):
        assert address[1] in browse("fatima").get(path).text


def test_a_hostile_drawing_is_refused_in_words(browse: Browse, database: Database) -> None:
    answer = upload(browse("els"), SCRIPT, metres="61")

    assert answer.status_code == 422
    assert "In dit bestand staat een script (&lt;script&gt;)" in answer.text
    assert 'value="61"' in answer.text
    with database.reading() as session:
        assert session.get(FloorDrawing, 2) is None


@pytest.mark.parametrize(("content", "metres"), [(b"", "60"), (GOOD, ""), (GOOD, "wide")])
def test_file_and_width_are_both_asked_for(browse: Browse, content: bytes, metres: str) -> None:
    answer = upload(browse("els"), content, metres=metres)

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text


def test_too_large_a_file_is_refused(browse: Browse, database: Database) -> None:
    els = browse("els")

    assert "ten hoogste 1000 kB" in upload(els, GOOD + b" " * 1_000_000).text
    assert upload(els, GOOD + b" " * 2_000_000).status_code == 413
    with database.reading() as session:
        assert session.get(FloorDrawing, 2) is None


def test_the_drawing_is_served_alone_and_can_do_nothing(browse: Browse) -> None:
    els = browse("els")
    upload(els, GOOD)

    answer = browse("ravi").get("/plattegronden/2/tekening")

    assert answer.status_code == 200
    assert answer.content.startswith(b"<svg")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert answer.headers["x-content-type-options"] == "nosniff"
    policy = answer.headers["content-security-policy"]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert answer.headers["cache-control"] == "private, no-cache"
    tag = answer.headers["etag"]
    known = els.get("/plattegronden/2/tekening", headers={"If-None-Match": tag})
    assert (known.status_code, known.content) == (304, b"")
    assert browse(None).get("/plattegronden/2/tekening").status_code == 303


def test_the_drawing_is_removed(browse: Browse) -> None:
    els = browse("els")
    upload(els, GOOD)

    answer = els.submit(els.get(f"{FIRST}/tekening"), f"{FIRST}/tekening/verwijdering", {})

    assert answer.status_code == 303
    assert els.get("/plattegronden/2/tekening").status_code == 404
    assert "<image" not in els.get(FIRST).text


def test_a_stored_drawing_never_becomes_part_of_a_page(browse: Browse, database: Database) -> None:
    """Even one that the cleaning would have let through."""
    hostile = SCRIPT.decode()
    with database.writing() as session:
        at = datetime(2026, 1, 1, tzinfo=UTC)
        session.add(FloorDrawing(floor_id=2, svg=hostile, uploaded_at=at))
    els = browse("els")

    for path in ("/werkplek", HERE, FIRST, f"{FIRST}/zones", f"{FIRST}/tekening"):
        assert "alert(1)" not in els.get(path).text
    assert "sandbox" in els.get("/plattegronden/2/tekening").headers["content-security-policy"]
