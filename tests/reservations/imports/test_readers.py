"""MRBS and LibreBooking, read: what each row says, and what is wrong where it says nothing."""

from datetime import UTC, date, datetime, timedelta

import pytest

from booking.foundation.local_time import to_local
from booking.foundation.periods import Period
from booking.foundation.rows import Row
from booking.foundation.texts import speaking
from booking.reservations.imports.dumps import read_dump
from booking.reservations.imports.librebooking import read_librebooking
from booking.reservations.imports.librebooking_report import read_librebooking_report
from booking.reservations.imports.moments import from_clock
from booking.reservations.imports.mrbs import read_mrbs
from booking.reservations.imports.mrbs_report import read_mrbs_report
from booking.reservations.imports.plain import read_plain
from booking.reservations.imports.values import Foreign, NotUnderstood, Reading, Standing, Unread
from tests.reservations.imports.dumps_of_others import (
    LIBREBOOKING,
    entry,
    mrbs_mysql,
    mrbs_postgresql,
    utc,
)

MORNING = Period(utc(24, 9), utc(24, 10))
NOW = utc(23, 8)


def why(reading: Reading) -> dict[str, str]:
    """What is said of the rows that cannot be used, by where they stand."""
    with speaking("en"):
        return {row.place: str(row.why) for row in reading.rows if isinstance(row, Unread)}


def usable(reading: Reading) -> list[Foreign]:
    return [row for row in reading.rows if isinstance(row, Foreign)]


@pytest.mark.parametrize("write", [mrbs_mysql, mrbs_postgresql])
def test_an_entry_of_mrbs(write: object) -> None:
    text = write([  # type: ignore[operator]
        entry(1, MORNING, uid="MRBS-a@x", status=1 | 4, description="met taart"),
        entry(2, MORNING, room=2, who="Piet@elders.example", status=2, series=9, uid="MRBS-b@x",
              recurs="20260324T090000Z"),
        entry(3, MORNING, room=2, uid="MRBS-c@x"), entry(4, MORNING, room=1, uid="MRBS-c@x"),
    ])  # fmt: skip
    first, second, *both_rooms = usable(read_mrbs(read_dump(text.encode())))
    assert (first.period, first.room, first.note) == (MORNING, "1", "met taart")
    assert (first.email, first.person) == ("joost@voorbeeldstad.example", "jdevries")
    assert first.is_private
    assert first.is_tentative
    assert not first.series
    assert (second.email, second.standing) == ("Piet@elders.example", Standing.ASKED)
    assert (second.key, second.series) == ("MRBS-b@x/20260324T090000Z", "9/2")
    assert len({row.key for row in both_rooms}) == 2, "one meeting in two rooms is two of ours"


def test_entries_of_mrbs_that_say_nothing() -> None:
    backwards = list(entry(3, MORNING))
    backwards[1:3] = backwards[2], backwards[1]
    never = list(entry(4, MORNING))
    never[1] = 0
    reading = read_mrbs(read_dump(mrbs_mysql([
        entry(1, MORNING, room=99), entry(2, MORNING, room=3),
        tuple(backwards), tuple(never),  # type: ignore[list-item]
    ]).encode()))  # fmt: skip
    assert why(reading) == {
        "entry 1": "Its room, number 99, is not in the file.",
        "entry 2": "Its area counts parts of the day: nobody can tell from when until when.",
        "entry 3": "It ends before it begins, or has no length.",
        "entry 4": "It has no date or time that can be read.",
    }


def test_reservations_of_librebooking() -> None:
    reading = read_librebooking(read_dump(LIBREBOOKING.encode()), now=NOW)
    past, past_2, coming, _, gone, asked = usable(reading)
    assert (past.key, past_2.key) == ("aa1/1", "aa1/2"), "a reservation of each room"
    assert past.period == Period(utc(2, 9), utc(2, 10)), "their times are in UTC"
    assert (past.email, past.person) == ("Joost@voorbeeldstad.example", "Joost de Vries")
    assert (past.attendee_count, past.note) == (2, "met 'taart'"), "who is invited is not there yet"
    assert past.came_at == utc(2, 9, 3)
    assert coming.series == "11/1"
    assert not coming.is_known_to_stay_away
    assert (gone.standing, asked.standing) == (Standing.GONE, Standing.ASKED)
    assert why(reading) == {
        "instance 105": "It has no date or time that can be read.",
        "instance 106": "What it belongs to is not in the file.",
    }
    assert reading.room_names == {"1": "De Beuk", "2": "De Linde A"}
    assert len(reading.remarks) == 1, "blackouts are told of"


