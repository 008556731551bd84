"""Which rooms are needed: the answer on the page and as a file, and who may ask."""

import csv
import re
from collections.abc import Callable
from datetime import date
from html import unescape
from io import StringIO

import pytest
from sqlmodel import select

from booking.foundation.database import Database
from booking.foundation.journal import JournalEntry
from tests.interfaces.web.conftest import Browser
from tests.occupancy.days import add, count
from tests.town_hall import TownHall, at

DAY = date(2026, 3, 16)
TODAY = date(2026, 3, 23)
PATH = "/bezetting/ruimtes"
ONE_DAY = f"van={DAY}&tot={DAY}"
Browse = Callable[[str | None], Browser]


@pytest.fixture(autouse=True)
def counted_day(database: Database, hall: TownHall) -> None:
    """Three of six people in De Beuk, and two at the same time in the council chamber."""
    period = at(DAY, "10:15", "11:00")
    with database.writing() as session:
        for name, people in (("beuk", 6), ("raadzaal", 2)):
            add(session, hall, [name], period, attendee_count=people,
                checked_in_at=period.starts_at)  # fmt: skip
        count(session, DAY, today=TODAY)


def said(browser: Browser, query: str = ONE_DAY) -> str:
    answer = browser.get(f"{PATH}?{query}")
    assert answer.status_code == 200
    return " ".join(unescape(answer.text).replace("\N{NO-BREAK SPACE}", " ").split())


def test_the_answer_says_which_rooms_and_what_forces_them(browse: Browse) -> None:
    page = said(browse("els"))
    # six people fill a room for eight to 75 percent, two a room for four to 50
    assert "Met 2 ruimtes (24 m²) had iedereen op 1 van de 1 dagen een passende ruimte" in page
    assert "1 voor 4 en 1 voor 8" in page
    assert "ma 16 mrt om 10:15: 2 tegelijk van deze maat of groter" in page
    assert "Nu zijn er 4 ruimtes" in page  # the parts of De Linde, not the whole besides


def test_what_it_rests_on_can_be_changed(browse: Browse) -> None:
    full = said(browse("els"), f"{ONE_DAY}&vulling=100&m2=3&euro=300")
    assert "Met 2 ruimtes (24 m²)" in full
    assert "1 voor 2 en 1 voor 6" in full
    assert "€ 7.200" in full
    odd = said(browse("els"), f"{ONE_DAY}&vulling=1000&m2=nul&zekerheid=17&wie=iedereen")
    assert "Met 2 ruimtes (24 m²)" in odd


def test_the_curve_has_its_figures_in_the_table(browse: Browse, database: Database,
                                                hall: TownHall) -> None:  # fmt: skip
    """Two more days without a meeting: half of the days are served with no room at all.

    Three days are too few to say how sure that is.
    """
    with database.writing() as session:
        for day in (date(2026, 3, 17), date(2026, 3, 18)):
            count(session, day, today=TODAY)
    page = said(browse("els"), f"van={DAY}&tot=2026-03-18")
    assert "Overleggen die geen ruimte vinden, naar m²: van 2 naar 0." in page
    assert 'class="peakline__line" points="0.0,10.0 720.0,160.0"' in page
    levels = page.split("Wat zekerheid kost")[1].split("</table>")[0]
    cells = re.sub("<[^>]*>", " ", levels).split()
    assert " ".join(cells[-16:]) == "60 % 0 0 1 2 – – 50 % 0 0 1 2 – –"


