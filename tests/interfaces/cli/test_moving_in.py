"""Reservations of another system, from the command line: tried first, then done, then the same."""

import csv
import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import func, select

from booking.foundation.database import Database
from booking.foundation.journal import JournalEntry
from booking.foundation.local_time import day_of
from booking.interfaces.clock import system_clock
from booking.reservations.models import Reservation, ReservationSpace
from tests.interfaces.cli.conftest import Installation, said
from tests.reservations.imports.dumps_of_others import (
    LIBREBOOKING,
    entry,
    mrbs_mysql,
    mrbs_postgresql,
)
from tests.town_hall import TownHall, at

MRBS_REPORT = (
    "Naam,Gebouw,Kamer,Begin,Einde,Duur,Omschrijving\r\n"
    "Overleg,Stadhuis,De Beuk,{day} 09:00,{day} 10:00,1 uur,\r\n"
)
LIBREBOOKING_REPORT = (
    '"Bron","Begin","Einde","Titel","Referentie nummer",\n'
    '"De Beuk","{day} 09:00:00","{day} 10:00:00","Overleg","a1",\n\n'
)
SAMIR, ELS, BRAM = (f"{name}@voorbeeldstad.example" for name in ("samir", "els", "bram"))


def next_tuesday() -> date:
    today = day_of(system_clock())
    return today + timedelta(days=7 + (1 - today.weekday()) % 7)


def report(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text("utf-8-sig")), delimiter=";"))


def count(database: Database) -> int:
    with database.reading() as session:
        return session.exec(select(func.count()).select_from(Reservation)).one()


def test_a_move_from_mrbs(
    installation: Installation, database: Database, hall: TownHall, tmp_path: Path
) -> None:
    day = next_tuesday()
    dump, rooms, told = tmp_path / "mrbs.sql", tmp_path / "rooms.csv", tmp_path / "report.csv"
    entries = [
        *(entry(n, at(day + timedelta(weeks=n), "09:00", "10:00"), series=4, uid="MRBS-a@x",
                recurs=f"{n}") for n in range(5)),
        entry(7, at(day, "09:00", "10:00"), room=2, name="=1+1", who="oud"),
        entry(8, at(day, "11:00", "12:00"), room=3),
        entry(9, at(day - timedelta(days=70), "11:00", "12:00")),
    ]  # fmt: skip
    dump.write_text(mrbs_mysql(entries))
    asked = ("import", "mrbs", dump, "--as", SAMIR, "--rooms", rooms, "--report", told)

    tried = installation.run(*asked, "--dry-run")
    assert tried.exit_code == 1, tried.output
    assert said(tried).splitlines()[-1] == (
        "5 taken over, 1 taken over as history, 0 changed here too, 0 there already, "
        "0 changed over there, 0 left out of it, 2 not taken over. Nothing was stored."
    )
    assert count(database) == 0
    assert report(rooms) == [
        ["daar", "naam", "hier"], ["1", "De Beuk", "1.14"], ["2", "Linde A", ""],
        ["3", "Lokaal 1", ""],
    ]  # fmt: skip
    heading, *lines = report(told)
    assert heading[:3] == ["waar in het bestand", "nummer daar", "ruimte daar"], (
        "in the language of who asked"
    )
    assert [line[5] for line in lines].count("niet overgenomen") == 2

    rooms.write_text(rooms.read_text("utf-8-sig").replace("Linde A;", "Linde A;1.12A")
                     .replace("Lokaal 1;", "Lokaal 1;-"))  # fmt: skip
    done = installation.run(*asked, "--holder", ELS)
    assert done.exit_code == 1, "the row of an area that counts parts of the day"
    assert said(done).startswith("6 taken over, 1 taken over as history,")
    again = installation.run(*asked, "--holder", ELS)
    assert said(again).startswith("0 taken over, 0 taken over as history, 0 changed here too, 7")
    assert count(database) == 7
    with database.reading() as session:
        written = session.exec(select(JournalEntry.action, JournalEntry.door)).all()
    assert set(written) == {("import", "cli")}
    assert len(written) == 8, "a line for each, and one for the series"


def test_a_move_from_librebooking_of_which_all_can_be_had(
    installation: Installation, database: Database, hall: TownHall, tmp_path: Path
) -> None:
    dump = tmp_path / "librebooking.sql"
    dump.write_text("\n".join(line for line in LIBREBOOKING.splitlines()
                              if not line.startswith(("(105", "(106"))
                              ).replace("NULL),\nINSERT", "NULL);\nINSERT"))  # fmt: skip
    done = installation.run("import", "librebooking", dump, "--as", ELS)
    assert done.exit_code == 0, done.output
    assert "1 blackouts are not reservations" in done.output
    assert count(database) >= 4


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("system", "written"), [("mrbs", MRBS_REPORT), ("librebooking", LIBREBOOKING_REPORT)]
)
def test_a_move_by_the_report_of_who_has_no_dump(
    installation: Installation, database: Database, hall: TownHall, tmp_path: Path, system: str,
    written: str,
) -> None:  # fmt: skip
    file, day = tmp_path / "overzicht.csv", next_tuesday()
    file.write_text(written.format(day=day))
    asked = ("import", system, file, "--as", ELS, "--holder", BRAM)

    assert said(installation.run(*asked)).startswith("1 taken over,")
    assert said(installation.run(*asked)).startswith("0 taken over,")
    with database.reading() as session:
        [held] = session.exec(select(Reservation)).all()
        assert (held.title, held.holder_id) == ("Overleg", hall.cast["bram"].id)
        assert held.period == at(day, "09:00", "10:00")


