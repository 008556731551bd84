"""Beheer, import: a spreadsheet is looked at, then taken over whole or not at all."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from httpx import Response
from sqlalchemy import func
from sqlmodel import col, select

from booking.foundation.database import Database
from booking.foundation.journal import JournalEntry
from booking.foundation.uploads import Upload, forget_uploads
from booking.interfaces.table_file import read_rows
from booking.interfaces.taking_over import PEOPLE, SPACES
from booking.people.models import Department, Person, Team
from booking.people.queries import person_by_email
from booking.reservations.models import Reservation
from booking.reservations.queries import space_ids_of
from booking.spaces.models import Space, Zone
from booking.spaces.queries import current_stock
from tests.conftest import database_url  # noqa: F401 -- on both engines
from tests.interfaces.web.conftest import ADDRESS, Browser, Make, hidden_fields
from tests.spreadsheets import MakeFile, csv, ods, xlsx
from tests.town_hall import TownHall

Browse = Callable[[str | None], Browser]
HERE = "/beheer/overnemen"
every_kind = pytest.mark.parametrize("make_file", [xlsx, ods, csv], ids=["xlsx", "ods", "csv"])
PEOPLE_HEAD = ["e-mail", "naam", "afdeling", "team", "rollen", "taal"]
NINA = ["nina@voorbeeldstad.example", "Nina Nieuw", "Dienstverlening", "Balie", "", "nl"]
BRAM = ["bram@voorbeeldstad.example", "Bram de Boer", "Ruimte", "Vergunningen", "", "en"]
FATIMA = ["fatima@voorbeeldstad.example", "Fatima el Amrani", "Dienstverlening", "Burgerzaken",
          "", "nl"]  # fmt: skip
WRONG = [
    ["geen adres", "Nina Nieuw", "Dienstverlening", "Balie", "", "nl"],
    ["bram@voorbeeldstad.example", "", "Ruimte", "Vergunningen", "", "en"],
    ["fatima@voorbeeldstad.example", "Fatima", "Dienstverlening", "Burgerzaken", "", "fr"],
]
SPACES_HEAD = ["nummer", "naam", "soort", "gebouw", "verdieping", "zone", "plaatsen", "vanaf"]
BEECH = ["1.14", "De Beuk", "ruimte", "Stadhuis", 1, "Overleg", 10, "2020-01-01"]
ASH = ["2.01", "De Es", "ruimte", "Stadhuis", 2, "Vleugel", 12, "2026-01-01"]


def send(browser: Browser, kind: str, content: bytes, name: str = "lijst.xlsx") -> Response:
    """Choose a file in the form of the page, and send it."""
    page = browser.get(f"{HERE}/{kind}")
    fields = hidden_fields(page.text, f"{HERE}/{kind}/bestand")
    return browser.client.post(
        f"{HERE}/{kind}/bestand", data=fields, files={"bestand": (name, content)},
        follow_redirects=False,
    )  # fmt: skip


def preview(browser: Browser, kind: str, content: bytes) -> Response:
    sent = send(browser, kind, content)
    assert sent.status_code == 303, sent.text
    shown = browser.get(sent.headers["location"])
    assert shown.status_code == 200
    return shown


def confirm(browser: Browser, shown: Response) -> Response:
    return browser.submit(shown, f"{shown.url.path}/bevestiging", {})


def count(database: Database, table: Any) -> int:
    with database.reading() as session:
        return session.exec(select(func.count()).select_from(table)).one()


def stored(database: Database) -> dict[str, int]:
    tables = (Person, Team, Department, Space, Zone, JournalEntry)
    return {table.__name__: count(database, table) for table in tables}


@every_kind
def test_three_wrong_rows_and_then_the_corrected_file(
    browse: Browse, database: Database, hall: TownHall, make_file: MakeFile
) -> None:
    els = browse("els")
    before = stored(database)
    shown = preview(els, "mensen", make_file([PEOPLE_HEAD, *WRONG]))
    assert "3 fouten in dit bestand" in shown.text
    for line, heading, said in (
        (2, "e-mail", "dit is geen e-mailadres."),
        (3, "naam", "dit moet ingevuld zijn."),
        (4, "taal", "een van: nl, en."),
    ):
        cells = f">{line}</th><td>{heading}</td><td>{said}</td>"
        assert cells in shown.text
    assert "/bevestiging" not in shown.text
    assert stored(database) == before

    shown = preview(els, "mensen", make_file([PEOPLE_HEAD, NINA, BRAM, FATIMA]))
    assert "naam: Bram Jansen wordt Bram de Boer; taal: nl wordt en" in shown.text
    for said in ("Komt erbij", "Verandert", "Blijft gelijk"):
        assert shown.text.count(f"<td>{said}</td>") == 1
    assert stored(database) == before, "to look is not to touch"

    assert confirm(els, shown).status_code == 303
    with database.reading() as session:
        nina, bram = (person_by_email(session, row[0]) for row in (NINA, BRAM))
        assert nina is not None
        assert bram is not None
        assert (nina.name, bram.name, bram.language) == ("Nina Nieuw", "Bram de Boer", "en")
    assert count(database, Upload) == 0
    after = stored(database)

    shown = preview(els, "mensen", make_file([PEOPLE_HEAD, NINA, BRAM, FATIMA]))
    assert "Niets over te nemen" in shown.text
    assert shown.text.count("<td>Blijft gelijk</td>") == 3
    assert stored(database) == after


@every_kind
def test_spaces_with_their_seats_and_zones(
    browse: Browse, database: Database, hall: TownHall, make_file: MakeFile
) -> None:
    els = browse("els")
    with database.reading() as session:
        version = current_stock(session).version
    wrong = [*ASH[:4], "hoog", *ASH[5:6], 0, "morgen"]
    shown = preview(els, "plekken", make_file([SPACES_HEAD, BEECH, wrong]))
    for heading in ("verdieping", "plaatsen", "vanaf"):
        assert f">3</th><td>{heading}</td>" in shown.text
    shown = preview(els, "plekken", make_file([SPACES_HEAD, BEECH, ASH]))
    assert "plaatsen: 8 wordt 10" in shown.text
    assert ">3</th><td>2.01</td><td>De Es</td><td>Komt erbij</td>" in shown.text
    with database.reading() as session:
        stock = current_stock(session)
        assert stock.version == version
        assert "2.01" not in {space.number for space in stock.spaces.values()}
    assert confirm(els, shown).status_code == 303
    with database.reading() as session:
        stock = current_stock(session)
    assert stock.version > version
    assert "2.01" in {space.number for space in stock.spaces.values()}
    again = preview(els, "plekken", make_file([SPACES_HEAD, BEECH, ASH]))
    assert "Niets over te nemen" in again.text


def test_what_changed_since_the_preview_is_decided_anew(
    browse: Browse, database: Database, hall: TownHall
) -> None:
    els = browse("els")
    shown = preview(els, "mensen", csv([PEOPLE_HEAD, NINA]))
    with database.writing() as session:  # somebody else gives the team to another department
        session.add(Team(name="Balie", department_id=hall.cast["bram"].department_id or 0))
    answer = confirm(els, shown)
    assert answer.headers["location"] == shown.url.path
    again = els.get(answer.headers["location"])
    assert "het team Balie hoort bij een andere afdeling dan Dienstverlening." in again.text
    with database.reading() as session:
        assert person_by_email(session, NINA[0]) is None


def test_confirmed_twice_is_once(browse: Browse, database: Database, hall: TownHall) -> None:
    els = browse("els")
    shown = preview(els, "mensen", csv([PEOPLE_HEAD, NINA]))
    assert confirm(els, shown).headers["location"] == HERE
    after = stored(database)
    assert confirm(els, shown).headers["location"] == HERE
    assert stored(database) == after


def test_a_file_is_its_senders_for_an_hour(
    browse: Browse, database: Database, hall: TownHall, now: datetime
) -> None:
    els, samir = browse("els"), browse("samir")
    shown = preview(els, "mensen", csv([PEOPLE_HEAD, NINA]))
    assert samir.get(shown.url.path).status_code == 422
    form = {**hidden_fields(shown.text, f"{shown.url.path}/bevestiging")}
    samir.get(HERE)
    form["_csrf_token"] = samir.client.cookies["__Host-csrf"]
    answer = samir.post_bare(f"{shown.url.path}/bevestiging", form)
    assert answer.status_code == 422
    assert "Dit bestand is er niet meer" in answer.text
    as_spaces = shown.url.path.replace("mensen", "plekken")
    assert els.get(as_spaces).status_code == 422
    with database.reading() as session:
        assert person_by_email(session, NINA[0]) is None
    with database.writing() as session:
        forget_uploads(session, now=now + timedelta(hours=1))
    assert "Dit bestand is er niet meer" in els.get(shown.url.path).text


def test_els_gives_no_roles_by_file(browse: Browse, database: Database, hall: TownHall) -> None:
    els = browse("els")
    rows = [PEOPLE_HEAD, [*NINA[:4], "beheerder", "nl"],
            ["samir@voorbeeldstad.example", "Samir Haddad", "Ruimte", "Vergunningen",
             "medewerker", "nl"]]  # fmt: skip
    shown = preview(els, "mensen", xlsx(rows))
    assert shown.text.count("alleen een functioneel beheerder geeft rollen.") == 2
    assert "/bevestiging" not in shown.text
    given = preview(browse("samir"), "mensen", xlsx(rows[:2]))
    assert "Komt erbij" in given.text


def test_who_may_take_over_what(browse: Browse, hall: TownHall) -> None:
    els, samir = browse("els").get(HERE).text, browse("samir").get(HERE).text
    assert "Plekken overnemen" in els
    assert "Plekken overnemen" not in samir
    assert "Mensen overnemen" in samir
    assert browse("samir").get(f"{HERE}/plekken").status_code == 404
    for name in ("bram", "noor", "ravi"):
        browser = browse(name)
        assert browser.get(HERE).status_code == 404
        assert browser.get(f"{HERE}/mensen").status_code == 404
    assert browse("els").get(f"{HERE}/dieren").status_code == 404


def test_a_formula_is_what_it_showed_and_nothing_more(
    browse: Browse, database: Database, hall: TownHall
) -> None:
    els = browse("els")
    row = [NINA[0], '=HYPERLINK("http://evil.example")', *NINA[2:]]
    shown = preview(els, "mensen", xlsx([PEOPLE_HEAD, row]))
    assert "<td>42</td>" in shown.text


def test_what_looks_like_a_formula_or_a_tag_is_text(
    browse: Browse, database: Database, hall: TownHall
) -> None:
    els = browse("els")
    for name in ("=cmd|' /C calc'!A0", "<script>alert(1)</script>"):
        shown = preview(els, "mensen", csv([PEOPLE_HEAD, [NINA[0], name, "", "", "", "nl"]]))
        assert "<script>alert" not in shown.text
        confirm(els, shown)
        with database.reading() as session:
            nina = person_by_email(session, NINA[0])
        assert nina is not None
        assert nina.name == name


def bomb() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 60_000_000)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Dit bestand is leeg."),
        (b"PK\x03\x04 geen archief", "Dit bestand kunnen we niet lezen."),
        (b"%PDF-1.7 \0", "Dit bestand kunnen we niet lezen."),
        (b"naam;salaris\r\n", "Niet begrepen: salaris."),
        (bomb(), "Dit bestand is te groot"),
        (b"x" * 5_000_001, "Dit bestand is te groot: hoogstens 10000 regels en 5 MB."),
    ],
    ids=["empty", "no archive", "pdf", "heading", "bomb", "big"],
)
def test_files_that_are_refused(
    browse: Browse, database: Database, hall: TownHall, content: bytes, said: str
) -> None:
    answer = send(browse("els"), "mensen", content)
    assert answer.status_code == 422
    assert said in answer.text
    assert count(database, Upload) == 0


def test_a_form_without_a_file(browse: Browse, hall: TownHall) -> None:
    els = browse("els")
    page = els.get(f"{HERE}/mensen")
    fields = hidden_fields(page.text, f"{HERE}/mensen/bestand")
    answer = els.client.post(f"{HERE}/mensen/bestand", data=fields, files={"anders": ("a", b"x")})
    assert answer.status_code == 422
    assert "Kies een bestand." in answer.text


def test_far_too_much_is_stopped_at_the_door(browse: Browse, hall: TownHall) -> None:
    answer = send(browse("els"), "mensen", b"x" * 6_500_000)
    assert answer.status_code == 413
    assert "Dat is te groot" in answer.text


def test_a_file_that_just_fits(browse: Browse, hall: TownHall) -> None:
    """The cap of other forms is 2 MB; here it is 5."""
    content = csv([PEOPLE_HEAD, *([*NINA[:1], "x" * 400, "", "", "", ""] for _ in range(9_000))])
    assert 3_500_000 < len(content) < 5_000_000
    assert send(browse("els"), "mensen", content).status_code == 303


@pytest.mark.parametrize(("name", "kind"), [("plekken", SPACES), ("mensen", PEOPLE)])
def test_the_examples_can_be_read(browse: Browse, hall: TownHall, name: str, kind: Any) -> None:
    els = browse("els")
    page = els.get(f"{HERE}/{name}")
    for suffix in ("xlsx", "csv"):
        address = f"{HERE}/{name}/voorbeeld/{name}.{suffix}"
        assert address in page.text
        answer = els.get(address)
        assert "attachment" in answer.headers["content-disposition"]
        [row] = read_rows(answer.content, kind.headings)
        assert row.words(kind.headings[0]) == kind.example[0]
        assert "/bevestiging" in preview(els, name, answer.content).text
    assert els.get(f"{HERE}/{name}/voorbeeld/{name}.exe").status_code == 404
    assert els.get(f"{HERE}/{name}/voorbeeld/anders.xlsx").status_code == 404


def test_a_new_file_takes_the_place_of_the_old(
    browse: Browse, database: Database, hall: TownHall
) -> None:
    els = browse("els")
    first = send(els, "mensen", csv([PEOPLE_HEAD, NINA])).headers["location"]
    preview(els, "mensen", csv([PEOPLE_HEAD, BRAM]))
    assert els.get(first).status_code == 422
    assert count(database, Upload) == 1


def test_the_journal_says_who_took_them_over(
    browse: Browse, database: Database, hall: TownHall
) -> None:
    els = browse("els")
    confirm(els, preview(els, "mensen", csv([PEOPLE_HEAD, NINA, BRAM])))
    with database.reading() as session:
        actions = session.exec(
            select(JournalEntry.action).where(
                col(JournalEntry.actor_id) == hall.cast["els"].id, JournalEntry.door == "web"
            )
        ).all()
    assert sorted(actions) == ["person-changed", "person-created"]


def test_who_no_longer_fits_by_a_file_goes_through_the_assistant(
    browse: Browse, database: Database, hall: TownHall, make: Make, monday: date
) -> None:
    uid = make("fatima", "beuk", "10:00", "11:00", day=monday + timedelta(days=1),
               attendee_count=8)  # fmt: skip
    els = browse("els")
    small = [*BEECH[:6], 4, BEECH[7]]
    page = preview(els, "plekken", csv([SPACES_HEAD, small]))
    assert "1 reservering past dan niet meer" in page.text
    assert "De Linde" in page.text
    address = str(page.url).removeprefix(ADDRESS)
    answer = els.submit(page, f"{address}/bevestiging", {"wijze": "move-or-keep"})
    assert answer.is_redirect, answer.text
    with database.reading() as session:
        row = session.exec(select(Reservation).where(Reservation.uid == uid)).one()
        assert space_ids_of(session, [row.id or 0])[row.id or 0] == [hall.spaces["linde"]]
