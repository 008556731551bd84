"""Bezetting: the figures, who may see them, and what is not shown of small groups."""

import csv
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from io import StringIO
from urllib.parse import urlencode

import pytest
from httpx import Response
from pydantic import ValidationError
from sqlalchemy import delete
from sqlmodel import col, select

from booking.foundation.database import Database
from booking.foundation.journal import JournalEntry
from booking.foundation.settings import Settings
from booking.occupancy.facts import recount_dirty
from booking.occupancy.models import FactVersion
from booking.people.models import Person, Team
from booking.reservations.claims import raise_day_versions
from booking.spaces.models import Closure, Zone
from tests.conftest import database_url  # noqa: F401 -- on both engines
from tests.interfaces.web.conftest import Browser
from tests.occupancy.days import RELEASED, add, count, touch_stock
from tests.town_hall import TownHall, at

DAY = date(2026, 3, 16)  # the Monday before the one on which it is looked at
TODAY = date(2026, 3, 23)
Browse = Callable[[str | None], Browser]


@pytest.fixture(autouse=True)
def counted_day(database: Database, hall: TownHall) -> None:
    """De Beuk closed from one o'clock and twice in use, back to back; a desk used, one missed."""
    closed = at(DAY, "13:00", "18:00")
    missed, sitting = at(DAY, "09:00", "17:00"), at(DAY, "10:00", "12:00")
    with database.writing() as session:
        session.add(Closure(space_id=hall.spaces["beuk"], starts_at=closed.starts_at,
                            ends_at=closed.ends_at, reason="Verf"))  # fmt: skip
        touch_stock(session)
        for begin, until in (("09:00", "10:00"), ("10:00", "11:30")):
            period = at(DAY, begin, until)
            add(session, hall, ["beuk"], period, attendee_count=4, checked_in_at=period.starts_at)
        add(session, hall, ["D5"], missed, state=RELEASED,
            released_at=missed.starts_at + timedelta(minutes=15))  # fmt: skip
        add(session, hall, ["D6"], sitting, checked_in_at=sitting.starts_at)
        count(session, DAY, today=TODAY)


def ask(browser: Browser, path: str = "/bezetting", **query: object) -> Response:
    query = {"van": DAY, "tot": DAY} | query
    wanted = {name: value for name, value in query.items() if value is not None}
    return browser.get(f"{path}?{urlencode(wanted, doseq=True)}")


def said(answer: Response) -> str:
    assert answer.status_code == 200
    return unescape(answer.text).replace("\N{NO-BREAK SPACE}", " ")