def test_history_from_a_spreadsheet(
    installation: Installation, database: Database, hall: TownHall, tmp_path: Path
) -> None:
    file = tmp_path / "jaar.csv"
    said(installation.run("import", "csv", file, "--as", ELS, "--template"))
    assert report(file)[0][:3] == ["nummer", "plek", "begin"]
    file.write_text("plek;begin;eind;e-mail;personen;aangemeld\r\n"
                    f"1.14;2025-03-04 09:00;2025-03-04 10:00;{BRAM};4;ja\r\n"
                    f"1.14;2025-03-04 09:30;2025-03-04 10:00;{BRAM};4;ja\r\n")  # fmt: skip
    result = installation.run("import", "csv", file, "--as", ELS)
    assert result.exit_code == 1
    assert "3: Taken already, 04/03/2025 09:00–10:00, by 2 of the same file." in result.output
    assert count(database) == 1


def test_the_calendar_of_a_room(
    installation: Installation, database: Database, hall: TownHall, tmp_path: Path
) -> None:
    file, day = tmp_path / "beuk.ics", next_tuesday()
    file.write_text(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:a@x\r\n"
        f"DTSTART;TZID=Europe/Amsterdam:{day:%Y%m%d}T090000\r\nDURATION:PT1H\r\n"
        f"ORGANIZER:mailto:{BRAM}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    done = installation.run("import", "ics", file, "--as", ELS, "--room", "1.14")
    assert done.exit_code == 0, done.output
    assert said(done).startswith("1 taken over")
    with database.reading() as session:
        held = session.exec(select(Reservation)).one()
    assert held.period == at(day, "09:00", "10:00")
    assert held.holder_id == hall.cast["bram"].id


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("mrbs", "no reservations were found"),
        ("librebooking", "no reservations were found"),
        ("ics", "This is not a calendar file"),
        ("csv", "The first line must hold"),
    ],
)
def test_a_file_that_is_something_else(
    bare: Installation, tmp_path: Path, kind: str, words: str
) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"%PDF-1.7\n")
    result = bare.run("import", kind, file, "--as", SAMIR)
    assert (result.exit_code, words in result.output) == (2, True), result.output


def test_who_and_what_must_be_right(
    installation: Installation, hall: TownHall, tmp_path: Path
) -> None:
    file, rooms = tmp_path / "mrbs.sql", tmp_path / "rooms.csv"
    file.write_text(mrbs_mysql([entry(1, at(next_tuesday(), "09:00", "10:00"))]))
    rooms.write_text("daar;naam;hier\r\n1;De Beuk;7.77\r\n")
    asked = ("import", "mrbs", file, "--as")
    for more, words in (
        ((BRAM,), "not allowed"), (("niemand@x.example",), "There is nobody"),
        ((SAMIR, "--holder", "niemand@x.example"), "There is nobody"),
        ((SAMIR, "--rooms", rooms), "There is no space with the number 7.77"),
    ):  # fmt: skip
        result = installation.run(*asked, *more)
        assert (result.exit_code, words in result.output) == (1, True), result.output


def test_a_torn_dump_as_a_process_of_its_own(
    installation: Installation, database: Database, hall: TownHall, tmp_path: Path
) -> None:
    file = tmp_path / "mrbs.sql"
    whole = mrbs_postgresql([entry(1, at(next_tuesday(), "09:00", "10:00"))])
    file.write_text(whole[: whole.index("SELECT pg_catalog")])
    process = installation.start("import", "mrbs", file, "--as", SAMIR)
    output, _ = process.communicate(timeout=120)
    assert process.returncode == 1, output
    assert b"The last line of a whole dump is missing" in output
    assert b"1 taken over" in output
    assert count(database) == 1


MEETING = """BEGIN:VCALENDAR\r
VERSION:2.0\r
BEGIN:VEVENT\r
UID:both@x\r
DTSTART;TZID=Europe/Amsterdam:{:%Y%m%d}T090000\r
DURATION:PT1H\r
ORGANIZER:mailto:{}\r
END:VEVENT\r
END:VCALENDAR\r
"""


def test_one_meeting_in_the_calendars_of_two_rooms_holds_both(
    installation: Installation, database: Database, hall: TownHall, tmp_path: Path
) -> None:
    file = tmp_path / "both.ics"
    file.write_text(MEETING.format(next_tuesday(), BRAM))
    for room, more in (("1.14", []), ("1.12A", []), ("1.14", ["--update"])):
        done = installation.run("import", "ics", file, "--as", ELS, "--room", room, *more)
        assert done.exit_code == 0, done.output
    assert count(database) == 2
    with database.reading() as session:
        held = {row.space_id for row in session.exec(select(ReservationSpace))}
    assert held == {hall.spaces["beuk"], hall.spaces["linde_a"]}
