"""Opening hours behind Beheer: the effect is shown before anything is stored."""

from collections.abc import Callable
from datetime import date, time, timedelta
from urllib.parse import urlencode

import pytest
from sqlmodel import select

from booking.foundation.database import Database
from booking.foundation.journal import JournalEntry
from booking.spaces.models import OpeningException, OpeningHours
from booking.spaces.queries import current_stock
from booking.spaces.rules import opening_periods
from tests.conftest import database_url  # noqa: F401 -- on both engines
from tests.interfaces.web.conftest import Browser, Make
from tests.town_hall import TownHall, at

HERE = "/beheer/openingstijden"
MORNING = (("van", "08:00"), ("tot", "12:00"))
WEEK = {f"{name}_{day}": clock for day in range(5) for name, clock in MORNING}
Browse = Callable[[str | None], Browser]


def asking(hall: TownHall, begins: date, **fields: str) -> dict[str, str]:
    return {"gebouw": str(hall.building), "vanaf": begins.isoformat(), **WEEK, **fields}


def test_the_page_says_when_the_house_is_open(browse: Browse) -> None:
    page = browse("els").get(HERE)

    assert page.status_code == 200
    assert page.text.count("08:00–18:00") >= 5
    assert "50 uur" in page.text
    assert "Alle plekken houden de tijden van het gebouw aan." in page.text


def test_the_preview_names_what_is_hit_and_stores_nothing(
    browse: Browse, hall: TownHall, make: Make, database: Database, monday: date
) -> None:
    make("fatima", "beuk", "10:00", "11:00", title="Past nog")
    make("joost", "beuk", "13:00", "14:00", title="Kwartaaloverleg")
    page = browse("els").get(f"{HERE}/week/gevolg?{urlencode(asking(hall, monday))}")

    assert page.status_code == 200
    assert "1 reservering past dan niet meer" in page.text
    assert "De Beuk (1)" in page.text
    assert "Kwartaaloverleg" in page.text
    assert "Past nog" not in page.text
    assert "50 uur" in page.text
    assert "20 uur" in page.text
    with database.reading() as session:
        assert {row.closes.hour for row in session.exec(select(OpeningHours)).all()} == {18}


def test_confirmed_hours_hold_and_the_reservation_waits_as_a_clash(
    browse: Browse, hall: TownHall, make: Make, database: Database, monday: date
) -> None:
    uid = make("joost", "beuk", "13:00", "14:00", title="Kwartaaloverleg")
    els, fields = browse("els"), asking(hall, monday)
    preview = els.get(f"{HERE}/week/gevolg?{urlencode(fields)}")
    answer = els.submit(preview, f"{HERE}/week", {})
    again = els.submit(preview, f"{HERE}/week", {})

    assert answer.status_code == again.status_code == 303
    with database.reading() as session:
        stock = current_stock(session)
        beuk = stock.spaces[hall.spaces["beuk"]]
        assert list(opening_periods(stock, beuk, monday)) == [at(monday, "08:00", "12:00")]
        changes = session.exec(select(JournalEntry.action)
                               .where(JournalEntry.action == "opening-hours-changed"))  # fmt: skip
        assert len(changes.all()) == 1
    waiting = els.get("/beheer")
    assert f"/reserveringen/{uid}/wijzigen" in waiting.text
    assert f"/reserveringen/{uid}/annuleren" in waiting.text
    assert "is die dag open: 08:00–12:00" in els.get("/beheer/knelpunten").text


def test_every_mistake_is_said_at_once_and_nothing_is_lost(
    browse: Browse, hall: TownHall, monday: date
) -> None:
    fields = asking(hall, monday - timedelta(days=1), tot_0="", van_1="19:00", van_6="02:30",
                    tot_6="09:15", tot_en_met="2026-03-01")  # fmt: skip
    page = browse("els").get(f"{HERE}/week/gevolg?{urlencode(fields)}")

    assert page.status_code == 422
    for name in ("vanaf", "tot_en_met", "tot_0", "tot_1", "tot_6"):
        assert f'id="{name}-error"' in page.text
    for kept in ('value="19:00"', 'value="02:30"', 'value="09:15"'):
        assert kept in page.text