def lines(answer: Response) -> list[list[str]]:
    assert answer.status_code == 200
    return list(csv.reader(StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


def enlarge(database: Database, hall: TownHall, people: int) -> None:
    """Let the team of the zone have ``people`` people."""
    with database.writing() as session:
        team = session.exec(select(Team).where(Team.home_zone_id == hall.zones["team"])).one()
        now = len(session.exec(select(Person).where(Person.team_id == team.id)).all())
        session.add_all(
            Person(
                email=f"nieuw{now + n}@voorbeeldstad.example", name=f"Nieuw {n}", team_id=team.id
            )
            for n in range(people - now)
        )


@pytest.mark.parametrize("path", ["/bezetting", "/bezetting/cijfers.csv"])
@pytest.mark.parametrize("name", ["fatima", "joost", "noor", "bram", "ravi", "pia"])
def test_for_others_it_does_not_exist(browse: Browse, path: str, name: str) -> None:
    assert browse(name).get(path).status_code == 404
    assert "Bezetting" not in browse(name).get("/vandaag").text


@pytest.mark.parametrize("path", ["/bezetting", "/bezetting/cijfers.csv"])
def test_a_stranger_is_asked_to_sign_in(browse: Browse, path: str) -> None:
    answer = browse(None).get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/inloggen?verder={path}")


@pytest.mark.parametrize("name", ["els", "samir"])
def test_the_page_answers_in_words_and_numbers(browse: Browse, name: str) -> None:
    page = said(ask(browse(name)))
    # rooms: 150 of 600 + 300 + 600 + 600 minutes; desks: 120 and 135 of 6 × 600
    assert "De ruimtes waren 7,1 % van de open tijd in gebruik en 7,1 %" in page
    assert "De werkplekken waren 3,3 % van de open tijd in gebruik en 3,8 %" in page
    assert "waren 1 van de 4 ruimtes tegelijk in gebruik" in page
    assert "4 ruimtes zijn geen enkele keer gereserveerd" in page  # three, and A+B as one
    # all: 270 of 5700 minutes; 285; 4 × 150 + 120 of 60×600 + 8×300 + 12×600 + 6×600
    for figure in ("4,7 %", "5,0 %", "1,5 %"):
        assert f'<p class="stat__figure">{figure}</p>' in page
    assert "5 van 95 uur" in page  # reserved: 4.75 hours, beside its definition
    assert "Op 75,0 % van de 4 reserveringen meldde iemand zich aan" in page
    assert "Van de 4 reserveringen waarbij aanmelden nodig was, kwam bij 25,0 % niemand" in page
    assert "1 open dag, 6 werkplekken, 4 ruimtes" in page
    assert "Geteld tot en met" in page
    assert "maandag 16 maart 2026" in page
    assert "te weinig dagen" in page  # P95 of one day


def test_what_is_counted_anew_is_shown_at_once(
    database: Database, hall: TownHall, browse: Browse
) -> None:
    els = browse("els")
    assert "Op 75,0 % van de 4 reserveringen" in said(ask(els))
    with database.writing() as session:
        raise_day_versions(session, [(DAY.toordinal(), hall.zones["team"])])
        period = at(DAY, "12:00", "17:00")
        add(session, hall, ["D6"], period, checked_in_at=period.starts_at)
    assert "Op 75,0 % van de 4 reserveringen" in said(ask(els))
    with database.writing() as session:
        assert recount_dirty(session, today=TODAY, days_max=9)
    page = said(ask(els))
    assert "Op 80,0 % van de 5 reserveringen" in page
    assert "De werkplekken waren 11,7 % van de open tijd in gebruik" in page  # 7 of 6 × 10 hours


def test_what_nobody_reserved_comes_first_with_zero(browse: Browse, hall: TownHall) -> None:
    page = said(ask(browse("els")))
    table = page[page.index('id="plekken-tabel-caption"') :]
    places = [table.index(name) for name in ("0.01 Raadzaal", "1.12 De Linde", "1.14 De Beuk")]
    assert places == sorted(places)
    row = table[table.index("0.01 Raadzaal") :]
    row = row[: row.index("</tr>")]
    assert "niet gereserveerd" in row
    assert row.count("0,0 %") == 3
    beuk = table[table.index("1.14 De Beuk") :]
    assert "50,0 %" in beuk[: beuk.index("</tr>")]


def test_the_spaces_are_sorted_by_a_link(browse: Browse) -> None:
    page = said(ask(browse("els"), volgorde="bezetting", af="ja"))
    table = page[page.index('id="plekken-tabel-caption"') :]
    assert 'aria-sort="descending"' in table
    assert table.index("1.14 De Beuk") < table.index("0.01 Raadzaal")
    assert "volgorde=naam" in table


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"van": "2026-04-01", "tot": "2026-04-30"}, "Deze periode is nog niet voorbij"),
        ({"van": TODAY, "tot": TODAY}, "Deze periode is nog niet voorbij"),
        ({"van": "2019-01-01", "tot": "2019-12-31"}, "De eerste getelde dag is maandag 16 maart"),
        ({"van": "2026-03-21", "tot": "2026-03-22"}, "Op deze dagen was niets open"),
        ({"dag": "7"}, "Op deze dagen was niets open"),
        ({"van": "2026-03-17", "tot": "2026-03-10"}, "Daarom hebben wij ze omgedraaid"),
        ({"van": "31-02-2026", "tot": "gisteren"}, "Wij begrepen deze datums niet"),
        ({"van": "2026-03-16", "tot": None}, "16-03-2026 · het hele gebouw"),
        ({"van": None, "tot": None, "periode": "vorige-week"}, "16-03-2026 t/m 22-03-2026"),
        ({"van": None, "tot": None, "periode": "ooit"}, "01-02-2026 t/m 28-02-2026"),
        ({"zone": "99999999999", "soort": "alles", "per": "x", "dag": ["0", "1", "9"],
          "volgorde": "DROP", "gebouw": "7"}, "maandag · het hele gebouw"),
    ],
    ids=str,
)  # fmt: skip
def test_every_period_gets_an_answer(
    browse: Browse, query: dict[str, object], sentence: str
) -> None:
    assert sentence in said(ask(browse("els"), **query))
    assert ask(browse("els"), "/bezetting/cijfers.csv", **query).status_code == 200


@pytest.mark.parametrize(
    ("stretch", "days"),
    [
        ("deze-week", "23-03-2026 t/m 29-03-2026"), ("vorige-week", "16-03-2026 t/m 22-03-2026"),
        ("deze-maand", "01-03-2026 t/m 31-03-2026"), ("vorige-maand", "01-02-2026 t/m 28-02-2026"),
        ("dit-kwartaal", "01-01-2026 t/m 31-03-2026"),
        ("vorig-kwartaal", "01-10-2025 t/m 31-12-2025"),
        ("dit-jaar", "01-01-2026 t/m 31-12-2026"), ("vorig-jaar", "01-01-2025 t/m 31-12-2025"),
    ],
)  # fmt: skip
def test_a_stretch_is_whole_calendar_units(browse: Browse, stretch: str, days: str) -> None:
    assert days in said(ask(browse("els"), van=None, tot=None, periode=stretch))


@pytest.mark.parametrize("grouping", ["soort", "verdieping", "zone", "weekdag", "maand"])
def test_broken_down_in_five_ways(browse: Browse, grouping: str) -> None:
    labels = {"soort": "Ruimtes", "verdieping": "Begane grond", "zone": "Overleg (Eerste",
              "weekdag": "maandag", "maand": "maart 2026"}  # fmt: skip
    page = said(ask(browse("els"), per=grouping))
    table = page[page.index('id="verdeling-caption"') :]
    assert labels[grouping] in table[: table.index("</table>")]