def test_who_did_not_come_where_check_in_was_asked() -> None:
    later = read_librebooking(read_dump(LIBREBOOKING.encode()), now=NOW + timedelta(days=90))
    coming, coming_2 = (row for row in usable(later) if row.key.startswith("aa2/"))
    assert coming.is_known_to_stay_away
    assert not coming_2.is_known_to_stay_away, "there nobody was asked"


@pytest.mark.parametrize("raw", [b"", b"no dump", LIBREBOOKING.encode()])
def test_another_dump_is_not_mrbs(raw: bytes) -> None:
    with pytest.raises(NotUnderstood):
        read_mrbs(read_dump(raw))


def test_another_dump_is_not_librebooking() -> None:
    with pytest.raises(NotUnderstood):
        read_librebooking(read_dump(mrbs_mysql([]).encode()), now=NOW)


def plain_row(line: int, **cells: str) -> Row:
    usual = {"plek": "1.14", "begin": "2026-03-24 10:00", "eind": "2026-03-24T11:00:00"}
    return Row(line, usual | {name.replace("_", "-"): cell for name, cell in cells.items()})


def test_a_row_of_a_spreadsheet() -> None:
    came, stayed_away, nobody_knows = usable(read_plain([
        plain_row(2, aangemeld="ja", personen="6", e_mail="jan@x.example", nummer="a"),
        plain_row(3, aangemeld="nee", begin="24-03-2026 10:00", eind="24/03/2026 11:00:00"),
        plain_row(4, begin="2026-03-24T09:00:00+00:00", partner="Regiopolitie"),
    ]))  # fmt: skip
    morning = Period(datetime(2026, 3, 24, 9, tzinfo=UTC), datetime(2026, 3, 24, 10, tzinfo=UTC))
    assert came.period == stayed_away.period == nobody_knows.period == morning
    assert (came.key, came.came_at, came.attendee_count) == ("1.14 a", utc(24, 9), 6)
    assert (stayed_away.came_at, stayed_away.is_known_to_stay_away) == (None, True)
    assert (nobody_knows.came_at, nobody_knows.is_known_to_stay_away) == (None, False)
    assert nobody_knows.key == "1.14 2026-03-24T09:00:00+00:00 2026-03-24T11:00:00"


def test_rows_of_a_spreadsheet_that_say_nothing() -> None:
    rows = [
        plain_row(2, begin="gisteren"), plain_row(3, eind="2026-03-24 09:00"),
        plain_row(4, personen="veel"), plain_row(5, plek=""), plain_row(6, aangemeld="soms"),
        plain_row(7, begin="2026-03-29 02:30", eind="2026-03-29 04:00"),
    ]  # fmt: skip
    with speaking("en"):
        reading = read_plain(rows)
    said = why(reading)
    assert said["2"] == "It has no date or time that can be read."
    assert said["3"] == "It ends before it begins, or has no length."
    assert said["4"].startswith("personen: a whole number")
    assert said["5"] == "plek: this must be filled in."
    assert said["6"].startswith("aangemeld: one of")
    assert said["7"].startswith("That time does not exist")


REPORT = (
    '"Korte Omschrijving","Gebouw","Kamer","Start Tijd","Eind Tijd","Tijdsduur",'
    '"Volledige omschrijving","Aangemaakt door","Laatste aanpassing"\r\n'
    '"Overleg ""nu""",Stadhuis,De Beuk,"10:00:00 - dinsdag 24 maart 2026",'
    '"11:00:00 - dinsdag 24 maart 2026","1 uur","met\ntaart",jan@x.example,later\r\n'
    "Kort,Stadhuis\r\n"
    "Raad,Stadhuis,De Beuk,morgen,overmorgen,lang,,Piet,later\r\n"
)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_report_of_mrbs(encoding: str) -> None:
    reading = read_mrbs_report(REPORT.encode(encoding))
    [row] = usable(reading)
    assert row.period == Period(utc(24, 9), utc(24, 10))
    assert (row.room, row.title, row.note) == ("De Beuk", 'Overleg "nu"', "met\ntaart")
    assert (row.email, row.key) == (
        "jan@x.example", "De Beuk 10:00:00 - dinsdag 24 maart 2026",
    )  # fmt: skip
    assert why(reading) == {
        "3": "This line is not whole.", "4": "It has no date or time that can be read.",
    }  # fmt: skip


