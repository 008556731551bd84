"""Calendars of zones and partners, of series, and what one chooses oneself."""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

import pytest
from sqlmodel import select

from booking.foundation.database import Database
from booking.foundation.local_time import local_period
from booking.foundation.recurrence import Pace, Recurrence
from booking.people.models import Person
from booking.people.partners import end_term
from booking.reservations.models import Reservation
from booking.reservations.operations import cancel, change, wish_of
from booking.reservations.queries import reservation_of
from booking.reservations.series.operations import (
    Choice,
    cancel_series,
    change_series,
    start_series,
)
from booking.reservations.series.queries import occurrences_of, series_of, state_of
from booking.reservations.series.values import SeriesWish
from booking.reservations.values import Visibility
from tests.interfaces.web.conftest import Browser, Make
from tests.interfaces.web.feeds import (
    CHOOSE,
    MAKE,
    REPLACE,
    ROOMS,
    address_in,
    lines_of,
    make_address,
    make_room_address,
    values_of,
)
from tests.standards.ical_checker import complaints
from tests.standards.ical_js import Read, reading_along
from tests.town_hall import TownHall

Browse = Callable[..., Browser]


@pytest.fixture(scope="module")
def read() -> Iterator[Read]:
    with reading_along() as reader:
        yield reader


def make_shared(browser: Browser, calendar: str) -> str:
    return address_in(browser.submit(browser.get(ROOMS), ROOMS, {"agenda": calendar}))


def test_a_zone_shows_which_of_its_rooms_are_taken_and_names_nobody(
    browse: Browse, make: Make, hall: TownHall
) -> None:
    make("fatima", "linde_a", "09:00", "10:00", title="Geheim", visibility=Visibility.PRIVATE)
    make("joost", "beuk", "10:00", "11:00", title="Voor collega's", note="Fluister")
    make("bram", "linde", "13:00", "14:00", title="Inloopuur", visibility=Visibility.PUBLIC)
    make("fatima", "raadzaal", "10:00", "11:00")
    make("fatima", "D1", "09:00", "17:00")

    feed = browse(None).get(make_shared(browse("els"), f"ruimtes-{hall.zones['overleg']}"))

    assert complaints(feed.content) == []
    assert values_of(feed, "SUMMARY") == [
        "De Linde A: Bezet", "De Beuk: Bezet", "De Linde: Inloopuur",
    ]  # fmt: skip
    assert values_of(feed, "X-WR-CALNAME") == ["Ruimtes van Overleg – Gemeente Voorbeeldstad"]
    assert set(values_of(feed, "TRANSP")) == {"OPAQUE"}
    for said in ("Geheim", "collega", "Fluister", "Fatima", "Joost", "Bram"):
        assert said not in feed.text, said


def test_the_desks_of_a_zone_never_block_a_meeting(
    browse: Browse, make: Make, hall: TownHall
) -> None:
    make("fatima", "D1", "09:00", "17:00", title="Focus")
    make("joost", "D5", "09:00", "17:00")  # in another zone

    feed = browse(None).get(make_shared(browse("els"), f"werkplekken-{hall.zones['team']}"))

    assert values_of(feed, "SUMMARY") == ["Werkplek 1.D01: Bezet"]
    assert values_of(feed, "TRANSP") == ["TRANSPARENT"]
    assert values_of(feed, "X-MICROSOFT-CDO-BUSYSTATUS") == ["FREE"]
    assert "Focus" not in feed.text


def test_a_partner_has_a_calendar_of_its_own_reservations_without_private_titles(
    browse: Browse, make: Make, database: Database, hall: TownHall, now: datetime
) -> None:
    make("ravi", "beuk", "10:00", "11:00", title="Wijkteam", note="Fluister")
    make("ravi", "beuk", "12:00", "13:00", title="Casus Jansen", visibility=Visibility.PRIVATE)
    make("pia", "beuk", "13:00", "14:00", title="Politie")
    partner = hall.cast["ravi"].partner_id
    path, program = make_shared(browse("els"), f"partner-{partner}"), browse(None)

    feed = program.get(path)

    assert complaints(feed.content) == []
    assert values_of(feed, "SUMMARY") == ["Wijkteam", "De Beuk"]
    for said in ("Casus", "Fluister", "Politie", "Ravi"):
        assert said not in feed.text, said
    with database.writing() as session:
        end_term(session, hall.act("samir", now), partner or 0, now.date())
    assert program.get(path).status_code == 404