@pytest.mark.parametrize("path", ["/bezetting", "/bezetting/cijfers.csv"])
def test_a_small_team_has_no_figures(browse: Browse, hall: TownHall, path: str) -> None:
    """Three people: their zone is not shown, and neither is what it could be reckoned from."""
    rows = said(ask(browse("els"), path, per="zone"))
    assert "Team Burgerzaken (Eerste verdieping)" in rows
    assert "minder dan 10" in rows
    assert "niet getoond" in rows  # the silent zone, which has the other desks of the floor
    asked = said(ask(browse("els"), path, zone=hall.zones["team"]))
    assert "Bij deze zone horen minder dan 10 mensen" in asked
    assert "Meetdekking</dt>" not in asked
    for name in ("1.D01", "1.D05"):
        assert name not in said(ask(browse("els"), path, alle="ja"))


def test_a_hidden_zone_gives_no_number_at_all(browse: Browse, hall: TownHall) -> None:
    rows = lines(ask(browse("els"), "/bezetting/cijfers.csv", zone=hall.zones["stil"]))
    assert "uit te rekenen" in rows[-1][0]
    assert not [cell for row in rows[-2:] for cell in row if cell.isdigit()]


def test_ten_people_are_enough(browse: Browse, database: Database, hall: TownHall) -> None:
    enlarge(database, hall, 9)
    assert "minder dan 10" in said(ask(browse("els"), per="zone"))
    enlarge(database, hall, 10)
    page = said(ask(browse("els"), per="zone", alle="ja"))
    assert "minder dan 10" not in page
    assert "niet getoond" not in page
    assert "1.D05" in page
    assert "1.D01" not in page  # a desk of a team is never shown by itself


def test_the_floor_of_groups_is_only_raised(settings: Settings) -> None:
    stored = settings.model_dump() | {"group_size_min": 9}
    with pytest.raises(ValidationError, match="group_size_min"):
        Settings(**stored)
    assert Settings(**(stored | {"group_size_min": 25})).group_size_min == 25


def test_the_file_is_for_a_dutch_spreadsheet(browse: Browse) -> None:
    answer = ask(browse("els"), "/bezetting/cijfers.csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == (
        'attachment; filename="bezetting-2026-03-16-2026-03-16.csv"'
    )
    rows = lines(answer)
    assert ["In gebruik", "4,7", "%"] in rows
    assert ["Filter", "16-03-2026 · het hele gebouw · Werkplekken en ruimtes"] in rows
    definitions = {row[0]: row[1] for row in rows if len(row) == 2}
    assert "bezettingsgraad" in definitions["In gebruik"]
    assert "Afgerond" in definitions


def test_counts_of_people_are_rounded_to_fives(browse: Browse) -> None:
    rows = lines(ask(browse("els"), "/bezetting/cijfers.csv"))
    assert ["Reserveringen", "5", ""] in rows  # there are 4
    [peaks] = [row for row in rows if row[:1] == ["Ruimtes in gebruik"] and len(row) == 7]
    assert peaks == ["Ruimtes in gebruik", "4", "0", "0", "te weinig dagen", "0", "1"]


def test_no_cell_is_a_formula(browse: Browse, database: Database, hall: TownHall) -> None:
    with database.writing() as session:
        zone = session.exec(select(Zone).where(Zone.id == hall.zones["overleg"])).one()
        zone.name = '=HYPERLINK("http://evil.example")'
        touch_stock(session)
    rows = lines(ask(browse("els"), "/bezetting/cijfers.csv", per="zone"))
    cells = [cell for row in rows for cell in row]
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_who_asked_for_what_is_in_the_journal(
    browse: Browse, database: Database, hall: TownHall
) -> None:
    ask(browse("els"), soort="ruimtes")
    ask(browse("samir"), "/bezetting/cijfers.csv", dag="1")
    ask(browse("bram"))
    with database.reading() as session:
        found = session.exec(
            select(JournalEntry)
            .where(JournalEntry.subject_kind == "occupancy")
            .order_by(col(JournalEntry.number))
        ).all()
    assert [(it.actor_id, it.action) for it in found] == [
        (hall.cast["els"].id, "see"), (hall.cast["samir"].id, "export"),
    ]  # fmt: skip
    after = [it.after or {} for it in found]
    assert (after[0]["kind"], after[0]["first"]) == ("room", "2026-03-16")
    assert after[1]["weekdays"] == [0]


def test_htmx_gets_the_answer_without_the_page_around_it(browse: Browse) -> None:
    answer = browse("els").get(f"/bezetting?van={DAY}&tot={DAY}", headers={"HX-Request": "true"})
    assert "<html" not in answer.text
    assert "7,1" in answer.text


def test_nothing_counted_yet_is_said(browse: Browse, database: Database, hall: TownHall) -> None:
    with database.writing() as session:
        session.execute(delete(FactVersion))
    assert "Er is nog niets geteld" in said(ask(browse("els")))
