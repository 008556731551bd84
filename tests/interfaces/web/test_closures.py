"""Closures behind Beheer: the effect first, then stored, ended, changed, called off."""

from collections.abc import Callable
from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from sqlmodel import select

from booking.foundation.database import Database
from booking.foundation.local_time import local_day
from booking.spaces.models import Closure
from booking.spaces.values import ClosureKind
from tests.conftest import database_url  # noqa: F401 -- on both engines
from tests.interfaces.web.conftest import Browser, Make
from tests.town_hall import TownHall, at

HERE = "/beheer/sluitingen"
Browse = Callable[[str | None], Browser]


def asking(hall: TownHall, day: date, **fields: str) -> dict[str, str]:
    return {"waar": f"plek-{hall.spaces['beuk']}", "soort": "closure", "reden": "nieuwe vloer",
            "begin_datum": day.isoformat(), "eind_datum": day.isoformat(), **fields}  # fmt: skip


def stored(database: Database) -> list[Closure]:
    with database.reading() as session:
        return list(session.exec(select(Closure)))


def close(els: Browser, fields: dict[str, str]) -> None:
    preview = els.get(f"{HERE}/gevolg?{urlencode(fields)}")
    assert els.submit(preview, f"{HERE}/nieuw", {}).headers["location"] == HERE


def test_a_closure_shows_whom_it_hits_and_is_then_stored(
    browse: Browse, hall: TownHall, make: Make, database: Database, monday: date
) -> None:
    make("joost", "beuk", "13:00", "14:00", title="Kwartaaloverleg")
    els, fields = browse("els"), asking(hall, monday, begin_tijd="12:00")
    preview = els.get(f"{HERE}/gevolg?{urlencode(fields)}")

    assert "1 reservering past dan niet meer" in preview.text
    assert "Kwartaaloverleg" in preview.text
    assert stored(database) == []
    els.submit(preview, f"{HERE}/nieuw", {})
    els.submit(preview, f"{HERE}/nieuw", {})
    [row] = stored(database)
    assert (row.space_id, row.reason) == (hall.spaces["beuk"], "nieuwe vloer")
    assert row.starts_at == at(monday, "12:00", "13:00").starts_at
    assert row.ends_at == local_day(monday).ends_at
    assert "nieuwe vloer" in els.get(HERE).text
    assert "nieuwe vloer" in els.get("/beheer/knelpunten").text


@pytest.mark.parametrize(
    ("where", "column"),
    [("gebouw", "building_id"), ("verdieping", "floor_id"), ("zone", "zone_id")],
)
def test_more_than_a_space_can_be_closed(
    browse: Browse, hall: TownHall, make: Make, database: Database, monday: date, where: str,
    column: str,
) -> None:  # fmt: skip
    make("joost", "beuk", "13:00", "14:00", title="Kwartaaloverleg")
    number = {"gebouw": hall.building, "verdieping": 2, "zone": hall.zones["overleg"]}[where]
    els = browse("els")
    preview = els.get(f"{HERE}/gevolg?{urlencode(asking(hall, monday, waar=f'{where}-{number}'))}")
    assert "Kwartaaloverleg" in preview.text
    els.submit(preview, f"{HERE}/nieuw", {})
    [row] = stored(database)
    assert getattr(row, column) == number


def test_broken_is_one_click_away_from_a_space(
    browse: Browse, hall: TownHall, database: Database, monday: date
) -> None:
    els, number = browse("els"), hall.spaces["D1"]
    form = els.get(f"{HERE}/nieuw?plek={number}&soort=out_of_service").text

    assert f'value="plek-{number}" selected' in form
    assert 'value="out_of_service" checked' in form
    assert f'name="begin_datum" value="{monday}"' in form
    close(els, asking(hall, monday, waar=f"plek-{number}", soort="out_of_service",
                      begin_tijd="09:00"))  # fmt: skip
    [row] = stored(database)
    assert row.kind is ClosureKind.OUT_OF_SERVICE
    assert "Buiten gebruik" in els.get(HERE).text


def test_every_mistake_is_said_at_once_and_nothing_is_lost(
    browse: Browse, hall: TownHall, monday: date
) -> None:
    fields = {"waar": "plek-4711", "soort": "closure", "reden": "x" * 121,
              "begin_datum": "2026-03-01", "eind_datum": "nee", "begin_tijd": "25:00"}  # fmt: skip
    page = browse("els").get(f"{HERE}/gevolg?{urlencode(fields)}")
    assert page.status_code == 422
    for name in ("reden", "eind_datum", "begin_tijd"):
        assert f'id="{name}-error"' in page.text
    assert 'value="2026-03-01"' in page.text

    fields |= {"reden": "vloer", "eind_datum": monday.isoformat(), "begin_tijd": ""}
    page = browse("els").get(f"{HERE}/gevolg?{urlencode(fields)}")
    assert page.status_code == 422
    assert 'id="waar-error"' in page.text
    assert 'id="begin_datum-error"' in page.text

    night = asking(hall, date(2026, 3, 29), begin_tijd="02:30")
    assert 'id="begin_tijd-error"' in browse("els").get(f"{HERE}/gevolg?{urlencode(night)}").text
    back = asking(hall, monday, begin_tijd="15:00", eind_tijd="14:00")
    assert 'id="eind_datum-error"' in browse("els").get(f"{HERE}/gevolg?{urlencode(back)}").text


