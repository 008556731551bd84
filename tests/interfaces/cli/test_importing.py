"""Taking spaces and people over from a file: all or nothing, once or twice the same."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from booking.foundation.database import Database
from booking.foundation.journal import JournalEntry
from booking.foundation.local_time import day_of
from booking.interfaces.clock import system_clock
from booking.people.models import Team
from booking.people.queries import person_by_email, principal_of
from booking.people.values import Role
from booking.spaces.queries import current_stock, space_by_number
from booking.spaces.values import Layout, SpaceKind, Stock
from tests.interfaces.cli.conftest import Installation, refusal, said
from tests.town_hall import TownHall

ELS, SAMIR, BRAM = (f"{name}@voorbeeldstad.example" for name in ("els", "samir", "bram"))
PEOPLE = "e-mail;naam;afdeling;team;rollen;taal\r\n"
SPACES = "nummer;naam;soort;gebouw;verdieping;zone;plaatsen;opstellingen;voorzieningen;vanaf\r\n"
SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<sheetData>{}</sheetData></worksheet>"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "rows.csv"


def stock_of(database: Database) -> Stock:
    with database.reading() as session:
        return current_stock(session)


def test_the_example_can_be_taken_over(
    installation: Installation, hall: TownHall, file: Path
) -> None:
    for kind, who in (("people", SAMIR), ("spaces", ELS)):
        installation.run("import", kind, "--template", file)
        assert said(installation.run("import", kind, file, "--as", who)).endswith(" 0 same")
        assert said(installation.run("import", kind, file, "--as", who)) == (
            "0 added, 0 changed, 1 same"
        )
        file.unlink()


def test_counted_rounds_are_taken_over(
    installation: Installation, hall: TownHall, file: Path
) -> None:
    file.write_text(
        "datum;tijd;plek;gezien;mensen\r\n2020-03-02;10:00;1.D01;verlaten;\r\n"
        "2020-03-02;10:00;1.14;;5\r\n", encoding="cp1252",
    )  # fmt: skip
    assert "not allowed" in refusal(installation.run("import", "rounds", file, "--as", BRAM))
    for outcome in ("2 added, 0 changed, 0 same", "0 added, 0 changed, 2 same"):
        assert said(installation.run("import", "rounds", file, "--as", ELS)) == outcome


def test_people_join_and_change(
    installation: Installation, database: Database, hall: TownHall, file: Path
) -> None:
    file.write_text(
        PEOPLE + "Nieuw@voorbeeldstad.example;Nina Nieuw;Dienstverlening;Balie;receptie;nl\r\n"
        + "bram@voorbeeldstad.example;Bram de Boer;Ruimte;Vergunningen;;en\r\n", encoding="cp1252",
    )  # fmt: skip
    result = installation.run("import", "people", file, "--as", SAMIR)
    assert said(result) == "1 added, 1 changed, 0 same"
    with database.reading() as session:
        nina, bram = (person_by_email(session, f"{name}@voorbeeldstad.example")
                      for name in ("nieuw", "bram"))  # fmt: skip
        assert nina is not None
        assert bram is not None
        assert (bram.name, bram.language) == ("Bram de Boer", "en")
        team = session.get(Team, nina.team_id)
        assert team is not None
        assert team.name == "Balie"
        roles = {name: principal_of(session, person.id or 0, today=day_of(system_clock()))
                 for name, person in (("nina", nina), ("bram", bram))}  # fmt: skip
        assert roles["nina"] is not None
        assert roles["nina"].roles == {Role.RECEPTIONIST}
        assert roles["bram"] is not None
        assert roles["bram"].roles == {Role.EMPLOYEE}, "an empty cell leaves roles as they were"
        written = session.exec(
            select(JournalEntry.action).where(col(JournalEntry.actor_id) == hall.cast["samir"].id)
        ).all()
    assert sorted(written) == ["person-changed", "person-created"]


def test_a_room_is_added_with_all_it_has(
    installation: Installation, database: Database, hall: TownHall, file: Path
) -> None:
    version = stock_of(database).version
    file.write_text(
        SPACES + "2.01;De Es;ruimte;Stadhuis;2;Vleugel;10;tafel 8, theater 12 (30/15);"
        "scherm, Ringleiding;"
        "2026-01-01\r\n"
    )
    assert said(installation.run("import", "spaces", file, "--as", ELS)).startswith("1 added")
    stock = stock_of(database)
    room = space_by_number(stock, "2.01", day_of(system_clock()))
    assert room.kind is SpaceKind.ROOM
    assert dict(room.layouts) == {"table": Layout(8), "theatre": Layout(12, 30, 15)}
    assert room.equipment == {"screen", "hearing_loop"}
    assert len(room.unit_ids) == 1
    assert stock.version > version, "every process must see that the stock changed"


def test_the_past_keeps_its_capacity(
    installation: Installation, database: Database, hall: TownHall, file: Path
) -> None:
    file.write_text(SPACES + "1.14;De Beuk;ruimte;Stadhuis;1;Overleg;12;;;2020-01-01\r\n")
    assert "1 changed" in said(installation.run("import", "spaces", file, "--as", ELS))
    beech, today = stock_of(database).spaces[hall.spaces["beuk"]], day_of(system_clock())
    then, now = beech.term_on(today - timedelta(days=1)), beech.term_on(today)
    assert then is not None
    assert now is not None
    assert (then.capacity, now.capacity) == (8, 12)


def test_one_mistake_and_nothing_is_taken_over(
    installation: Installation, database: Database, hall: TownHall, file: Path
) -> None:
    file.write_text(
        PEOPLE + "goed@x.example;Goed;;;;\r\n" + "geen adres;;;Balie;baas;fr\r\n"
        + "goed@x.example;Nog eens;;;;\r\n"
    )  # fmt: skip
    result = installation.run("import", "people", file, "--as", SAMIR)
    assert result.exit_code == 1
    for line in (
        "Line 3, e-mail: this is no e-mail address.",
        "Line 3, naam: this must be filled in.",
        "Line 3, afdeling: this must be filled in.",
        (
            "Line 3, rollen: one of: medewerker, receptie, facilitair, beheerder, raad, "
            "ondernemingsraad."
        ),
        "Line 3, taal: one of: nl, en.",
        "Line 4, e-mail: this is on line 2 as well.",
    ):
        assert line in result.output
    with database.reading() as session:
        assert person_by_email(session, "goed@x.example") is None


def test_mistakes_in_spaces(installation: Installation, hall: TownHall, file: Path) -> None:
    file.write_text(SPACES + "9.99;X;kamer;Stadhuis;hoog;Zone;0;bank 3;sauna;morgen\r\n")
    output = installation.run("import", "spaces", file, "--as", ELS).output
    for heading in ("soort", "verdieping", "plaatsen", "opstellingen", "voorzieningen", "vanaf"):
        assert f"Line 2, {heading}: " in output


@pytest.mark.parametrize(
    ("kind", "email", "words"),
    [
        ("people", BRAM, "not allowed"),
        ("spaces", BRAM, "not allowed"),
        ("spaces", "niemand@x.example", "There is nobody"),
    ],
)
def test_only_who_may_do_it_on_screen(
    installation: Installation, hall: TownHall, file: Path, kind: str, email: str, words: str
) -> None:
    installation.run("import", kind, "--template", file)
    assert words in refusal(installation.run("import", kind, file, "--as", email))


def test_only_an_administrator_gives_roles(
    installation: Installation, database: Database, hall: TownHall, file: Path
) -> None:
    """Els may look after people; a file of hers makes nobody administrator, herself neither."""
    file.write_text(
        PEOPLE + f"{ELS};Els van Dijk;Ruimte;Vergunningen;beheerder;nl\r\n"
        + f"{BRAM};Bram Jansen;Ruimte;Vergunningen;medewerker;nl\r\n"
        + "nina@x.example;Nina;;;receptie;nl\r\n"
    )  # fmt: skip
    output = installation.run("import", "people", file, "--as", ELS).output
    for line in (2, 4):
        assert f"Line {line}, rollen: only an administrator gives roles." in output
    assert "Line 3" not in output, "what somebody has already may stand there"
    with database.reading() as session:
        assert person_by_email(session, "nina@x.example") is None


def test_a_contact_comes_for_a_partner(
    installation: Installation, database: Database, hall: TownHall, file: Path
) -> None:
    head = "e-mail;naam;team;partner\r\n"
    file.write_text(
        head + "rik@welzijn.example;Rik Contact;;Stichting Welzijn\r\n"
        + f"{BRAM};Bram Jansen;;Stichting Welzijn\r\n"
        + "rob@x.example;Rob;Balie;Stichting Welzijn\r\nrie@x.example;Rie;;Onbekend\r\n"
    )  # fmt: skip
    output = installation.run("import", "people", file, "--as", ELS).output
    assert "Line 4, team: leave this empty for a contact of a partner." in output
    file.write_text(
        head + "rik@welzijn.example;Rik Contact;;Stichting Welzijn\r\n"
        + f"{BRAM};Bram Jansen;;Stichting Welzijn\r\nrie@x.example;Rie;;Onbekend\r\n"
    )  # fmt: skip
    output = installation.run("import", "people", file, "--as", ELS).output
    assert "Line 3, partner: this address is not of a contact of Stichting Welzijn." in output
    assert "Line 4, partner: there is no partner of this name." in output
    file.write_text(head + "rik@welzijn.example;Rik Contact;;Stichting Welzijn\r\n")
    assert said(installation.run("import", "people", file, "--as", ELS)).startswith("1 added")
    with database.reading() as session:
        rik = person_by_email(session, "rik@welzijn.example")
        assert rik is not None
        principal = principal_of(session, rik.id or 0, today=day_of(system_clock()))
    assert principal is not None
    assert principal.roles == {Role.PARTNER_CONTACT}
    assert principal.partner_id == hall.cast["ravi"].partner_id


def test_somebody_stays_administrator(
    installation: Installation, hall: TownHall, file: Path
) -> None:
    file.write_text(PEOPLE + f"{SAMIR};Samir Haddad;;;medewerker;nl\r\n")
    assert "Nobody would be administrator" in refusal(
        installation.run("import", "people", file, "--as", SAMIR)
    )


def test_nothing_in_a_cell_is_executed(
    installation: Installation, database: Database, hall: TownHall, file: Path
) -> None:
    naughty = "=cmd|'/c calc'!A0 $(id) {{7*7}} <b>'; DROP TABLE person--"
    file.write_text(PEOPLE + f'goed@x.example;"{naughty}";;;;\r\n')
    assert said(installation.run("import", "people", file, "--as", SAMIR)).startswith("1 added")
    with database.reading() as session:
        person = person_by_email(session, "goed@x.example")
        assert person is not None
        assert person.name == naughty


def workbook(cells: str, *, padding: int = 0) -> bytes:
    """A minimal XLSX with this XML for its cells."""
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        'content-types"/>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        'relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/'
        'officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>",
        "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/'
        'main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/'
        'package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats'
        '.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": SHEET.format(cells) + " " * padding,
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def cell(place: str, words: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{words}</t></is></c>'


def test_a_spreadsheet(installation: Installation, hall: TownHall, tmp_path: Path) -> None:
    rows = [["e-mail", "naam"], ["nina@x.example", "Nina"]]
    cells = "".join(
        f'<row r="{n}">' + "".join(cell(f"{'AB'[i]}{n}", words) for i, words in enumerate(row))
        + "</row>" for n, row in enumerate(rows, 1)
    )  # fmt: skip
    (tmp_path / "people.xlsx").write_bytes(workbook(cells))
    result = installation.run("import", "people", tmp_path / "people.xlsx", "--as", SAMIR)
    assert said(result).startswith("1 added"), result.output


def test_an_open_document(installation: Installation, hall: TownHall, tmp_path: Path) -> None:
    """ODF is what a town hall must be able to use; empty rows to the end of the sheet are usual."""
    office = "urn:oasis:names:tc:opendocument:xmlns:"
    rows = "".join(
        "<table:table-row>" + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{words}</text:p>'
            "</table:table-cell>" for words in row
        ) + "</table:table-row>" for row in (["e-mail", "naam"], ["nina@x.example", "Nina"])
    )  # fmt: skip
    target = tmp_path / "people.ods"
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", (
            f'<manifest:manifest xmlns:manifest="{office}manifest:1.0"/>'
        ))  # fmt: skip
        archive.writestr("content.xml", (
            f'<office:document-content xmlns:office="{office}office:1.0" '
            f'xmlns:table="{office}table:1.0" xmlns:text="{office}text:1.0"><office:body>'
            f'<office:spreadsheet><table:table table:name="A">{rows}'
            '<table:table-row table:number-rows-repeated="1048574"><table:table-cell '
            'table:number-columns-repeated="16384"/></table:table-row>'
            "</table:table></office:spreadsheet></office:body></office:document-content>"
        ))  # fmt: skip
    result = installation.run("import", "people", target, "--as", SAMIR)
    assert said(result).startswith("1 added"), result.output


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "must hold these headings"),
        (b"naam;e-mail;salaris\r\n", "Not understood: salaris"),
        (b"naam;naam\r\n", "must hold these headings"),
        (b"naam;e-mail\r\n\0", "cannot be read"),
        (b"PK\x03\x04 this is no archive", "cannot be read"),
        (b"naam;e-mail\r\n" + b"Jan;jan@x.example\r\n" * 10_001, "too large"),
        (b"x" * 5_000_001, "too large"),
        (workbook("", padding=60_000_000), "too large"),
        (workbook('<row r="1">' + cell("A1", "naam") + cell("XFD1", "x") + "</row>"), "too large"),
        (workbook('<row r="1048576">' + cell("A1048576", "x") + "</row>"), "too large"),
    ],
    ids=["empty", "unknown heading", "heading twice", "NUL", "no archive", "long", "big", "bomb",
         "far column", "far row"],
)  # fmt: skip
def test_files_that_are_refused(
    installation: Installation, hall: TownHall, file: Path, content: bytes, words: str
) -> None:
    file.write_bytes(content)
    assert words in refusal(installation.run("import", "people", file, "--as", SAMIR))


def test_a_file_that_is_not_there(installation: Installation, file: Path) -> None:
    assert "There is no file" in refusal(installation.run("import", "people", file, "--as", SAMIR))


def test_an_example_never_takes_the_place_of_a_file(installation: Installation, file: Path) -> None:
    file.write_text("kept")
    refusal(installation.run("import", "people", "--template", file))
    assert file.read_text() == "kept"
