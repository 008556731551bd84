"""Figures of occupancy as files: the same rights and filter as on the page, in fives, marked."""

import csv
import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from io import BytesIO, StringIO
from typing import Any

import pytest
from odfdo import Document as OdfDocument
from openpyxl import load_workbook
from pypdf import PdfReader
from pypdfium2 import PdfDocument
from sqlmodel import select

from booking.foundation.database import Database
from booking.interfaces.files.forms import FORMS
from booking.occupancy.rounding import by_fives
from booking.people.models import Person
from booking.spaces.models import Zone
from tests.interfaces.web.conftest import Browser
from tests.occupancy.days import add, count, touch_stock
from tests.town_hall import TownHall, at

DAY = date(2026, 3, 16)
TODAY = date(2026, 3, 23)
ONE_DAY = f"van={DAY}&tot={DAY}"
PAGES = (
    "/bezetting",
    "/bezetting/pieken",
    "/bezetting/plekken",
    "/bezetting/vraag",
    "/bezetting/reserveringen",
    "/bezetting/werkplekken",
    "/bezetting/ruimtes",
    "/bezetting/programma-van-eisen",
)
Browse = Callable[[str | None], Browser]


@pytest.fixture(autouse=True)
def counted_day(database: Database, hall: TownHall) -> None:
    """Six people in De Beuk, two at the same time in the council chamber, and three at desks."""
    period = at(DAY, "10:15", "11:00")
    with database.writing() as session:
        for name, people in (("beuk", 6), ("raadzaal", 2), ("D4", 1), ("D5", 1), ("D6", 1)):
            add(session, hall, [name], period, attendee_count=people,
                checked_in_at=period.starts_at)  # fmt: skip
        count(session, DAY, today=TODAY)


def taken(browser: Browser, page: str, query: str = ONE_DAY) -> dict[str, Any]:
    answer = browser.get(f"{page}/cijfers.json?{query}")
    assert answer.status_code == 200
    found: dict[str, Any] = json.loads(answer.content)
    return found


@pytest.mark.parametrize("page", PAGES)
def test_each_page_can_be_taken_along_with_what_one_must_know(browse: Browse, page: str) -> None:
    found = taken(browse("els"), page)
    assert found["gemeente"] == "Gemeente Voorbeeldstad"
    assert "16-03-2026" in found["filter"]
    assert re.fullmatch("[0-9a-f]{12}", found["dataversie"])
    assert found["zaad"] == 0
    assert {"Geteld tot en met", "Afgerond"} <= {it["naam"] for it in found["gegevens"]}
    assert found["tabellen"]
    for table in found["tabellen"]:
        assert {len(table["kolommen"])} == {len(row) for row in table["rijen"]}, table["id"]
    page_said = browse("els").get(f"{page}?{ONE_DAY}").text
    assert f'href="{page}/cijfers.pdf?{ONE_DAY.replace("&", "&amp;")}' in page_said


@pytest.mark.parametrize("page", PAGES[1:5])
def test_each_table_of_a_report_says_what_it_measures_and_of_how_much(
    browse: Browse, page: str
) -> None:
    for table in taken(browse("els"), page)["tabellen"]:
        assert table["grondslag"], table["id"]
        assert table["begrippen"], table["id"]
        counted = re.search(r"(\d+) (reservering|uur)", table["grondslag"])
        assert counted is None or int(counted[1]) % 5 == 0


@pytest.mark.parametrize("form", ["ods", "xlsx", "csv", "json"])
def test_the_same_question_gives_the_same_bytes(browse: Browse, form: str) -> None:
    address = f"/bezetting/cijfers.{form}?{ONE_DAY}"
    answers = [browse(name).get(address) for name in ("els", "samir")]
    assert answers[0].content == answers[1].content
    assert answers[0].headers["content-disposition"].endswith(f'16-2026-03-16.{form}"')


def test_every_form_says_the_shares_of_the_page_and_its_counts_in_fives(browse: Browse) -> None:
    els, path = browse("els"), "/bezetting/reserveringen"
    files = {it: els.get(f"{path}/cijfers.{it}?{ONE_DAY}").content for it in FORMS}
    tables = json.loads(files["json"])["tabellen"]
    on_page = rows_of(els.get(f"{path}?{ONE_DAY}").text)
    in_pdf = " ".join(it.get_textpage().get_text_bounded() for it in PdfDocument(files["pdf"]))
    book = load_workbook(BytesIO(files["xlsx"]))
    lines = {
        "xlsx": [[cell.value for cell in row] for sheet in book for row in sheet.iter_rows()],
        "ods": [[float(it) if isinstance(it, Decimal) else it for it in row]
                for sheet in OdfDocument(BytesIO(files["ods"])).body.tables
                for row in sheet.get_values()],
        "csv": [list(map(number_in, it)) for it in
                csv.reader(StringIO(files["csv"].decode("utf-8-sig")), delimiter=";")],
    }  # fmt: skip
    shares = set()
    for table in tables:
        for row in table["rijen"]:
            for form, found in lines.items():
                assert any(alike(row, it) for it in found), (form, row)
            shown = next(it for it in on_page[table["titel"]] if it[0].startswith(row[0]))
            for value, column, cell in zip(row, table["kolommen"], shown, strict=False):
                if column["eenheid"] == "%" and value is not None:
                    assert cell == f"{value:.1f} %".replace(".", ",")
                    assert cell.removesuffix(" %") in in_pdf
                    shares.add(cell)
                elif isinstance(value, int | float):
                    assert value == by_fives(float(cell.replace(".", "")))
    assert shares