def test_what_runs_is_ended_and_prolonged(
    browse: Browse, hall: TownHall, database: Database, monday: date
) -> None:
    els = browse("els")
    close(els, asking(hall, monday))
    [row] = stored(database)
    form = els.get(f"{HERE}/{row.id}/wijzigen")
    assert 'name="waar"' not in form.text
    assert 'name="begin_datum"' not in form.text

    later = monday + timedelta(days=2)
    fields = {"soort": "closure", "eind_datum": later.isoformat(), "eind_tijd": "12:00",
              "reden": "vloer en verf"}  # fmt: skip
    preview = els.get(f"{HERE}/{row.id}/gevolg?{urlencode(fields)}")
    assert els.submit(preview, f"{HERE}/{row.id}/wijziging", {}).status_code == 303
    [changed] = stored(database)
    assert (changed.starts_at, changed.space_id) == (row.starts_at, row.space_id)
    assert changed.ends_at == at(later, "11:00", "12:00").ends_at
    assert changed.reason == "vloer en verf"

    els.submit(els.get(HERE), f"{HERE}/{row.id}/einde", {})
    [ended] = stored(database)
    assert ended.ends_at == at(monday, "08:00", "09:00").ends_at
    assert "Voorbij, laatste 90 dagen" in els.get(HERE).text
    assert els.get(f"{HERE}/{row.id}/wijzigen").status_code == 422


def test_what_is_to_come_is_changed_and_called_off(
    browse: Browse, hall: TownHall, database: Database, monday: date
) -> None:
    els, tomorrow = browse("els"), monday + timedelta(days=1)
    close(els, asking(hall, tomorrow))
    [row] = stored(database)
    assert f'value="{tomorrow}"' in els.get(f"{HERE}/{row.id}/wijzigen").text
    other = asking(hall, tomorrow, waar=f"zone-{hall.zones['stil']}")
    preview = els.get(f"{HERE}/{row.id}/gevolg?{urlencode(other)}")
    els.submit(preview, f"{HERE}/{row.id}/wijziging", {})
    [row] = stored(database)
    assert (row.space_id, row.zone_id) == (None, hall.zones["stil"])

    els.submit(els.get(HERE), f"{HERE}/{row.id}/verwijdering", {})
    assert stored(database) == []


@pytest.mark.parametrize("name", ["bram", "noor", "samir", "ravi"])
def test_others_do_not_find_the_pages(browse: Browse, hall: TownHall, name: str) -> None:
    browser = browse(name)
    for path in (HERE, f"{HERE}/nieuw", f"{HERE}/gevolg", f"{HERE}/1/wijzigen"):
        assert browser.get(path).status_code == 404, path


@pytest.mark.parametrize("number", ["4711", "nee", "99999999999999"])
def test_a_closure_that_is_not_there_is_not_found(browse: Browse, number: str) -> None:
    assert browse("els").get(f"{HERE}/{number}/wijzigen").status_code == 404


def test_a_closure_comes_back_becomes_another_and_stops(
    browse: Browse, hall: TownHall, database: Database, monday: date
) -> None:
    els, friday = browse("els"), monday + timedelta(days=4)
    fields = asking(hall, friday, begin_tijd="17:00", eind_tijd="18:00", herhaal="laatste-weekdag",
                    tot_en_met="2026-08-31")  # fmt: skip
    preview = els.get(f"{HERE}/gevolg?{urlencode(fields)}")
    assert "Elke maand op de laatste vrijdag t/m 31 augustus 2026." in preview.text
    els.submit(preview, f"{HERE}/nieuw", {})
    rows = stored(database)
    assert [row.starts_at.month for row in rows] == [3, 4, 5, 6, 7, 8]
    assert {row.ends_at - row.starts_at for row in rows} == {timedelta(hours=1)}
    index = els.get(HERE)
    assert "Nog 6 keer" in index.text

    form = els.get(f"{HERE}/nieuw?reeks={rows[0].series_id}")
    assert 'value="laatste-weekdag" selected' in form.text
    weekly = asking(hall, date(2026, 5, 4), begin_tijd="17:00", eind_tijd="18:00", herhaal="week",
                    tot_en_met="2026-05-31", reeks=str(rows[0].series_id))  # fmt: skip
    query = urlencode([*weekly.items(), ("dag", "0"), ("dag", "2")])
    preview = els.get(f"{HERE}/gevolg?{query}")
    assert els.submit(preview, f"{HERE}/nieuw", {"dag": ["0", "2"]}).status_code == 303
    assert len([row for row in stored(database) if row.series_id != rows[0].series_id]) == 8
    assert len([row for row in stored(database) if row.series_id == rows[0].series_id]) == 2

    for series in {row.series_id for row in stored(database)}:
        els.submit(els.get(HERE), f"{HERE}/reeksen/{series}/einde", {})
    assert stored(database) == []


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"herhaal": "week", "tot_en_met": "2026-08-31"}, "dag"),
     ({"herhaal": "dag"}, "tot_en_met"), ({"herhaal": "dag", "tot_en_met": "2026-03-01"},
                                          "tot_en_met"),
     ({"herhaal": "dag", "tot_en_met": "2031-03-01"}, "tot_en_met")],
)  # fmt: skip
def test_mistakes_in_how_it_comes_back_are_said(
    browse: Browse, hall: TownHall, monday: date, fields: dict[str, str], field: str
) -> None:
    page = browse("els").get(f"{HERE}/gevolg?{urlencode(asking(hall, monday, **fields))}")
    assert page.status_code == 422
    assert f'id="{field}-error"' in page.text
