"""The three files that a town hall may publish, and what their description says of them."""

import csv
import json
from collections.abc import Callable
from datetime import date
from io import StringIO

import pytest

from booking.foundation.database import Database
from booking.interfaces.web.occupancy.open_data.files import open_csv, open_table
from booking.occupancy.open_data import OpenRow
from booking.spaces.values import SpaceKind
from tests.interfaces.web.conftest import Browser
from tests.occupancy.days import add, count
from tests.town_hall import TownHall, at

PATH = "/bezetting/open-data"
DAY = date(2026, 2, 16)
Browse = Callable[[str | None], Browser]


@pytest.fixture(autouse=True)
def counted_day(database: Database, hall: TownHall) -> None:
    with database.writing() as session:
        for hour in range(7, 18):
            period = at(DAY, f"{hour:02}:00", f"{hour + 1:02}:00")
            add(session, hall, ["beuk"], period, attendee_count=4, checked_in_at=period.starts_at)
        count(session, DAY, today=date(2026, 3, 23))


def test_both_forms_say_the_same(browse: Browse) -> None:
    els = browse("els")
    lines = list(csv.DictReader(StringIO(els.get(f"{PATH}/bezetting.csv").content.decode())))
    found = json.loads(els.get(f"{PATH}/bezetting.json").content)
    assert lines == [{name: "" if it is None else str(it) for name, it in row.items()}
                     for row in found]  # fmt: skip
    [rooms] = [it for it in found if it["verdieping"] == "heel het gebouw"
               and it["soort"] == "ruimtes"]  # fmt: skip
    assert (rooms["maand"], rooms["reserveringen"]) == ("2026-02", 10)


def test_the_description_names_the_files_beside_it(browse: Browse) -> None:
    answer = browse("els").get(f"{PATH}/dcat.jsonld")
    assert answer.headers["content-type"].startswith("application/ld+json")
    found = json.loads(answer.content)
    for name in ("dct:identifier", "dct:title", "dct:description", "dct:publisher", "dct:creator",
                 "dcat:contactPoint", "dcat:theme", "dct:accessRights"):  # fmt: skip
        assert found[name], name  # what DCAT-AP-NL 3.0 asks of a dataset
    assert found["dct:temporal"]["dcat:startDate"]["@value"] == "2025-03-01"
    assert found["dct:temporal"]["dcat:endDate"]["@value"] == "2026-02-28"
    files = {it["dcat:downloadURL"]["@id"] for it in found["dcat:distribution"]}
    assert files == {"bezetting.csv", "bezetting.json"}
    assert all(it["dct:license"]["@id"] for it in found["dcat:distribution"])


def test_the_page_shows_what_is_in_them_and_who_took_them(browse: Browse) -> None:
    els = browse("els")
    assert "heel het gebouw" in els.get(PATH).text
    els.get(f"{PATH}/bezetting.csv")
    assert "als bestand (CSV)" in els.get("/bezetting/inzage").text


@pytest.mark.parametrize("name", ["fatima", "ravi"])
def test_inside_the_app_they_are_for_who_may_see_occupancy(browse: Browse, name: str) -> None:
    for path in (PATH, f"{PATH}/bezetting.csv", f"{PATH}/dcat.jsonld"):
        assert browse(name).get(path).status_code == 404
    assert browse("els").get(f"{PATH}/anders.csv").status_code == 404


def test_the_name_of_a_floor_is_no_formula_in_a_spreadsheet() -> None:
    rows = [OpenRow(DAY, "=HYPERLINK(1)", SpaceKind.ROOM, open_hours=5)]
    [line] = csv.DictReader(StringIO(open_csv(open_table(rows)).decode()))
    assert (line["verdieping"], line["open_uren"]) == ("'=HYPERLINK(1)", "5")