def number_in(cell: str) -> float | str:
    return float(cell.replace(",", ".")) if re.fullmatch(r"\d+(,\d+)?", cell) else cell


def alike(row: list[Any], line: list[Any]) -> bool:
    """Whether a line of a file says what a row of the figures says; numbers are numbers."""
    filled = [*line, *[None] * len(row)]
    return all((it or None) == (said or None) for it, said in zip(row, filled, strict=False))


def rows_of(page: str) -> dict[str, list[list[str]]]:
    """Of each table of a page, by its caption, the words of its cells."""
    return {
        plain(caption): [
            [plain(it) for it in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)]
            for row in re.findall(r"<tr>.*?</tr>", body, re.DOTALL)
        ]
        for caption, body in re.findall(r"<caption.*?>(.*?)</caption>.*?<tbody>(.*?)</tbody>",
                                        page, re.DOTALL)
    }  # fmt: skip


def plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<.*?>", " ", html)).split())


def test_the_data_version_changes_when_a_day_is_counted_anew(
    browse: Browse, database: Database, hall: TownHall
) -> None:
    before = taken(browse("els"), "/bezetting")["dataversie"]
    assert taken(browse("els"), "/bezetting/pieken")["dataversie"] == before
    with database.writing() as session:
        add(session, hall, ["beuk"], at(DAY, "15:00", "16:00"))
        touch_stock(session)
        count(session, DAY, today=TODAY)
    assert taken(browse("els"), "/bezetting")["dataversie"] != before


def test_the_data_version_is_of_the_days_asked_for_and_of_who_is_hidden(
    browse: Browse, database: Database, hall: TownHall
) -> None:
    """A day that is counted later is another day's; a colleague more may bring a team to light."""
    els = browse("els")
    before, beside = (taken(els, "/bezetting/pieken", ONE_DAY + it) for it in ("", "&naast=ervoor"))
    with database.writing() as session:
        for days in (-7, 1):
            count(session, DAY + timedelta(days=days), today=TODAY)
    assert taken(els, "/bezetting/pieken") == before
    again = taken(els, "/bezetting/pieken", f"{ONE_DAY}&naast=ervoor")
    assert again["dataversie"] != beside["dataversie"]
    team_id = hall.cast["fatima"].team_id
    with database.writing() as session:
        session.add(Person(email="nieuw@example.nl", name="Nieuw", team_id=team_id))
    assert taken(els, "/bezetting/pieken")["dataversie"] != before["dataversie"]


def test_nothing_that_people_did_leaves_the_house_exactly(
    browse: Browse, database: Database, hall: TownHall
) -> None:
    """Not in what is coloured, nor in a remark: the minute that forces a room stays at home."""
    heat = next(it for it in taken(browse("els"), "/bezetting")["tabellen"]
                if it["id"] == "drukte-room")  # fmt: skip
    shares = [it for row in heat["rijen"] for it in row[1:] if it]
    assert shares
    assert all(it % 5 == 0 for it in shares)
    sizes = next(it for it in taken(browse("els"), "/bezetting/ruimtes")["tabellen"]
                 if it["id"] == "maten")  # fmt: skip
    assert "Opmerking" not in str(sizes["kolommen"])
    assert "tegelijk van deze maat" in browse("els").get(f"/bezetting/ruimtes?{ONE_DAY}").text


def test_the_pdf_is_tagged_and_in_the_readers_language(browse: Browse) -> None:
    reader = PdfReader(
        BytesIO(browse("els").get(f"/bezetting/pieken/cijfers.pdf?{ONE_DAY}").content)
    )
    assert reader.root_object["/MarkInfo"]["/Marked"]
    assert reader.root_object["/Lang"] == "nl"
    assert reader.metadata is not None
    assert reader.metadata.title == "Pieken – Gemeente Voorbeeldstad"


@pytest.mark.parametrize("file", ["cijfers.exe", "cijfers", "anders.csv", "cijfers.csv.pdf"])
def test_other_files_are_not_there(browse: Browse, file: str) -> None:
    for page in ("/bezetting", "/bezetting/pieken", "/bezetting/niets"):
        assert browse("els").get(f"{page}/{file}").status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_who_may_not_see_the_page_does_not_find_the_file(browse: Browse, page: str) -> None:
    for name in ("fatima", "ravi"):
        assert browse(name).get(f"{page}/cijfers.pdf").status_code == 404