def test_the_house_shuts_for_lunch(
    browse: Browse, hall: TownHall, database: Database, monday: date
) -> None:
    lunch = {"van_0_2": "13:00", "tot_0_2": "17:00", "van_1_2": "11:00", "tot_1_2": "17:00"}
    els, here = browse("els"), f"{HERE}/week/gevolg"
    refused = els.get(f"{here}?{urlencode(asking(hall, monday, **lunch))}")
    assert refused.status_code == 422
    assert 'id="van_1_2-error"' in refused.text
    assert 'id="van_0_2-error"' not in refused.text

    right = lunch | {"van_1_2": "", "tot_1_2": ""}
    preview = els.get(f"{here}?{urlencode(asking(hall, monday, **right))}")
    assert "08:00–12:00, 13:00–17:00" in preview.text
    els.submit(preview, f"{HERE}/week", {})

    with database.reading() as session:
        stock = current_stock(session)
        beuk = stock.spaces[hall.spaces["beuk"]]
        assert list(opening_periods(stock, beuk, monday)) == [
            at(monday, "08:00", "12:00"), at(monday, "13:00", "17:00"),
        ]  # fmt: skip


def test_a_room_gets_its_own_evening(
    browse: Browse, hall: TownHall, database: Database, monday: date
) -> None:
    fields = {"gebouw": hall.building, "plek": hall.spaces["raadzaal"], "vanaf": monday.isoformat(),
              "van_1": "08:00", "tot_1": "22:00"}  # fmt: skip
    els = browse("els")
    preview = els.get(f"{HERE}/week/gevolg?{urlencode(fields)}")
    assert "54 uur" in preview.text
    els.submit(preview, f"{HERE}/week", {})

    assert "di 08:00–22:00" in els.get(HERE).text
    tuesday = monday + timedelta(days=1)
    with database.reading() as session:
        stock = current_stock(session)
        hours = {name: list(opening_periods(stock, stock.spaces[hall.spaces[name]], tuesday))
                 for name in ("raadzaal", "beuk")}  # fmt: skip
    assert hours["raadzaal"] == [at(tuesday, "08:00", "22:00")]
    assert hours["beuk"] == [at(tuesday, "08:00", "18:00")]
    warned = els.get(f"{HERE}/week/gevolg?{urlencode(asking(hall, monday))}")
    assert "1 plek houdt eigen tijden: Raadzaal." in warned.text


def test_a_day_is_closed_changed_and_made_usual_again(
    browse: Browse, hall: TownHall, make: Make, database: Database, monday: date
) -> None:
    make("joost", "beuk", "13:00", "14:00", title="Kwartaaloverleg")
    els = browse("els")
    fields = {"gebouw": hall.building, "datum": monday.isoformat(), "naam": "Storm",
              "open": "dicht"}  # fmt: skip
    preview = els.get(f"{HERE}/dag/gevolg?{urlencode(fields)}")
    assert "Kwartaaloverleg" in preview.text
    assert els.submit(preview, f"{HERE}/dag", {}).status_code == 303
    form = els.get(f"{HERE}/dag?gebouw={hall.building}&datum={monday}")
    assert 'value="Storm"' in form.text

    other = fields | {"open": "anders", "van": "12:00", "tot": "16:00"}
    preview = els.get(f"{HERE}/dag/gevolg?{urlencode(other)}")
    assert "Alle reserveringen passen nog." in preview.text
    assert "1 reservering die niet paste, past weer." in preview.text
    els.submit(preview, f"{HERE}/dag", {})
    with database.reading() as session:
        [row] = session.exec(select(OpeningException)).all()
        assert (row.name, row.opens and row.opens.hour) == ("Storm", 12)

    preview = els.get(f"{HERE}/dag/verwijderen?gebouw={hall.building}&datum={monday}")
    els.submit(preview, f"{HERE}/dag/verwijdering", {})
    with database.reading() as session:
        assert session.exec(select(OpeningException)).all() == []