def test_what_the_house_makes_speaks_the_language_of_who_made_it(
    browse: Browse, make: Make, database: Database, hall: TownHall
) -> None:
    make("fatima", "beuk", "10:00", "11:00")
    dutch = make_room_address(browse("els"), "1.14")
    with database.writing() as session:
        session.get_one(Person, hall.cast["els"].id).language = "en"
    english = make_room_address(browse("els"), "1.14")

    said = [values_of(browse(None).get(path), "SUMMARY") for path in (dutch, english)]

    assert said == [["Bezet"], ["Taken"]]


def test_a_series_goes_out_with_its_rule_and_follows_what_becomes_of_it(
    browse: Browse, database: Database, hall: TownHall, now: datetime, monday: date, read: Read
) -> None:
    """Over the night in which summer begins; in one's own calendar and in that of the room."""
    rule = Recurrence(Pace.WEEKLY, weekdays=frozenset({0}), count=4)
    wish = SeriesWish(rule, monday, time(10), time(11), hall.spaces["beuk"], title="Overleg")
    act = hall.act("fatima", now)
    with database.writing() as session:
        series = start_series(session, act, wish, Choice())
        uid, dates = series.uid, [row.uid for row in occurrences_of(session, series)]
    own, program = make_address(browse("fatima")), browse(None)
    room = make_room_address(browse("els"), "1.14")
    first = program.get(own)
    assert values_of(first, "UID") == values_of(program.get(room), "UID") == [uid]
    assert "/reeksen/" in values_of(first, "URL")[0]

    with database.writing() as session:
        cancel(session, act, dates[1])
        third = reservation_of(session, dates[2], act.by)
        later = local_period(monday + timedelta(days=14), time(15), time(16))
        change(session, act, dates[2], wish_of(session, third, period=later), rev=third.rev)

    for path, title in ((own, "Overleg"), (room, "Bezet")):
        feed = program.get(path)
        assert complaints(feed.content) == []
        with database.reading() as session:
            held = [row.period for row in occurrences_of(session, series_of(session, uid, act.by))
                    if row.state == "confirmed"]  # fmt: skip
        assert [(seen.period, seen.summary) for seen in read(feed.content)] == [
            (period, title) for period in held
        ]
        assert values_of(feed, "EXDATE") == ["20260330T100000"]
        assert values_of(feed, "RECURRENCE-ID") == ["20260406T100000"]
        assert {int(number) for number in values_of(feed, "SEQUENCE")} == {2}


def test_from_some_date_on_is_another_series_with_another_uid(
    browse: Browse, database: Database, hall: TownHall, now: datetime, monday: date, read: Read
) -> None:
    mondays = frozenset({0})
    wish = SeriesWish(Recurrence(Pace.WEEKLY, weekdays=mondays, count=6), monday, time(10),
                      time(11), hall.spaces["beuk"])  # fmt: skip
    act, since = hall.act("fatima", now), monday + timedelta(days=21)
    with database.writing() as session:
        series = start_series(session, act, wish, Choice())
    path, program = make_address(browse("fatima")), browse(None)
    before = program.get(path)
    with database.writing() as session:
        later = SeriesWish(Recurrence(Pace.WEEKLY, weekdays=mondays, count=3), since, time(14),
                           time(15), hall.spaces["beuk"])  # fmt: skip
        other = change_series(session, act, series.uid, later, Choice(), since=since,
                              state=state_of(session, series))  # fmt: skip

    after = program.get(path, headers={"If-None-Match": before.headers["etag"]})

    assert after.status_code == 200
    assert values_of(after, "UID") == [series.uid, other.uid]
    ends = re.findall("UNTIL=(.*?Z)", " ".join(values_of(after, "RRULE")))
    assert ends == ["20260406T215959Z", "20260427T215959Z"]
    assert int(values_of(after, "SEQUENCE")[0]) > int(values_of(before, "SEQUENCE")[0])
    assert len(read(after.content)) == 6

    with database.writing() as session:
        cancel_series(session, act, other.uid, since=None)
    assert values_of(program.get(path), "UID") == [series.uid]


def test_over_both_nights_in_which_the_clocks_change_every_instant_is_the_one_held(
    browse: Browse, make: Make, read: Read, database: Database, hall: TownHall
) -> None:
    for day in (date(2026, 3, 27), date(2026, 3, 30), date(2026, 10, 23), date(2026, 10, 26)):
        make("ravi", "beuk", "10:00", "11:00", day=day)
        make("fatima", "linde_a", "09:00", "12:30", day=day)
    partner = hall.cast["ravi"].partner_id
    with database.reading() as session:
        held = session.exec(select(Reservation)).all()
        everybody = sorted(row.period for row in held)
        theirs = sorted(row.period for row in held if row.partner_id == partner)

    for calendar, periods in ((f"ruimtes-{hall.zones['overleg']}", everybody),
                              (f"partner-{partner}", theirs)):  # fmt: skip
        feed = browse(None).get(make_shared(browse("els"), calendar))
        assert sorted(seen.period for seen in read(feed.content)) == periods


