"""Wat als and Fasering: asking, waiting, reading the answer, side by side, and who must not."""

import re
from collections.abc import Callable
from copy import deepcopy
from datetime import date, datetime, timedelta
from html import unescape

import pytest
from sqlmodel import select

from booking.foundation.database import Database
from booking.foundation.local_time import local_day
from booking.foundation.periods import Period
from booking.foundation.settings import Settings
from booking.interfaces.jobs.worker import do_one_job
from booking.interfaces.jobs.workplace import Workplace
from booking.occupancy.facts import rebuild
from booking.occupancy.scenarios.models import WhatIf
from tests.interfaces.web.conftest import Browser
from tests.occupancy.days import add
from tests.town_hall import TownHall, at

TODAY = date(2026, 3, 23)
FIRST = TODAY - timedelta(weeks=4)
DAYS = {"van": FIRST.isoformat(), "tot": (TODAY - timedelta(days=1)).isoformat()}
WEEK = [str(it) for it in range(1, 8)]
Browse = Callable[[str | None], Browser]


@pytest.fixture
def els(browse: Browse, database: Database, hall: TownHall) -> Browser:
    """Four weeks were counted, with each Tuesday a meeting of eight in De Beuk."""
    with database.writing() as session:
        for week in range(4):
            period = at(FIRST + timedelta(days=7 * week + 1), "10:00", "12:00")
            add(session, hall, ["beuk"], period, checked_in_at=period.starts_at, attendee_count=8)
        whole = Period(local_day(FIRST).starts_at, local_day(TODAY).starts_at)
        rebuild(session, whole, today=TODAY)
    return browse("els")


@pytest.fixture
def work(settings: Settings, database: Database, now: datetime) -> Callable[[], None]:
    """What the worker does by itself."""
    workplace = Workplace(settings, database, lambda: now + timedelta(seconds=1))

    def do_all() -> None:
        while do_one_job(workplace):
            pass

    return do_all


def asked(els: Browser, **fields: object) -> str:
    """Where a new scenario is shown."""
    form = els.get("/bezetting/wat-als/nieuw")
    assert form.status_code == 200
    answer = els.submit(form, "/bezetting/wat-als", {"naam": "Proef", "dag": WEEK} | DAYS | fields)
    assert answer.status_code == 303, said(answer.text)
    return answer.headers["location"]


def said(page: str) -> str:
    return unescape(page).replace("\N{NO-BREAK SPACE}", " ")


def read(els: Browser, address: str) -> str:
    answer = els.get(address)
    assert answer.status_code == 200
    return said(answer.text)


def test_a_scenario_is_asked_waited_for_and_read(
    els: Browser, hall: TownHall, work: Callable[[], None]
) -> None:
    address = asked(els, weg=[str(hall.spaces["beuk"]), str(hall.spaces["raadzaal"])])
    waiting = read(els, address)
    assert "Wordt doorgerekend: 0 procent klaar." in waiting
    assert f'data-poll="2" hx-get="{address}?v=0"' in waiting, "as a page that asks by itself"
    work()
    page = read(els, address)
    assert "data-poll" not in page
    assert "4 van de 4 overleggen vinden geen ruimte; zoals het was: 0." in page
    assert "Ruimtes die verdwijnen" in page
    assert "De Beuk" in page
    assert "Dinsdag" in page or "dinsdag" in page
    assert ">Partners</th>" not in page, "they are too few to be told apart"
    assert "nan" not in page.lower().replace("gegevens", "").split()


def test_other_hours_say_that_they_are_of_meetings(els: Browser, work: Callable[[], None]) -> None:
    for hours, is_said in (({"open": "09:00", "dicht": "16:00"}, True), ({}, False)):
        address = asked(els, **hours)
        work()
        assert ("Andere openingstijden tellen alleen voor overleggen." in read(els, address)
                ) is is_said  # fmt: skip


def test_scenarios_stand_side_by_side_with_how_it_was(
    els: Browser, hall: TownHall, work: Callable[[], None]
) -> None:
    asked(els, naam="Zonder Beuk", weg=[str(hall.spaces["beuk"])])
    asked(els, naam="Meer mensen", medewerkers="50")
    work()
    page = read(els, "/bezetting/wat-als?naast=1&naast=2")
    assert "2 scenario’s naast hoe het was." in page
    for column in ("Zoals het was", "Zonder Beuk", "Meer mensen"):
        assert f">{column}</th>" in page
    five = [asked(els).rsplit("/", 1)[1] for _ in range(5)]
    page = read(els, "/bezetting/wat-als?" + "&".join(f"naast={it}" for it in five))
    assert "Er passen hoogstens vier" in page


