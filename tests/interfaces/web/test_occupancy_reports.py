"""The report pages of Bezetting: what they say, what they refuse to say, and who looked."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from urllib.parse import urlencode

import pytest
from sqlmodel import col, select, update

from booking.foundation.database import Database
from booking.occupancy.definitions import BY_CODE
from booking.occupancy.models import FactSheet
from booking.people.models import Department, Person, Team
from booking.spaces.models import SpaceTerm, Zone
from tests.interfaces.web.conftest import Browser
from tests.occupancy.days import RELEASED, add, count, touch_stock
from tests.town_hall import TownHall, add_desks, at

DAY = date(2026, 3, 16)
TODAY = date(2026, 3, 23)
REPORTS = ("pieken", "plekken", "vraag", "reserveringen")
Browse = Callable[[str | None], Browser]


@pytest.fixture
def counted_day(database: Database, hall: TownHall) -> None:
    """Four people in De Beuk for two hours; a desk to which nobody came, one in use."""
    meeting, missed, sitting = (at(DAY, *it) for it in (
        ("10:00", "12:00"), ("09:00", "17:00"), ("11:00", "12:00")))  # fmt: skip
    with database.writing() as session:
        add(session, hall, ["beuk"], meeting, attendee_count=4, checked_in_at=meeting.starts_at,
            created_at=meeting.starts_at - timedelta(days=3))  # fmt: skip
        add(session, hall, ["D5"], missed, state=RELEASED,
            released_at=missed.starts_at + timedelta(minutes=15))  # fmt: skip
        add(session, hall, ["D6"], sitting, checked_in_at=sitting.starts_at)
        count(session, DAY, today=TODAY)


def said(browser: Browser, page: str, **query: object) -> str:
    asked = urlencode({"van": DAY, "tot": DAY} | query, doseq=True)
    answer = browser.get(f"/bezetting/{page}?{asked}")
    assert answer.status_code == 200
    return unescape(answer.text).replace("\N{NO-BREAK SPACE}", " ")


def figures(browser: Browser, page: str) -> str:
    found = re.search(r'<div class="occupancy stack">.*?</main>', said(browser, page), re.DOTALL)
    assert found
    return found[0]


@pytest.mark.usefixtures("counted_day")
def test_each_page_says_its_conclusion_with_n_and_coverage(browse: Browse) -> None:
    els = browse("els")
    peaks = said(els, "pieken")
    assert "Op 9 van de 10 dagen waren hoogstens 1 van de 4 ruimtes tegelijk in gebruik" in peaks
    assert "Over 1 open dag en 1 reservering; op 100,0 % meldde iemand zich aan." in peaks
    assert "te weinig dagen" in peaks
    spaces = said(els, "plekken")
    assert "In 100,0 % van de gebruikte uren zat een groep in een grotere maat" in spaces
    demand = said(els, "vraag")
    assert "Op elke minuut was er van elke maat een ruimte vrij." in demand
    assert "hoogstens 3 dagen vooraf" in demand
    courses = said(els, "reserveringen")
    assert "Bij 33,3 % van de 3 reserveringen waarbij aanmelden nodig was, kwam niemand" in courses
    assert "0 uur werd voor niets vastgehouden. 8 uur kwam terug" in courses
    pages = (peaks, spaces, demand, courses)
    assert set(re.findall('begrippen#([a-z_]+)"', " ".join(pages))) == BY_CODE.keys()
    for page in pages:
        captions = re.findall("<caption[^>]*>([^<]+)", page)
        assert len(captions) == len(set(captions)) > 0
        assert "begrippen#" in page
        assert "nan" not in page.lower().replace("gegevens", "").split()


@pytest.mark.usefixtures("counted_day")
def test_filters_narrow_what_is_counted(browse: Browse, hall: TownHall) -> None:
    els = browse("els")
    assert "1 reservering; " in said(els, "reserveringen", soort="ruimtes")
    assert "In deze periode werd niets gevraagd." in said(els, "reserveringen", soort="ruimtes",
                                                          zone=hall.zones["plein"])  # fmt: skip
    office = said(els, "plekken", uren="9-17", soort="ruimtes")
    assert "Plekken waren 6,2 % van de tijd in gebruik" in office  # 2 of 4 × 8 hours
    assert "Plekken waren 5,0 % van de tijd in gebruik" in said(els, "plekken", soort="ruimtes")


@pytest.mark.usefixtures("counted_day")
def test_two_periods_stand_beside_each_other(browse: Browse) -> None:
    page = said(browse("els"), "pieken", naast="ervoor")
    assert "naast 09-03-2026" in page
    assert "In gebruik, in de dagen ernaast" in page


@pytest.mark.parametrize("report", REPORTS)
def test_nothing_is_said_in_words_and_never_in_zeros(
    browse: Browse, hall: TownHall, report: str
) -> None:
    assert "Er is nog niets geteld" in said(browse("els"), report)


@pytest.mark.usefixtures("counted_day")
@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"van": "2026-03-14", "tot": "2026-03-15"}, "niets geteld. Kies andere dagen"),
        ({"van": "2026-03-24", "tot": "2026-03-25"}, "Deze periode is nog niet voorbij"),
        ({"dag": "7"}, "niets geteld"),
        ({"van": "nooit", "verdieping": "x", "afdeling": "-1", "fte": "0", "uren": "altijd"}, ""),
        ({"voor": "medewerkers"}, "Dit zijn de cijfers van minder dan 10 mensen"),
    ],
)
def test_what_cannot_be_said_is_said(
    browse: Browse, report: str, query: dict[str, object], words: str
) -> None:
    assert words in said(browse("els"), report, **query)


@pytest.mark.usefixtures("counted_day")
@pytest.mark.parametrize("report", REPORTS)
def test_a_small_zone_is_refused(browse: Browse, hall: TownHall, report: str) -> None:
    page = said(browse("els"), report, zone=hall.zones["team"])
    assert "Dit zijn de cijfers van minder dan 10 mensen" in page
    assert 'class="table"' not in page


@pytest.mark.usefixtures("counted_day")
def test_a_small_zone_is_refused_whatever_the_end_date(
    database: Database, browse: Browse, hall: TownHall
) -> None:
    desks = [hall.spaces[f"D{number}"] for number in range(1, 5)]
    with database.writing() as session:
        for term in session.exec(select(SpaceTerm).where(col(SpaceTerm.space_id).in_(desks))):
            term.valid_until = date(2027, 1, 1)
        touch_stock(session)
    els, team = browse("els"), hall.zones["team"]
    for last in (DAY, "2027-01-02", "2028-06-01"):
        assert "minder dan 10" in said(els, "reserveringen", tot=last, zone=team)
        overview = els.get(f"/bezetting?van={DAY}&tot={last}&zone={team}")
        assert "minder dan 10" in unescape(overview.text)


@pytest.mark.usefixtures("counted_day")
@pytest.mark.parametrize("report", [*REPORTS, ""])
def test_more_than_three_years_at_once_are_refused(browse: Browse, report: str) -> None:
    els = browse("els")
    for query in ("van=2010-01-01&tot=2090-12-31", "van=2023-03-01&tot=2026-03-20&naast=ervoor"):
        answer = els.get(f"/bezetting/{report}?{query}".replace("/?", "?"))
        assert answer.status_code == 422
        assert "Kies hoogstens drie jaar." in unescape(answer.text)
        assert 'class="table"' not in answer.text
    assert "Over 1 open dag" in said(els, "reserveringen", van="2023-04-01", tot="2029-01-01")


@pytest.mark.usefixtures("counted_day")
def test_the_plan_is_of_the_floor_that_was_asked_for(
    browse: Browse, database: Database, hall: TownHall
) -> None:
    with database.writing() as session:
        add_desks(session, hall, "plein", 2)
        touch_stock(session)
        count(session, DAY, today=TODAY)
    els = browse("els")
    for query in ({"zone": hall.zones["overleg"]}, {"verdieping": 2}):
        assert "Op de plattegrond: Eerste verdieping" in said(els, "plekken", **query)
    page = said(els, "plekken")
    assert "Op de plattegrond: Begane grond" in page
    drawn = page[page.index("plattegrond-tabel") :].split("</table>")[0]
    assert drawn.count("0.D0") == 2, "desks that are coloured stand in it"
    assert "Te weinig dagen om te zeggen welke ruimtes" in page


@pytest.mark.usefixtures("counted_day")
def test_under_the_plan_of_a_hidden_floor_stands_no_count_of_all_of_it(
    database: Database, browse: Browse, hall: TownHall
) -> None:
    meeting = at(DAY, "10:00", "12:00")
    with database.writing() as session:
        owner = session.exec(select(Department)).first()
        assert owner is not None
        session.get_one(Zone, hall.zones["plein"]).department_id = owner.id
        add(session, hall, ["raadzaal"], meeting, checked_in_at=meeting.starts_at)
        touch_stock(session)
        count(session, DAY, today=TODAY)
    els = browse("els")
    page = said(els, "plekken")
    assert "Op de plattegrond: Begane grond" in page
    plan = page[page.index("Op de plattegrond: Begane grond") :]
    assert "Over 0 open dagen en 0 reserveringen" in plan
    assert "minder dan 10" in said(els, "plekken", verdieping=1)


def test_of_one_party_nothing_is_said_that_others_make_untrue(
    database: Database, browse: Browse, hall: TownHall
) -> None:
    """All rooms are taken all day by staff."""
    whole_day = at(DAY, "08:00", "18:00")
    with database.writing() as session:
        partner_id = session.get_one(Person, hall.cast["ravi"].id).partner_id
        session.add_all(Person(email=f"p{n}@partner.example", name=f"P{n}", partner_id=partner_id)
                        for n in range(12))  # fmt: skip
        for name in ("raadzaal", "beuk", "linde_a", "linde_b"):
            add(session, hall, [name], whole_day, checked_in_at=whole_day.starts_at)
        count(session, DAY, today=TODAY)
    els = browse("els")
    assert "Volgeboekt" in said(els, "vraag")
    assert "Zelden" in said(els, "plekken")
    demand, spaces = (said(els, page, voor="partners") for page in ("vraag", "plekken"))
    assert 'id="volgeboekt"' not in demand
    assert 'id="zelden"' not in spaces
    assert 'id="extern"' in demand
    assert 'id="deel-van-de-tijd"' in spaces


@pytest.mark.parametrize("page", [*REPORTS, "begrippen", "inzage"])
def test_for_others_the_pages_do_not_exist(browse: Browse, page: str) -> None:
    assert browse("fatima").get(f"/bezetting/{page}").status_code == 404


@pytest.mark.usefixtures("counted_day")
def test_who_looked_stands_in_the_list(browse: Browse) -> None:
    els = browse("els")
    said(els, "vraag")
    page = said(els, "inzage")
    assert "Els van Dijk" in page
    assert "<td>Vraag</td>" in page
    assert "16-03-2026" in page


@pytest.mark.usefixtures("counted_day")
def test_the_list_says_to_what_a_question_was_narrowed(browse: Browse) -> None:
    els = browse("els")
    said(els, "vraag", verdieping=2, soort="ruimtes", voor="partners", uren="9-17",
         naast="ervoor", dag="1")  # fmt: skip
    assert ("Eerste verdieping · Ruimtes · Alleen partners · maandag · 9:00–17:00 · "
            "naast 09-03-2026") in said(els, "inzage")  # fmt: skip


@pytest.mark.usefixtures("counted_day")
@pytest.mark.parametrize("report", REPORTS)
def test_what_was_reckoned_is_kept_until_it_is_counted_anew(
    database: Database, hall: TownHall, browse: Browse, report: str
) -> None:
    els, another = browse("els"), browse("els")
    another.client.cookies.set("taal", "en")
    first, english = figures(els, report), figures(another, report)
    assert "Of 1 open day" in english
    with database.writing() as session:
        session.exec(update(FactSheet).values(lines=b""))
    assert (figures(els, report), figures(another, report)) == (first, english)
    with database.writing() as session:
        count(session, DAY, today=TODAY + timedelta(days=1))
        session.exec(update(FactSheet).values(lines=b""))
    assert figures(els, report) != first


@pytest.mark.usefixtures("counted_day")
def test_nothing_that_was_kept_is_shown_once_the_group_is_small(
    database: Database, browse: Browse, hall: TownHall
) -> None:
    with database.writing() as session:
        team = session.exec(select(Team).where(Team.home_zone_id == hall.zones["team"])).one()
        session.add_all(Person(email=f"m{n}@voorbeeldstad.example", name=f"M{n}", team_id=team.id)
                        for n in range(12))  # fmt: skip
    els = browse("els")
    assert "minder dan 10" not in said(els, "reserveringen", zone=hall.zones["team"])
    with database.writing() as session:
        session.exec(update(Person).where(col(Person.email).startswith("m"))
                     .values(disabled_at=at(DAY, "10:00", "11:00").starts_at))  # fmt: skip
    assert "minder dan 10" in said(els, "reserveringen", zone=hall.zones["team"])


def test_every_measure_is_explained(browse: Browse) -> None:
    page = said(browse("els"), "begrippen")
    assert "19. Aanwezigheid" in page
    assert 'id="no_show_rate"' in page