def test_who_took_what_along_is_there_for_the_works_council(browse: Browse) -> None:
    browse("samir").get(f"/bezetting/pieken/cijfers.ods?{ONE_DAY}")
    taken(browse("els"), "/bezetting/programma-van-eisen")
    page = unescape(browse("els").get("/bezetting/inzage").text)
    said = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert re.search(r"Samir Haddad Pieken .{,60}als bestand \(ODS\)", said)
    assert re.search(r"Programma van eisen .{,90}als bestand \(JSON\)", said)


def test_the_programme_says_the_numbers_of_its_sources(browse: Browse) -> None:
    els = browse("els")
    tables = taken(els, "/bezetting/programma-van-eisen")["tabellen"]
    rows, sources = ({row[0]: row for row in it["rijen"]} for it in tables)
    assert rows["Ruimtes voor 4"][1:6] == [1, 0, 8, 8, 0]
    assert rows["Ruimtes voor 8"][1:6] == [1, 1, 16, 16, 16]
    assert rows["Werkplekken"][1:6] == [3, 6, 6, 18, 36]
    assert rows["Alles samen"][4] == 8 + 16 + 18
    for page, sentence in (("Ruimtes nodig", "Met 2 ruimtes (24 m²)"),
                           ("Werkplekken nodig", "Met 3 werkplekken")):  # fmt: skip
        formula, of, version, address = sources[page][1:]
        assert "NEN 1824" in formula
        assert "16-03-2026" in of
        assert version == taken(els, address.partition("?")[0])["dataversie"]
        assert sentence in unescape(els.get(address).text).replace("\N{NO-BREAK SPACE}", " ")


def test_the_programme_reckons_with_the_square_metres_that_are_asked(browse: Browse) -> None:
    query = f"{ONE_DAY}&m2-stoel=3&m2-werkplek=8"
    schedule, _ = taken(browse("els"), "/bezetting/programma-van-eisen", query)["tabellen"]
    rows = {row[0]: row for row in schedule["rijen"]}
    assert (rows["Ruimtes voor 4"][3], rows["Werkplekken"][3]) == (12, 8)
    page = browse("els").get(f"/bezetting/programma-van-eisen?{query}").text
    assert "m2-stoel=3&amp;m2-werkplek=8" in page


def test_a_programme_without_days_says_so(browse: Browse) -> None:
    query = "van=2019-01-01&tot=2019-02-01"
    assert taken(browse("els"), "/bezetting/programma-van-eisen", query)["tabellen"] == []
    page = browse("els").get(f"/bezetting/programma-van-eisen?{query}").text
    assert "nog geen open dag voorbij" in page


def test_of_few_partners_the_rooms_say_nothing(
    browse: Browse, database: Database, hall: TownHall
) -> None:
    """What they need less staff's would be theirs: two people come for partners here."""
    page = "/bezetting/ruimtes"
    everybody = taken(browse("els"), page)
    for party in ("partners", "medewerkers"):
        asked = taken(browse("els"), page, f"{ONE_DAY}&wie={party}")
        assert asked["tabellen"] == everybody["tabellen"]
        assert "Medewerkers en partners" in asked["filter"]
    assert "Zonder partners" not in str(everybody["conclusies"])
    partner_id = hall.cast["ravi"].partner_id
    with database.writing() as session:
        session.add_all(
            Person(email=f"p{n}@partner.example", name=f"P {n}", partner_id=partner_id)
            for n in range(8)
        )
    assert "Zonder partners" in str(taken(browse("els"), page)["conclusies"])


def test_a_hidden_zone_stays_hidden_in_each_file(
    browse: Browse, database: Database, hall: TownHall
) -> None:
    with database.reading() as session:
        zone = session.exec(select(Zone).where(Zone.id == hall.zones["team"])).one()
    for page in PAGES[:5]:
        found = taken(browse("els"), page, f"{ONE_DAY}&zone={zone.id}")
        assert found["tabellen"] == []
        assert "minder dan 10 mensen" in str(found["conclusies"])


def test_the_monthly_report_is_asked_for_and_stopped_with_one_button(browse: Browse) -> None:
    els, path = browse("els"), "/bezetting/maandbericht"
    page = els.get("/bezetting")
    assert "Stuur mij elke maand een bericht" in page.text
    assert els.submit(page, path, {}).headers["location"] == "/bezetting"
    page = els.get("/bezetting")
    assert "Stuur mij geen maandbericht meer" in page.text
    els.submit(page, path, {})
    assert "Stuur mij elke maand een bericht" in els.get("/bezetting").text