def test_reckoning_again_copying_and_throwing_away(els: Browser, work: Callable[[], None]) -> None:
    address = asked(els, werkplekken="-3", toeval="7")
    work()
    els.submit(els.get(address), f"{address}/herhaling", {})
    work()
    assert "Opnieuw doorgerekend, met dezelfde cijfers." in read(els, address)
    copy = read(els, f"/bezetting/wat-als/nieuw?als={address.rsplit('/', 1)[1]}")
    assert 'value="-3"' in copy
    assert 'value="7"' in copy
    gone = els.submit(els.get(address), f"{address}/verwijdering", {})
    assert gone.headers["location"].startswith("/bezetting/wat-als")
    assert els.get(address).status_code == 404


def test_the_rooms_needed_are_kept_with_how_sure_they_are(
    els: Browser, work: Callable[[], None]
) -> None:
    """Of four weeks that are alike, all draws give one figure; reckoned again it is the same."""
    query = f"van={DAYS['van']}&tot={DAYS['tot']}&m2=3&zekerheid=100&wensen=nee"
    needed = els.get(f"/bezetting/ruimtes?{query}")
    assert "(36 m²)" in said(needed.text)
    answer = els.submit(needed, "/bezetting/wat-als", {"dag": WEEK})
    assert answer.status_code == 303, said(answer.text)
    address = answer.headers["location"]
    work()
    page = read(els, address)
    assert "Nodig: 1 ruimtes (36 m²)" in page
    assert "liggen de m² ruimtes die nodig zijn tussen 36 en 36." in page
    assert re.search(r"m² per stoel</dt>\s*<dd[^>]*>3<", page)
    els.submit(els.get(address), f"{address}/herhaling", {})
    work()
    assert "Opnieuw doorgerekend, met dezelfde cijfers." in read(els, address)


def test_what_a_later_release_adds_is_no_change_of_the_figures(
    els: Browser, database: Database, work: Callable[[], None]
) -> None:
    address = asked(els)
    work()
    with database.writing() as session:
        row = session.exec(select(WhatIf)).one()
        found = deepcopy(row.found) or {}
        for outcome in (found["outcome"], found["reality"]):
            for later in ("area_between", "rooms_by_turns", "area_by_turns"):
                del outcome[later]
        row.found = found
    assert "Nodig:" in read(els, address)
    els.submit(els.get(address), f"{address}/herhaling", {})
    work()
    assert "Opnieuw doorgerekend, met dezelfde cijfers." in read(els, address)


def test_a_scenario_and_a_plan_are_taken_along_with_what_they_rest_on(
    els: Browser, hall: TownHall, work: Callable[[], None]
) -> None:
    """Four meetings without a room are five in a file; who may see nothing finds no file."""
    address = asked(els, weg=[str(hall.spaces["beuk"]), str(hall.spaces["raadzaal"])], toeval="7")
    assert els.get(f"{address}/cijfers.json").json()["tabellen"] == []
    work()
    assert f'href="{address}/cijfers.pdf"' in read(els, address)
    found = els.get(f"{address}/cijfers.json").json()
    assert (found["titel"], found["zaad"]) == ("Wat als: Proef", 7)
    assert re.fullmatch(r"[0-9-]+", found["dataversie"])
    assert {"Ruimtes die verdwijnen", "Gegevens"} <= {it["naam"] for it in found["gegevens"]}
    rows = {row[0]: row[1:] for table in found["tabellen"] for row in table["rijen"]}
    assert rows["Overleggen zonder ruimte"] == [0, 5]
    for form in ("csv", "xlsx", "ods"):
        assert els.get(f"{address}/cijfers.{form}").status_code == 200


def test_reckoning_is_stopped(els: Browser, work: Callable[[], None]) -> None:
    address = asked(els)
    els.submit(els.get(address), f"{address}/stop", {})
    work()
    assert "Dit is gestopt voordat er cijfers waren." in read(els, address)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"erbij": "0"}, "Een ruimte heeft een aantal plaatsen nodig, van 2 tot en met 999."),
        ({"erbij": "zes"}, "Schrijf de plaatsen van elke ruimte als hele getallen"),
        ({"dag": []}, "Hiermee is het hele huis dicht"),
        ({"open": "12:00", "dicht": "11:00"}, "Hiermee is het hele huis dicht"),
        ({"van": "2026-03-20", "tot": "2026-03-01"}, "Kies een laatste dag die niet voor"),
        ({"van": "2023-03-01", "tot": "2026-03-20"}, "Dit is meer dan drie jaar."),
        (
            {"van": "2026-04-01", "tot": "2026-04-02"},
            "In deze periode is nog geen open dag voorbij.",
        ),
        ({"medewerkers": "-95"}, "Dit getal is te klein."),
        ({"naam": ""}, "Vul dit in"),
        ({"partners": "10"}, "Van partners hebben hier zo weinig mensen een account"),
    ],
)
def test_what_makes_no_sense_is_asked_again_with_all_that_was_filled_in(
    browse: Browse, fields: dict[str, object], sentence: str
) -> None:
    els = browse("els")
    form = els.get("/bezetting/wat-als/nieuw")
    sent = {"naam": "Proef", "dag": WEEK, "kantoordagen": "15"} | DAYS | fields
    answer = els.submit(form, "/bezetting/wat-als", sent)
    assert answer.status_code in {409, 422}
    assert sentence in said(answer.text)
    assert 'value="15"' in answer.text


