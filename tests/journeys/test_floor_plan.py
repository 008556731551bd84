"""Els draws the house: a drawing under the plan, desks placed by click and by keyboard."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import col, select

from booking.spaces.models import FloorDrawing, Space, Zone
from booking.spaces.operations import raise_stock_version
from booking.spaces.queries import current_stock
from tests.journeys.conftest import OpenPage, Town
from tests.journeys.look import Look
from tests.spaces.test_drawings import INKSCAPE

pytestmark = [pytest.mark.slow, pytest.mark.browser]

ELS = "Els van Dijk"
HERE = "/beheer/plattegronden"
HOSTILE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 320" onload="alert(1)">'
    "<script>document.title='taken'; alert(2); fetch('/stolen')</script>"
    '<rect width="600" height="320" fill="red"/></svg>'
)
WORDS = {
    "nl": {"drawing": "Tekening|Een andere tekening", "upload": "Tekening uploaden",
           "metres": "Hoeveel meter breed is de hele tekening?",
           "refused": "start onload iets bij <svg>", "instead": "Sla het op als ‘plain SVG’",
           "next": "Na elkaar plaatsen", "place": "3.D001 plaatsen", "x": "x: van links",
           "y": "y: van boven", "row": "Meer op een rij", "count": "Hoeveel",
           "placed": "Geplaatst", "point": ","},
    "en": {"drawing": "Drawing|Another drawing", "upload": "Upload the drawing",
           "metres": "How many metres wide is the whole drawing?",
           "refused": "something is started by onload on <svg>", "instead": "as “plain SVG”",
           "next": "Place one after another", "place": "Place 3.D001", "x": "x: from the left",
           "y": "y: from the top", "row": "Several in a row", "count": "How many",
           "placed": "Placed", "point": "."},
}  # fmt: skip
two_ways = pytest.mark.parametrize(
    ("javascript", "width", "language"),
    [(True, 1440, "nl"), (False, 390, "en")],
    ids=["script wide nl", "no script narrow en"],
)
both_ways = pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])


def floor_of(town: Town, level: int) -> int:
    with town.database.reading() as session:
        floors = current_stock(session).floors.values()
        return next(floor.id for floor in floors if floor.level == level)


def take_off(town: Town, *numbers: str) -> dict[str, int]:
    """These desks lose their place; their numbers in the database."""
    with town.database.writing() as session:
        raise_stock_version(session)
        spaces = session.exec(select(Space).where(col(Space.number).in_(numbers))).all()
        for space in spaces:
            space.plan_x = space.plan_y = space.plan_width = space.plan_height = None
            session.add(space)
        return {space.number: space.id or 0 for space in spaces}


def box_of(town: Town, number: str) -> tuple[int, ...] | None:
    with town.database.reading() as session:
        stock = current_stock(session)
    return next(space.box for space in stock.spaces.values() if space.number == number)


def upload(
    page: Page, floor: int, content: str, folder: Path, words: dict[str, str] = WORDS["nl"]
) -> None:
    file = folder / "verdieping.svg"
    file.write_text(content)
    page.goto(f"{HERE}/{floor}/tekening")
    page.get_by_label(re.compile(rf"^({words['drawing']})$")).set_input_files(file)
    page.get_by_label(words["metres"]).fill("60")
    page.get_by_role("button", name=words["upload"]).click()


@two_ways
def test_a_hostile_drawing_is_refused_in_words(
    visit: OpenPage, town: Town, look: Look, tmp_path: Path, *,
    javascript: bool, width: int, language: str,
) -> None:  # fmt: skip
    words = WORDS[language]
    page = visit(ELS, width=width, language=language, javascript=javascript)
    upload(page, floor_of(town, 1), HOSTILE, tmp_path, words)

    alert = page.get_by_role("alert")
    expect(alert).to_contain_text(words["refused"])
    expect(alert).to_contain_text(words["instead"])
    look(page)


@both_ways
def test_a_drawing_lies_under_the_desks(
    visit: OpenPage, town: Town, look: Look, tmp_path: Path, *, javascript: bool
) -> None:
    floor = floor_of(town, 1)
    page = visit(ELS, javascript=javascript)
    loaded: list[int] = []
    page.on("response", lambda answer: loaded.append(answer.status)
            if answer.url.partition("?")[0].endswith(f"/plattegronden/{floor}/tekening")
            and "beheer" not in answer.url else None)  # fmt: skip
    upload(page, floor, INKSCAPE, tmp_path)

    expect(page.locator("#flash")).to_contain_text("De tekening ligt nu onder de plattegrond")
    expect(page.get_by_text("4 delen van het bestand zijn geen tekening")).to_be_visible()
    expect(page.get_by_role("img", name="De tekening van Eerste verdieping")).to_be_visible()
    page.goto("/werkplek")
    page.get_by_role("link", name=re.compile("^Eerste verdieping")).click()
    expect(page.locator(".plan__drawing image")).to_have_count(1)
    expect(page.get_by_role("region", name="Werkplekken, Eerste verdieping")).to_be_visible()
    look(page, "desks")
    assert loaded
    assert set(loaded) <= {200, 304}
    page.goto(f"{HERE}/{floor}/tekening")
    page.get_by_role("button", name="Tekening verwijderen").click()
    expect(page.locator("#flash")).to_contain_text("De tekening is verwijderd")


@both_ways
def test_desks_are_placed_by_clicking_one_after_another(
    visit: OpenPage, town: Town, look: Look, *, javascript: bool
) -> None:
    floor, names = floor_of(town, 2), ("2.D001", "2.D002")
    take_off(town, *names)
    page = visit(ELS, javascript=javascript)
    page.goto(f"{HERE}/{floor}")
    page.get_by_role("link", name="Na elkaar plaatsen").click()
    expect(page.get_by_role("heading", name="2.D001 plaatsen")).to_be_visible()
    look(page, "place")

    click(page, 250, 280)
    expect(page.locator("#flash")).to_contain_text("Geplaatst")
    expect(page.get_by_role("heading", name="2.D002 plaatsen")).to_be_visible()
    click(page, 250, 280)
    expect(page.get_by_role("alert")).to_contain_text("2.D002 komt zo op 2.D001 te staan")
    click(page, 250, 255)

    expect(page.get_by_text("Alles op deze verdieping heeft een plaats")).to_be_visible()
    assert box_of(town, "2.D001") == (240, 275, 16, 8)
    assert box_of(town, "2.D002") == (240, 250, 16, 8)
    page.get_by_role("button", name="Laatste stap ongedaan maken").click()
    expect(page.locator("#flash")).to_contain_text("De laatste stap is ongedaan gemaakt")
    assert box_of(town, "2.D002") is None


def click(page: Page, x: int, y: int) -> None:
    """Click on this point of a floor of 60 metres wide, in plan units."""
    target = page.get_by_role("button", name=re.compile("^Klik "))
    wide = target.bounding_box()
    assert wide
    scale = wide["width"] / 620
    target.click(position={"x": (x + 10) * scale, "y": (y + 10) * scale})
    page.wait_for_load_state()


@two_ways
def test_a_row_of_desks_is_placed_by_keyboard_alone(
    visit: OpenPage, town: Town, look: Look, *, javascript: bool, width: int, language: str
) -> None:
    words = WORDS[language]
    names = ("3.D001", "3.D002", "3.D003", "3.D004")
    take_off(town, *names)
    page = visit(ELS, width=width, language=language, javascript=javascript)
    page.goto(f"{HERE}/{floor_of(town, 3)}")

    tab_to(page, words["next"])
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=words["place"])).to_be_visible()
    for label, value in ((words["x"], "25"), (words["y"], f"27{words['point']}5")):
        tab_to(page, label)
        page.keyboard.type(value)
    tab_to(page, words["row"])
    page.keyboard.press("Enter")
    look(page, "placing")
    tab_to(page, words["count"])
    page.keyboard.press("Control+a")
    page.keyboard.type("4")
    page.keyboard.press("Enter")

    expect(page.locator("#flash")).to_contain_text(words["placed"])
    look(page, "placed")
    assert [box_of(town, name) for name in names] == [
        (250 + 16 * n, 275, 16, 8) for n in range(4)
    ]  # fmt: skip


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the element with this name has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            "(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim()"
        )
        if stop.startswith(name):
            return
    raise AssertionError(f"{name} cannot be reached by keyboard")


@both_ways
def test_a_zone_is_drawn_by_two_corners(
    visit: OpenPage, town: Town, look: Look, *, javascript: bool
) -> None:
    page = visit(ELS, javascript=javascript)
    page.goto(f"{HERE}/{floor_of(town, 0)}/zones")
    page.get_by_role("link", name="De Linde").click()

    click(page, 300, 5)
    expect(page.get_by_text("Klik nu op de hoek schuin ertegenover")).to_be_visible()
    look(page, "corner")
    click(page, 590, 90)

    expect(page.locator("#flash")).to_contain_text("De zone is getekend")
    with town.database.reading() as session:
        zone = session.exec(select(Zone).where(Zone.name == "De Linde")).one()
    assert (zone.plan_x, zone.plan_y, zone.plan_width, zone.plan_height) == (300, 5, 290, 85)


@pytest.mark.parametrize(("language", "width"), [("nl", 1440), ("en", 390)])
def test_the_editor_is_accessible_and_fits(
    visit: OpenPage, town: Town, look: Look, width: int, language: str
) -> None:
    floor = floor_of(town, 2)
    desk, other = take_off(town, "2.D010", "2.D011").values()
    with town.database.reading() as session:
        zone = session.exec(select(Zone.id).where(Zone.floor_id == floor)).first()
    page = visit(ELS, width=width, language=language)
    for what, path in {
        "floors": HERE,
        "floor": f"{HERE}/{floor}",
        "placing": f"{HERE}/{floor}?plek={desk}",
        "large": f"{HERE}/{floor}?plek={other}&maat=groot",
        "zones": f"{HERE}/{floor}/zones",
        "zone": f"{HERE}/{floor}/zones?zone={zone}",
        "drawing": f"{HERE}/{floor}/tekening",
    }.items():
        page.goto(path)
        look(page, what)
        assert page.locator("html").get_attribute("lang") == language


def test_a_stored_hostile_drawing_does_nothing(visit: OpenPage, town: Town) -> None:
    """Even when the cleaning had missed it: as a picture and at its own address."""
    floor = floor_of(town, 1)
    with town.database.writing() as session:
        raise_stock_version(session)
        at = datetime(2026, 11, 1, tzinfo=UTC)
        session.merge(FloorDrawing(floor_id=floor, svg=HOSTILE, uploaded_at=at))
    page = visit(ELS)
    done: list[str] = []
    page.on("dialog", lambda dialog: (done.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: done.append(request.url) if "stolen" in request.url else 0)

    for path in ("/werkplek?weergave=plattegrond", "/ruimtes?weergave=plattegrond", HERE,
                 f"{HERE}/{floor}", f"{HERE}/{floor}/tekening"):  # fmt: skip
        page.goto(path, wait_until="networkidle")
        assert (
            page.locator(
                f"[href*='/plattegronden/{floor}/tekening'], "
                f"[src*='/plattegronden/{floor}/tekening']"
            ).count()
            or "?" in path
        )
        assert page.title() != "taken"
        assert page.locator("script:not([src])").count() == 0
    page.goto(f"/plattegronden/{floor}/tekening", wait_until="networkidle")
    assert page.locator("rect").count() == 1  # it is shown
    assert page.title() != "taken"
    assert done == []
