"""Els takes an earlier survey over, and reads it beside what the house knew."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from httpx import Response
from sqlmodel import select

from booking.foundation.database import Database
from booking.occupancy.rounds.models import RoundSight
from booking.occupancy.rounds.queries import latest_rounds
from booking.spaces.operations import raise_stock_version
from tests.interfaces.web.conftest import Browser, hidden_fields
from tests.occupancy.days import MONDAY, TUESDAY, add, count
from tests.spreadsheets import csv
from tests.town_hall import TownHall, add_desks, at

Browse = Callable[[str | None], Browser]
HERE = "/beheer/overnemen/tellingen"
FIGURES = "/bezetting/telrondes?van=2026-03-23&tot=2026-03-23"
HEAD = ["datum", "tijd", "plek", "gezien", "mensen"]
CLOCKS = ("10:00", "14:00", "16:00")
LINES = [["2026-03-23", clock, f"1.D0{n}", "gebruikt" if n < 5 else "leeg", ""]
         for clock in CLOCKS[:2] for n in range(1, 7)]  # fmt: skip
OF_EVERYONE = [["2026-03-23", clock, f"0.D{n:02}", "gebruikt" if n < 7 else "leeg", ""]
               for clock in CLOCKS[:2] for n in range(1, 11)]  # fmt: skip


@pytest.fixture
def now() -> datetime:
    """Tuesday, ten o'clock: Monday is over."""
    return datetime(2026, 3, 24, 9, tzinfo=UTC)


def preview(browser: Browser, lines: list[list[str]]) -> Response:
    fields = hidden_fields(browser.get(HERE).text, f"{HERE}/bestand")
    sent = browser.client.post(f"{HERE}/bestand", data=fields, follow_redirects=False,
                               files={"bestand": ("telling.csv", csv([HEAD, *lines]))})  # fmt: skip
    assert sent.status_code == 303, sent.text
    return browser.get(sent.headers["location"])


def taken_over(browser: Browser, lines: list[list[str]] = LINES) -> None:
    shown = preview(browser, lines)
    assert browser.submit(shown, f"{shown.url.path}/bevestiging", {}).status_code == 303


@pytest.fixture
def ten_desks(database: Database, hall: TownHall) -> None:
    """Downstairs, where everyone may sit."""
    with database.writing() as session:
        raise_stock_version(session)
        add_desks(session, hall, "plein", 10)


@pytest.mark.usefixtures("ten_desks")
def test_an_earlier_survey_is_looked_at_taken_over_and_told(
    browse: Browse, database: Database, hall: TownHall
) -> None:
    els, held = browse("els"), at(MONDAY, "09:00", "11:00")
    with database.writing() as session:
        for name in ("plein1", "plein9"):
            add(session, hall, [name], held, checked_in_at=held.starts_at)
        count(session, MONDAY, today=TUESDAY)
    assert "geen telronde afgerond" in els.get(FIGURES).text
    taken_over(els, OF_EVERYONE)
    with database.reading() as session:
        assert [it.space_count for it in latest_rounds(session, count_max=9)] == [10, 10]
    assert "2 telrondes, n = 20" in els.get("/bezetting/telrondes").text  # of this year
    told = els.get(FIGURES).text
    assert "2 telrondes, n = 20; 10 van de 20 plekken" in told
    # 12 of 20 in use; of those 12 one was reserved, and one of two that were reserved was in use
    assert "Van wat er is bekeken was 60,0\N{NO-BREAK SPACE}% in gebruik" in told
    assert "was 8,3\N{NO-BREAK SPACE}% gereserveerd" in told
    assert "was 50,0\N{NO-BREAK SPACE}% in gebruik" in told
    assert "nog geen correctie" in told  # check-in knew of two places only
    overview = els.get(FIGURES.replace("/telrondes", "")).text
    assert "zijn 2 telrondes gelopen" in overview  # no figure without saying that it is corrected
    samir = browse("samir")
    assert "<td>Telrondes</td>" in samir.get("/bezetting/inzage").text
    assert 'href="/beheer/telrondes"' in told
    assert 'href="/beheer/telrondes"' not in samir.get(FIGURES).text  # he does not count