def test_a_formula_stands_beside_the_count_and_alone_where_nothing_was_measured(
    browse: Browse,
) -> None:
    page = re.sub("<[^>]*>", " ", said(browse("els")))
    assert "Een model, om mee te vergelijken" in page
    row = page.split("Het drukste uur volgens een formule")[1].split("voor 8 of meer")[1]
    # six people need a room for eight, for 45 minutes of one Monday; three such rooms there are
    assert row.split()[:8] == ["maandag", "vanaf", "10:00", "uur", "(n", "=", "1)", "0,8"]
    empty = re.sub("<[^>]*>", " ", said(browse("els"), "van=2019-01-01&tot=2019-02-01"))
    table = empty.split("Nog niets gemeten?")[1].split("Een model")[0].split()
    pairs = dict(zip(table[-12::2], table[-11::2], strict=True))
    assert pairs == {"1,0": "4", "2,0": "6", "3,5": "8", "5,0": "10", "8,0": "14", "12,0": "19"}


def test_a_part_for_htmx_is_no_whole_page(browse: Browse) -> None:
    part = browse("els").get(f"{PATH}?{ONE_DAY}", headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert "zekerheid-tabel" in part


def test_the_file_says_the_same(browse: Browse) -> None:
    answer = browse("els").get(f"{PATH}/cijfers.csv?{ONE_DAY}")
    lines = list(csv.reader(StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert ["voor 8", "1", "1", "0"] in [line[:4] for line in lines]
    assert ["Stoelen hoogstens gevuld", "80\N{NO-BREAK SPACE}%"] in lines


@pytest.mark.parametrize("query", ["van=2019-01-01&tot=2019-02-01", "van=2031-01-01"])
def test_without_open_days_it_says_so(browse: Browse, query: str) -> None:
    assert "In deze periode is nog geen open dag voorbij" in said(browse("els"), query)


@pytest.mark.parametrize("path", [PATH, "/bezetting/werkplekken", "/bezetting/programma-van-eisen"])
def test_more_than_three_years_at_once_are_refused(browse: Browse, path: str) -> None:
    answer = browse("els").get(f"{path}?van=2020-01-01&tot={DAY}")
    assert answer.status_code == 422
    assert "Kies hoogstens drie jaar." in unescape(answer.text)


def test_meetings_beyond_the_largest_size_are_said_and_not_silently_dropped(
    browse: Browse, database: Database, hall: TownHall
) -> None:
    """Ninety people fill a room for a hundred to more than 80 percent."""
    period = at(DAY, "13:00", "14:00")
    with database.writing() as session:
        add(session, hall, ["raadzaal"], period, attendee_count=90,
            checked_in_at=period.starts_at)  # fmt: skip
        count(session, DAY, today=TODAY)
    page = said(browse("els"))
    assert "1 overleggen waren groter dan de grootste maat" in page
    assert "2 overleggen op 1 open dagen" in page
    assert not re.search(r"\b(nan|inf|None)\b", re.sub("<[^>]*>", " ", page))


@pytest.mark.parametrize("path", [PATH, "/bezetting/werkplekken", "/bezetting/programma-van-eisen"])
def test_a_day_without_opening_hours_gives_a_sentence_and_no_figure(
    browse: Browse, database: Database, path: str
) -> None:
    sunday = date(2026, 3, 15)
    with database.writing() as session:
        count(session, sunday, today=TODAY)
    page = unescape(browse("els").get(f"{path}?van={sunday}&tot={sunday}").text)
    assert "In deze periode is nog geen open dag voorbij" in page
    assert 'class="stat' not in page


def test_who_may_not_see_occupancy_does_not_find_it(browse: Browse, database: Database) -> None:
    for name in ("fatima", "ravi", "noor"):
        for path in (PATH, f"{PATH}/cijfers.csv"):
            assert browse(name).get(path).status_code == 404
    assert browse(None).get(PATH).status_code == 303
    with database.reading() as session:
        asked = select(JournalEntry).where(JournalEntry.subject_kind == "occupancy")
        assert not session.exec(asked).all()


def test_each_look_is_written_down(browse: Browse, database: Database) -> None:
    said(browse("els"))
    with database.reading() as session:
        asked = select(JournalEntry).where(JournalEntry.subject_kind == "occupancy")
        (entry,) = session.exec(asked).all()
    assert (entry.action, entry.after["kind"] if entry.after else "") == ("see", "room")