def test_what_only_shows_while_reckoning_is_said_on_its_page(
    els: Browser, hall: TownHall, work: Callable[[], None]
) -> None:
    everything = asked(els, zones=[str(it) for it in hall.zones.values()])
    short = asked(els, tot=FIRST.isoformat())
    work()
    assert "Hiermee is het hele huis dicht" in read(els, everything)
    assert "maar 1 dagen open" in read(els, short)


def test_what_the_house_becomes_is_said_while_the_form_is_filled_in(
    browse: Browse, hall: TownHall
) -> None:
    els = browse("els")
    as_is = "6 werkplekken, 4 ruimtes met"
    assert f"Zoals het is: {as_is}" in read(els, "/bezetting/wat-als/nieuw")
    ahead = "/bezetting/wat-als/vooraf"
    query = f"weg={hall.spaces['raadzaal']}&weg={hall.spaces['beuk']}&erbij=6%2B6&werkplekken=-2"
    assert "Hiermee: 4 werkplekken, 4 ruimtes met" in read(els, f"{ahead}?{query}")
    assert "Schrijf de plaatsen" in read(els, f"{ahead}?erbij=zes")
    everything = "&".join(f"zones={it}" for it in hall.zones.values())
    assert "Hiermee is het hele huis dicht" in read(els, f"{ahead}?{everything}&weg=x&gebouw=x")


def test_a_plan_of_phases_says_what_is_lacking_in_which_order(
    els: Browser, hall: TownHall, work: Callable[[], None]
) -> None:
    form = els.get("/bezetting/fasering/nieuw")
    next_year = FIRST + timedelta(weeks=52)
    weeks = [(next_year + timedelta(weeks=n)).isoformat() for n in range(4)]
    answer = els.submit(form, "/bezetting/fasering", {
        "naam": "Verdieping dicht", **DAYS, "volgorde": "2, 1", "prijs_uur": "40",
        "fase1": "Overleg dicht", "van_fase1": weeks[0], "tot_fase1": weeks[1],
        "zones_fase1": [str(hall.zones["overleg"])],
        "fase2": "Niets dicht", "van_fase2": weeks[2], "tot_fase2": weeks[3],
    })  # fmt: skip
    assert answer.status_code == 303, said(answer.text)
    work()
    page = read(els, answer.headers["location"])
    assert "In de drukste fase, ‘Overleg dicht’" in page
    assert "De beste volgorde is: zoals opgegeven." in page
    assert "De uren van ruimtes zijn die van de gemeten dagen" in page
    assert page.count("<caption") == 6
    assert len(els.get(f"{answer.headers['location']}/cijfers.json").json()["tabellen"]) == 6
    assert "Verdieping dicht" in read(els, "/bezetting/fasering")


def test_a_plan_that_makes_no_sense_is_asked_again(browse: Browse) -> None:
    els = browse("els")
    form = els.get("/bezetting/fasering/nieuw")
    answer = els.submit(form, "/bezetting/fasering", {
        "naam": "Leeg", **DAYS, "van_fase1": "2027-05-10", "tot_fase1": "2027-05-03",
        "fase2": "", "tot_fase2": "2027-05-03", "zalen_fase1": "veel", "volgorde": "1, 1",
    })  # fmt: skip
    assert answer.status_code == 422
    page = said(answer.text)
    for sentence in ("Geef deze fase een eerste en een laatste dag", "Schrijf elke fase één keer",
                     "Schrijf de plaatsen van elke ruimte"):  # fmt: skip
        assert sentence in page
    empty = els.submit(form, "/bezetting/fasering",
                       {"naam": "Leeg", **DAYS, "van_fase1": "", "tot_fase1": ""})  # fmt: skip
    assert "Vul ten minste één fase in." in said(empty.text)


@pytest.mark.parametrize(
    "path", ["wat-als", "wat-als/nieuw", "wat-als/1", "wat-als/1/cijfers.csv", "fasering"]
)
def test_who_may_not_see_the_occupancy_finds_nothing(browse: Browse, path: str) -> None:
    assert browse("bram").get(f"/bezetting/{path}").status_code == 404


@pytest.mark.parametrize(("building", "status"), [("77", 404), ("7" * 25, 422), ("0", 422)])
@pytest.mark.parametrize("path", ["wat-als", "fasering"])
def test_a_building_that_is_not_there_is_no_fault_of_ours(
    browse: Browse, path: str, building: str, status: int
) -> None:
    els = browse("els")
    more: dict[str, object] = {"dag": WEEK}
    if path == "fasering":
        more = {"van_fase1": "2027-05-03", "tot_fase1": "2027-05-10"}
    answer = els.submit(els.get(f"/bezetting/{path}/nieuw"), f"/bezetting/{path}",
                        {"naam": "Elders", **DAYS, "gebouw": building, **more})  # fmt: skip
    assert answer.status_code == status
