"""The checker itself: it passes a right file and names each planted mistake."""

import pytest

from tests.standards.ical_checker import complaints

RIGHT = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Voorbeeld//NL
METHOD:PUBLISH
REFRESH-INTERVAL;VALUE=DURATION:PT15M
BEGIN:VTIMEZONE
TZID:Europe/Amsterdam
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:3f1c
DTSTAMP:20260323T080000Z
DTSTART;TZID=Europe/Amsterdam:20260323T100000
DTEND;TZID=Europe/Amsterdam:20260323T110000
SUMMARY:Overleg\\, met taart\\; en koffie
ORGANIZER;CN="Gemeente, X":mailto:woonkamer@voorbeeldstad.example
STATUS:CONFIRMED
END:VEVENT
END:VCALENDAR
"""


def as_file(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()


def test_a_right_file_passes() -> None:
    assert complaints(as_file(RIGHT)) == []


@pytest.mark.parametrize(
    ("right", "wrong", "section"),
    [
        ("SUMMARY:Overleg", "SUMMARY:" + "Overleg " * 9, "§3.1: line"),
        ("SUMMARY:Overleg", "SUMMARY:a\rb", "bare CR or LF"),
        ("SUMMARY:Overleg", "SUMMARY:a\u2028b", "control character"),
        ("SUMMARY:Overleg", "SUMMARY:a\x00b", "control character"),
        ("taart\\;", "taart;", "SUMMARY cannot be"),
        ("Overleg\\,", "Overleg,", "SUMMARY cannot be"),
        ("SUMMARY:Overleg", "SUMMARY Overleg", "no colon"),
        ("UID:3f1c\n", "", "UID stands 0 times"),
        ("UID:3f1c\n", "UID:3f1c\nUID:3f1d\n", "UID stands 2 times"),
        ("DTSTAMP:20260323T080000Z", "DTSTAMP:20260323T080000", "DTSTAMP cannot be"),
        ("DTSTAMP:20260323T080000Z\n", "", "DTSTAMP stands 0 times"),
        (";TZID=Europe/Amsterdam:20260323T10", ":20260323T10", "is not UTC"),
        ("TZID=Europe/Amsterdam:20260323T100000", "TZID=Europe/Amsterdam:20260323T100000Z",
         "is not a local time"),
        ("TZID:Europe/Amsterdam", "TZID:Europe/Brussels", "no VTIMEZONE for Europe/Amsterdam"),
        ("T110000", "T100000", "DTEND is not later"),
        ("DTEND;TZID=Europe/Amsterdam:", "DTEND;TZID=A;TZID=B:", "TZID twice"),
        (";VALUE=DURATION", "", "without VALUE=DURATION"),
        ("STATUS:CONFIRMED", "STATUS:MAYBE", "STATUS cannot be"),
        ("STATUS:CONFIRMED", "ATTENDEE:mailto:a@b.example", "ATTENDEE must not"),
        ('ORGANIZER;CN="Gemeente, X":mailto:woonkamer@voorbeeldstad.example\n', "",
         "ORGANIZER must be"),
        ("Gemeente, X", "Gemeente ^'X^'", "RFC 6868"),
        ("mailto:woonkamer@", "woonkamer@", "ORGANIZER cannot be"),
        ("TZOFFSETTO:+0100\n", "", "TZOFFSETTO stands 0 times"),
        ("STATUS:", "RRULE:FREQ=DAILY;UNTIL=20260401T120000\nSTATUS:", "UNTIL must be UTC"),
        ("STATUS:", "EXDATE:20260324T090000Z\nSTATUS:", "EXDATE has another form"),
        ("STATUS:", "RECURRENCE-ID:20260323T090000Z\nSTATUS:", "RECURRENCE-ID has another form"),
        ("END:VEVENT\n", "", "closes VEVENT"),
        ("END:VCALENDAR\n", "", "never closed"),
        ("BEGIN:VEVENT", "ATTENDEES:1\nBEGIN:VEVENT", "does not belong in VCALENDAR"),
        ("VERSION:2.0\n", "", "VERSION stands 0 times"),
    ],
)  # fmt: skip
def test_a_planted_mistake_is_named(right: str, wrong: str, section: str) -> None:
    assert right in RIGHT

    found = complaints(as_file(RIGHT).replace(as_file(right), as_file(wrong)))

    assert any(section in complaint for complaint in found), found


def test_a_character_cut_in_two_by_folding_is_named() -> None:
    broken = as_file(RIGHT).replace(b"SUMMARY:", b"SUMMARY:\xf0\x9f\r\n \x8e\x89")

    assert any("UTF-8" in complaint for complaint in complaints(broken))


def test_an_event_given_twice_is_named() -> None:
    event = RIGHT[RIGHT.index("BEGIN:VEVENT") : RIGHT.index("END:VCALENDAR")]

    assert complaints(as_file(RIGHT.replace(event, event * 2))) == ["§3.8.4.7: UID 3f1c twice"]