@pytest.mark.parametrize(
    "written",
    [
        "9:00PM - Tuesday 24 March 2026", "24 mrt 2026 om 21:00", "Mar 24, 2026, 9:00 pm",
        "dinsdag 24 maart 2026 21.00", "2026-03-24 21:00:00", "24-03-2026 21:00",
        "2026-03-24T20:00:00Z",
    ],
)  # fmt: skip
def test_times_as_programs_write_them(written: str) -> None:
    assert from_clock(written) == utc(24, 20)


@pytest.mark.parametrize(
    "written", ["", "21:00", "24 maart 2026", "32 maart 2026 21:00", "24 maart 2026 27:00",
                "3/4/26 21:00", "maart april 24 2026 21:00"],
)  # fmt: skip
def test_times_that_nobody_can_be_sure_of(written: str) -> None:
    assert from_clock(written) is None


@pytest.mark.parametrize("raw", [b"", b"a,b\r\n", b"\xff\xfe\x00", REPORT.encode()[:140]])
def test_what_is_no_report(raw: bytes) -> None:
    with pytest.raises(NotUnderstood):
        read_mrbs_report(raw)


LIBREBOOKING_REPORT = (
    '"Resource","Begin","End","Duration","Title","Description","Reference Number","User",'
    '"Status",\n'
    '"De Beuk","3/24/26 9:00 AM","3/24/26 12:30 PM","3.5 hours","R&amp;D &lt;b&gt;","","a1",'
    '"Jan","Created",\n'
    '"Linde","3/24/26 9:00 AM","3/24/26 12:30 PM","3.5 hours","R&amp;D","","a1","Jan","Pending",\n'
    '"Linde","3/29/26 2:30 AM","3/29/26 4:00 AM","","","","a2","Jan","Created",\n'
    '"Linde","13/13/26 2:30 AM","","","","","a3","Jan","Created",\n\n'
)


def test_a_report_of_librebooking() -> None:
    reading = read_librebooking_report(LIBREBOOKING_REPORT.encode())
    one, other = usable(reading)
    assert one.period == Period(utc(24, 8), utc(24, 11) + timedelta(minutes=30))
    assert (one.room, one.title, one.person, one.email) == ("De Beuk", "R&D <b>", "Jan", "")
    assert (one.key, other.key, other.standing) == ("a1/De Beuk", "a1/Linde", Standing.ASKED)
    assert why(reading)["5"] == "It has no date or time that can be read."
    assert why(reading)["4"].startswith("That time does not exist")


@pytest.mark.parametrize(
    ("begin", "end", "is_certain"),
    [
        ("4/3/26 9:00 AM", "4/3/26 10:00 AM", False),
        ("03/04/2026 09:00", "03/04/2026 10:00", False),
        ("03/04/2026 09:00", "13/04/2026 10:00", True),
        ("2026-04-03 09:00:00", "2026-04-03 10:00:00", True),
    ],
)
def test_the_order_of_day_and_month_is_found_out_or_doubted(
    begin: str, end: str, is_certain: bool
) -> None:
    raw = f'"Bron","Begin","Einde","Referentie nummer",\n"Beuk","{begin}","{end}","a1",\n'
    reading = read_librebooking_report(raw.encode())
    [row] = usable(reading)
    assert to_local(row.period.starts_at).date() == date(2026, 4, 3)
    assert bool(reading.remarks) is not is_certain


@pytest.mark.parametrize("raw", [b"", b"a,b\n1,2\n", REPORT.encode()])
def test_what_is_no_report_of_librebooking(raw: bytes) -> None:
    with pytest.raises(NotUnderstood):
        read_librebooking_report(raw)