def test_a_day_without_its_hours_is_asked_again(
    browse: Browse, hall: TownHall, monday: date
) -> None:
    fields = {"gebouw": hall.building, "datum": "2026-03-01", "naam": "Open dag", "open": "anders",
              "van": "10:00"}  # fmt: skip
    page = browse("els").get(f"{HERE}/dag/gevolg?{urlencode(fields)}")

    assert page.status_code == 422
    assert 'id="datum-error"' in page.text
    assert 'id="tot-error"' in page.text
    assert 'value="Open dag"' in page.text


def test_the_holidays_of_a_year_are_chosen_and_filled_in(
    browse: Browse, hall: TownHall, database: Database
) -> None:
    els = browse("els")
    index = els.get(f"{HERE}?gebouw={hall.building}&jaar=2027")
    assert "Geen bijzondere dagen in 2027" in index.text
    assert "Feestdagen van 2027 kiezen" in index.text
    form = els.get(f"{HERE}/feestdagen?gebouw={hall.building}&jaar=2027").text
    for name in ("Koningsdag", "Goede vrijdag", "Bevrijdingsdag", "Kerstavond"):
        assert name in form
    chosen = {"gebouw": str(hall.building), "jaar": "2027", "dag_2027-04-27": "dicht",
              "dag_2027-12-24": "16:00", "eigen_1_datum": "2027-10-04",
              "eigen_1_naam": "Leidens Ontzet", "eigen_1": "dicht"}  # fmt: skip
    preview = els.get(f"{HERE}/feestdagen/gevolg?{urlencode(chosen)}")
    assert "Leidens Ontzet" in preview.text
    answer = els.submit(preview, f"{HERE}/feestdagen", {})

    shown = els.get(answer.headers["location"])
    assert "dinsdag 27 april 2027" in shown.text.lower()
    with database.reading() as session:
        days = {row.name: row for row in session.exec(select(OpeningException)).all()}
    assert days.keys() == {"Koningsdag", "Kerstavond", "Leidens Ontzet"}
    assert days["Kerstavond"].closes == time(16)
    assert days["Leidens Ontzet"].opens is None


@pytest.mark.parametrize(
    ("fields", "field"),
    [({}, ""), ({"eigen_1_datum": "2027-10-04"}, "eigen_1_naam"),
     ({"eigen_1_naam": "Carnaval"}, "eigen_1_datum"),
     ({"dag_2027-12-25": "12:00"}, "dag_2027-12-25"), ({"dag_2027-04-27": "nee"}, "dag_2027-04-27"),
     ({"eigen_2_datum": "2026-01-01", "eigen_2_naam": "Toen"}, "eigen_2_datum")],
)  # fmt: skip
def test_mistakes_in_the_days_of_a_year_are_said(
    browse: Browse, hall: TownHall, fields: dict[str, str], field: str
) -> None:
    query = urlencode({"gebouw": hall.building, "jaar": 2027, **fields})
    page = browse("els").get(f"{HERE}/feestdagen/gevolg?{query}")
    assert page.status_code == 422
    assert f'id="{field}-error"' in page.text if field else "ten minste één dag" in page.text


@pytest.mark.parametrize("name", ["bram", "noor", "samir", "ravi"])
def test_others_do_not_find_the_pages(
    browse: Browse, hall: TownHall, monday: date, name: str
) -> None:
    browser = browse(name)
    for path in (HERE, f"{HERE}/week", f"{HERE}/dag", f"{HERE}/feestdagen?gebouw=1&jaar=2027"):
        assert browser.get(path).status_code == 404, path


@pytest.mark.parametrize(
    "path",
    ["?gebouw=4711", "/week?plek=4711", "/week?plek=nee", "/dag?gebouw=4711",
     "/dag/verwijderen?gebouw=1&datum=2026-03-24", "/feestdagen?gebouw=1&jaar=drie"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(browse: Browse, path: str) -> None:
    assert browse("els").get(HERE + path).status_code == 404