def test_a_second_time_changes_nothing_and_another_count_changes_one(
    browse: Browse, database: Database
) -> None:
    els = browse("els")
    taken_over(els)
    assert "/bevestiging" not in preview(els, LINES).text
    taken_over(els, [["2026-03-23", "10:00", "1.D01", "verlaten", ""]])
    with database.reading() as session:
        seen = [(it.seen.value, it.person_count) for it in session.exec(select(RoundSight))]
    assert len(seen) == 12
    assert seen.count(("vacant", 0)) == 1


def test_few_places_are_not_told(browse: Browse, hall: TownHall, database: Database) -> None:
    els = browse("els")
    with database.writing() as session:
        count(session, MONDAY, today=TUESDAY)
    taken_over(els, [[day, clock, *rest] for clock in CLOCKS for day, _, *rest in LINES[:4]])
    told = els.get(FIGURES).text  # twelve looks at four places
    assert "minder dan 10 plekken" in told
    assert "100,0" not in told


@pytest.mark.usefixtures("ten_desks")
def test_places_of_a_small_group_do_not_count_along(
    browse: Browse, hall: TownHall, database: Database
) -> None:
    """A team of three has four desks; the other zone upstairs would give them away."""
    els = browse("els")
    with database.writing() as session:
        count(session, MONDAY, today=TUESDAY)
    taken_over(els, [*LINES, *OF_EVERYONE])
    told = els.get(FIGURES).text
    assert "2 telrondes, n = 20; 10 van de 20 plekken" in told
    assert "was 60,0\N{NO-BREAK SPACE}% in gebruik" in told


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (["2026-03-25", "10:00", "1.D01", "leeg", ""], "dit moet nog komen."),
        (["2026-03-23", "25:00", "1.D01", "leeg", ""], "een tijd zoals 14:05."),
        (["2026-03-29", "2:30", "1.D01", "leeg", ""], "die nacht gaat de klok vooruit"),
        (["2026-03-23", "10:00", "9.99", "leeg", ""], "op die dag was er geen plek"),
        (["2026-03-23", "10:00", "1.D01", "", ""], "of hoeveel mensen er waren."),
        (["2026-03-23", "10:00", "1.D01", "weg", ""], "een van: gebruikt, verlaten, leeg."),
        (["", "10:00", "1.D01", "leeg", ""], "dit moet ingevuld zijn."),
    ],
)
def test_every_mistake_is_said_and_nothing_is_taken(
    browse: Browse, database: Database, line: list[str], said: str
) -> None:
    shown = preview(browse("els"), [line, LINES[0], LINES[0]])
    assert said in shown.text
    assert "dit staat ook op regel 3." in shown.text
    with database.reading() as session:
        assert latest_rounds(session, count_max=9) == []


@pytest.mark.usefixtures("ten_desks")
def test_the_rounds_are_taken_along_and_only_by_who_may(browse: Browse, database: Database) -> None:
    """Twenty looks, twelve of them at a desk in use: shares exactly, counts in fives."""
    els, path = browse("els"), "/bezetting/telrondes/cijfers.json?van=2026-03-23&tot=2026-03-23"
    with database.writing() as session:
        count(session, MONDAY, today=TUESDAY)
    assert els.get(path).json()["tabellen"] == []
    taken_over(els, OF_EVERYONE)
    found = els.get(path).json()
    seen = found["tabellen"][0]
    assert (found["titel"], seen["rijen"][0][3], seen["rijen"][0][-1]) == ("Telrondes", 60.0, 20)
    assert "n = 20" in seen["grondslag"]
    assert "/bezetting/telrondes/cijfers.pdf?" in els.get(FIGURES).text
    assert browse("fatima").get(path).status_code == 404
