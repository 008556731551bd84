"""The council and the works council: figures, who looked at them, and nothing to make or break."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from html import unescape

import pytest
from sqlmodel import select

from booking.foundation.database import Database
from booking.foundation.journal import JournalEntry
from booking.foundation.local_time import local_day
from booking.foundation.periods import Period
from booking.occupancy.agreements.operations import set_agreement
from booking.occupancy.agreements.values import AgreementTerms
from booking.occupancy.facts import rebuild
from booking.occupancy.log import PAGE_SIZE
from booking.occupancy.operations import record_report
from booking.occupancy.scenarios.models import WhatIf
from booking.occupancy.values import Slice
from booking.people.values import Role
from booking.reservations.quota.values import Subject
from tests.interfaces.web.conftest import Browser, hidden_fields
from tests.occupancy.days import add
from tests.town_hall import TownHall, at, let_readers_in

Browse = Callable[[str | None], Browser]
TODAY = date(2026, 3, 23)
FIRST = TODAY - timedelta(weeks=1)
DAYS = {"van": FIRST.isoformat(), "tot": (TODAY - timedelta(days=1)).isoformat()}
LOG = "/bezetting/inzage"
PAGES = ("", "/pieken", "/plekken", "/vraag", "/reserveringen", "/telrondes", "/afspraken",
         "/ruimtes", "/werkplekken", "/programma-van-eisen", "/wat-als", "/fasering", "/open-data",
         "/begrippen")  # fmt: skip


@pytest.fixture
def hall(hall: TownHall, database: Database) -> TownHall:
    with database.writing() as session:
        let_readers_in(session, hall)
        meeting = at(FIRST, "10:00", "11:00")
        add(session, hall, ["beuk"], meeting, checked_in_at=meeting.starts_at, attendee_count=4)
        whole = Period(local_day(FIRST).starts_at, local_day(TODAY).starts_at)
        rebuild(session, whole, today=TODAY)
    return hall


def said(browser: Browser, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return " ".join(unescape(answer.text).replace("\N{NO-BREAK SPACE}", " ").split())


@pytest.mark.parametrize("name", ["hanna", "wim"])
def test_both_begin_at_the_figures_and_read_every_page_without_a_name(
    browse: Browse, hall: TownHall, name: str
) -> None:
    reader = browse(name)
    answer = reader.get("/vandaag")
    assert (answer.status_code, answer.headers["location"]) == (303, "/bezetting")
    for page in PAGES:
        content = said(reader, f"/bezetting{page}?periode=vorige-week")
        for address in ("/vandaag", "/mijn-reserveringen", "/beheer", "/bezetting/wat-als/nieuw"):
            assert f'href="{address}' not in content, page
        assert not [it.name for it in hall.cast.values()
                    if it.id != hall.cast[name].id and it.name in content], page  # fmt: skip
    assert reader.get("/bezetting/cijfers.csv").status_code == 200


def test_who_looked_is_there_for_the_works_council_and_not_for_the_council(browse: Browse) -> None:
    hanna, wim = browse("hanna"), browse("wim")
    said(hanna, "/bezetting/vraag")
    assert hanna.get(LOG).status_code == 404
    assert LOG not in said(hanna, "/bezetting")
    assert "Hanna</td><td>Vraag</td>" in said(wim, LOG)
    assert f'href="{LOG}"' in said(wim, "/bezetting")


def scenario(els: Browser) -> str:
    form = els.get("/bezetting/wat-als/nieuw")
    fields = {"naam": "Raadzaal weg", "dag": ["1", "2"], "werkplekken": "-2"} | DAYS
    return els.submit(form, "/bezetting/wat-als", fields).headers["location"]


@pytest.mark.parametrize("name", ["hanna", "wim", "samir"])
def test_they_read_what_els_tries_and_make_or_break_nothing(
    browse: Browse, database: Database, name: str
) -> None:
    made = scenario(browse("els"))
    reader = browse(name)
    page = said(reader, made)
    assert "Raadzaal weg" in page
    for act in ("herhaling", "stop", "verwijdering"):
        assert f"{made}/{act}" not in page
        assert sent(reader, f"{made}/{act}") == 404
    for asked in ("/bezetting/wat-als", "/bezetting/fasering"):
        assert reader.get(f"{asked}/nieuw").status_code == 404
        assert sent(reader, asked) == 404
    with database.reading() as session:
        assert [it.name for it in session.exec(select(WhatIf))] == ["Raadzaal weg"]


def sent(reader: Browser, address: str) -> int:
    token = hidden_fields(reader.get("/mijn-gegevens").text, "/uitloggen")
    return reader.post_bare(address, {**token, "naam": "Van mij", **DAYS}).status_code


def test_a_what_if_stands_in_the_list_with_what_it_assumes(browse: Browse) -> None:
    els = browse("els")
    made = scenario(els)
    said(els, made)
    page = said(browse("wim"), LOG)
    assumed = ("Raadzaal weg · Meer werkplekken: −2 · Weekdagen: maandag, dinsdag · "
               "Mensen nemen: de kleinste die past")  # fmt: skip
    assert page.count(assumed) == 2
    assert f"{assumed}</td><td>doorgerekend</td>" in page
    assert f"{assumed}</td><td>op het scherm</td>" in page


def test_the_list_goes_back_to_the_first_who_looked(
    browse: Browse, database: Database, hall: TownHall, now: datetime
) -> None:
    with database.writing() as session:
        for name in ["samir", *["els"] * PAGE_SIZE]:
            record_report(session, hall.act(name, now), Slice(hall.building, FIRST, FIRST))
        numbers = select(JournalEntry.number).where(JournalEntry.subject_kind == "occupancy")
        first = min(it for it in session.exec(numbers) if it)
    wim = browse("wim")
    latest, earlier = said(wim, LOG), f"{LOG}?voor={first + 1}"
    assert "Samir" not in latest
    assert latest.count("Els van Dijk") == PAGE_SIZE
    assert f'href="{earlier}"' in latest
    assert "Eerder" in latest
    before = said(wim, earlier)
    assert "Samir Haddad" in before
    assert "Els van Dijk" not in before
    assert "Eerder" not in before


def test_the_council_reads_of_small_parties_only_what_was_promised(
    browse: Browse, database: Database, hall: TownHall, now: datetime
) -> None:
    with database.writing() as session:
        for subject in (Subject.PARTNER, Subject.DEPARTMENT):
            terms = AgreementTerms(subject, 1, 4, 90, 100)
            set_agreement(session, hall.act("els", now), terms, begins=FIRST, until=None)
    page = "/bezetting/afspraken?periode=vorige-week"
    names = "Stichting Welzijn", "Dienstverlening"
    council, works_council = said(browse("hanna"), page), said(browse("wim"), page)
    assert not [name for name in names if name in council]
    assert not [name for name in names if name not in works_council]
    assert "Een partner van weinig mensen" in council
    assert "Een afdeling van weinig mensen" in council


def test_an_administrator_gives_the_roles_and_els_does_not(
    browse: Browse, database: Database, hall: TownHall
) -> None:
    samir = browse("samir")
    bram = f"/beheer/mensen/{hall.cast['bram'].id}"
    form = said(samir, bram)
    assert "Raadslid of adviseur" in form
    assert "Ondernemingsraad" in form
    assert "Ondernemingsraad" not in said(browse("els"), bram)
    fields = {"naam": "Bram Jansen", "taal": "nl", "team": "", "rollen": ["employee", Role.COUNCIL],
              "email": "bram@voorbeeldstad.example"}  # fmt: skip
    assert samir.submit(samir.get(bram), f"{bram}/wijziging", fields).status_code == 303
    browser = browse("bram")
    assert 'href="/bezetting"' in said(browser, "/vandaag")
    assert said(browser, "/bezetting")