def test_everybody_chooses_what_stands_in_their_own_calendar(
    browse: Browse, make: Make, hall: TownHall, now: datetime
) -> None:
    make("fatima", "D1", "09:00", "17:00")
    make("fatima", "beuk", "10:00", "11:00", title="Kamer")
    make("joost", "linde", "12:00", "13:00", title="Te gast", host_id=hall.cast["fatima"].id)
    make("fatima", "raadzaal", "13:00", "14:00", title="Aanvraag")
    make("fatima", "beuk", "10:00", "11:00", day=date(2026, 4, 20), title="Later")
    make("fatima", "beuk", "10:00", "11:00", day=date(2026, 2, 3), title="Eerder",
         asked_at=now - timedelta(days=60))  # fmt: skip
    fatima, program = browse("fatima"), browse(None)
    path = make_address(fatima)

    def shown(parts: list[str], ahead: int = 365, back: int = 30) -> set[str]:
        fields = {"inhoud": parts, "terug": back, "vooruit": ahead}
        assert fatima.submit(fatima.get(MAKE), CHOOSE, fields).status_code == 303
        return set(values_of(program.get(path), "SUMMARY"))

    everything = ["werkplekken", "ruimtes", "gastheer", "wachtend"]
    assert shown(everything) == {"Werkplek 1.D01", "Kamer", "Te gast", "Aanvraag", "Later"}
    assert shown(["werkplekken"]) == {"Werkplek 1.D01"}
    assert shown(["ruimtes", "wachtend"]) == {"Kamer", "Aanvraag", "Later"}
    assert shown(["ruimtes", "gastheer"], ahead=7) == {"Kamer", "Te gast"}
    assert shown(["ruimtes"], ahead=7, back=90) == {"Kamer", "Eerder"}
    assert shown([]) == set()
    assert "checked" not in fatima.get(MAKE).text
    wrong = fatima.submit(fatima.get(MAKE), CHOOSE, {"terug": 4000, "vooruit": 30})
    assert wrong.status_code == 422
    assert browse("bram").get(MAKE).text.count("checked") == 4


def test_a_partner_chooses_only_what_a_partner_has(browse: Browse, make: Make) -> None:
    make("ravi", "beuk", "10:00", "11:00", title="Wijkteam")
    ravi = browse("ravi")
    path = make_address(ravi)
    page = ravi.get(MAKE)
    assert "Mijn werkplekken" not in page.text

    answer = ravi.submit(page, CHOOSE, {"inhoud": ["ruimtes"], "terug": 0, "vooruit": 30})

    assert answer.status_code == 303
    assert values_of(browse(None).get(path), "SUMMARY") == ["Wijkteam"]


def test_an_address_of_ones_own_is_replaced_in_one_press(browse: Browse, make: Make) -> None:
    uid = make("fatima", "beuk", "10:00", "11:00")
    fatima, bram, program = browse("fatima"), browse("bram"), browse(None)
    old = make_address(fatima)
    make_address(bram)
    page = fatima.get(MAKE)
    [name] = set(re.findall(r'name="kenmerk" value="(\w+)"', page.text))
    assert bram.submit(bram.get(MAKE), REPLACE, {"kenmerk": name}).status_code == 404
    assert program.get(old).status_code == 200

    new, again = (address_in(fatima.submit(page, REPLACE, {})) for _ in range(2))

    assert new == again != old
    assert [program.get(path).status_code for path in (old, new)] == [404, 200]
    assert f"UID:{uid}" in lines_of(program.get(new))


def test_an_address_that_is_read_all_the_time_is_asked_to_wait(browse: Browse) -> None:
    paths, program = [make_address(browse("fatima")) for _ in range(2)], browse(None)

    answers = [program.get(paths[0]) for _ in range(61)]

    assert {answer.status_code for answer in answers[:60]} == {200}
    assert answers[60].status_code == 429
    assert 0 < int(answers[60].headers["retry-after"]) <= 60
    assert paths[0] not in answers[60].text
    assert program.get(paths[1]).status_code == 200, "another address is not to blame"


def test_only_a_look_is_a_look(browse: Browse, make: Make) -> None:
    make("fatima", "beuk", "10:00", "11:00")
    path, program = make_address(browse("fatima")), browse(None)

    head, whole = program.client.head(path), program.get(path)

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == whole.headers["etag"]
    assert head.headers["content-length"] == whole.headers["content-length"]
