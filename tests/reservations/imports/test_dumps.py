"""Dumps of other databases: every row as it was, and no more of a torn one than is whole."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from booking.foundation.periods import Period
from booking.reservations.imports.dumps import read_dump
from tests.reservations.imports.dumps_of_others import (
    LIBREBOOKING,
    Entry,
    entry,
    mrbs_mysql,
    mrbs_postgresql,
    utc,
)

MORNING = Period(utc(24, 9), utc(24, 10))
TEXTS = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0\r"))
WRITERS = pytest.mark.parametrize("write", [mrbs_mysql, mrbs_postgresql])


@WRITERS
@settings(max_examples=40)
@given(name=TEXTS, description=st.none() | TEXTS)
def test_whatever_people_wrote_comes_out_as_it_went_in(
    write: object, name: str, description: str | None
) -> None:
    row: Entry = entry(5, MORNING, name=name, description=description)
    dump = read_dump(write([row, entry(6, MORNING)]).encode())  # type: ignore[operator]
    found = dump.tables["mrbs_entry"]
    assert [cells["id"] for cells in found] == ["5", "6"]
    assert (found[0]["name"], found[0]["description"]) == (name, description)
    assert dump.is_whole


@WRITERS
def test_tables_are_known_by_their_name_and_columns_by_theirs(write: object) -> None:
    dump = read_dump(write([entry(5, MORNING)]).encode())  # type: ignore[operator]
    assert [cells["room_name"] for cells in dump.tables["mrbs_room"]] == [
        "De Beuk", "Linde A", "Lokaal 1",
    ]  # fmt: skip
    assert dump.tables["mrbs_users"][0]["email"] == "joost@voorbeeldstad.example"
    assert dump.tables["mrbs_area"][1]["enable_periods"] == "1"
    assert set(dump.tables) == {"mrbs_area", "mrbs_entry", "mrbs_room", "mrbs_users"}


@WRITERS
def test_wherever_it_is_torn_what_is_read_was_there(write: object) -> None:
    rows = [entry(n, MORNING, name=f"O'Brien \\ {n}", description="x\ny") for n in range(3)]
    whole: str = write(rows)  # type: ignore[operator]
    known = read_dump(whole.encode()).tables
    for end in range(0, len(whole) - 60, 7):
        torn = read_dump(whole[:end].encode())
        assert not torn.is_whole or end < 40
        for table, found in torn.tables.items():
            assert found == known[table][: len(found)]


def test_a_torn_dump_says_where() -> None:
    whole = mrbs_mysql([entry(1, MORNING, name="Overleg over alles")])
    torn = read_dump(whole[: whole.index("over alles")].encode())
    assert torn.torn_at_line == whole[: whole.index("over alles")].count("\n") + 1


def test_letters_of_an_old_dump() -> None:
    dump = read_dump(mrbs_mysql([entry(1, MORNING, name="Café één")]).encode("latin-1"))
    assert dump.encoding == "cp1252"
    assert dump.tables["mrbs_entry"][0]["name"] == "Café één"


@pytest.mark.parametrize("raw", [b"", b"\xff\xfe", b"BEGIN:VCALENDAR", b"%PDF-1.7 '", b"(((("])
def test_what_is_no_dump_has_no_tables(raw: bytes) -> None:
    assert not read_dump(raw).tables


def test_columns_named_in_the_insert_and_in_the_table() -> None:
    dump = read_dump(LIBREBOOKING.encode())
    assert dump.tables["reservation_resources"][1] == {
        "series_id": "11", "resource_id": "2", "resource_level_id": "2",
    }  # fmt: skip
    assert dump.tables["reservation_series"][0]["description"] == "met 'taart'"
    assert len(dump.tables["reservation_instances"]) == 6
