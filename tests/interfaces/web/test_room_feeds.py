"""When a room is taken, in somebody else's calendar: the addresses, and what they never tell."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import col, select

from booking.calendars.models import FeedToken
from booking.foundation.database import Database
from booking.foundation.ids import token_hash
from booking.foundation.journal import JournalEntry
from booking.people.models import WebSession
from booking.reservations.operations import cancel
from booking.reservations.requests import decline
from booking.reservations.staying import end_now
from booking.reservations.values import Visibility
from booking.spaces.models import SpaceTerm
from booking.spaces.operations import raise_stock_version
from tests.interfaces.web.conftest import ADDRESS, Browser, Make
from tests.interfaces.web.feeds import (
    REPLACE_ROOM,
    REVOKE,
    REVOKE_ROOM,
    ROOMS,
    address_in,
    lines_of,
    make_room_address,
    values_of,
)
from tests.standards.ical_checker import complaints
from tests.town_hall import TownHall

Browse = Callable[..., Browser]


def names_on(page: str) -> list[str]:
    """By which the forms of the list name their address."""
    return list(dict.fromkeys(re.findall(r'name="kenmerk" value="(\w+)"', page)))


def test_a_room_says_that_it_is_taken_and_a_title_only_where_that_is_public(
    browse: Browse, make: Make
) -> None:
    make("fatima", "beuk", "09:00", "10:00", title="Geheim", note="Fluister",
         visibility=Visibility.PRIVATE)  # fmt: skip
    make("joost", "beuk", "10:00", "11:00", title="Voor collega's", note="Koffie")
    make("ravi", "beuk", "11:00", "12:00", title="Van de partner")
    uid = make("bram", "beuk", "13:00", "14:00", title="Inloopuur", note="Taart",
               visibility=Visibility.PUBLIC)  # fmt: skip

    feed = browse(None).get(make_room_address(browse("els"), "1.14"))

    assert feed.status_code == 200
    assert complaints(feed.content) == []
    assert values_of(feed, "SUMMARY") == ["Bezet", "Bezet", "Bezet", "Inloopuur"]
    assert values_of(feed, "CLASS") == ["PRIVATE", "PRIVATE", "PRIVATE", "PUBLIC"]
    assert set(values_of(feed, "TRANSP")) == {"OPAQUE"}
    assert set(values_of(feed, "STATUS")) == {"CONFIRMED"}
    assert set(values_of(feed, "DESCRIPTION")) <= {""}
    assert set(values_of(feed, "URL")) == {f"{ADDRESS}/ruimtes/1.14?datum=2026-03-23"}
    assert {
        f"UID:{uid}", "X-WR-CALNAME:De Beuk – Gemeente Voorbeeldstad",
        "DTSTART;TZID=Europe/Amsterdam:20260323T130000",
        "LOCATION:De Beuk\\, Overleg\\, Eerste verdieping\\, Stadhuis\\, Stadsplein 1",
    } <= set(lines_of(feed))  # fmt: skip
    for said in ("Geheim", "Fluister", "collega", "Koffie", "partner", "Taart", "Fatima", "Joost",
                 "Ravi", "Bram", "Welzijn", "ATTENDEE"):  # fmt: skip
        assert said not in feed.text, said


def test_what_waits_for_an_answer_is_tentative(browse: Browse, make: Make) -> None:
    make("ravi", "raadzaal", "10:00", "11:00", title="Wijkteam")

    feed = browse(None).get(make_room_address(browse("els"), "0.01"))

    assert values_of(feed, "STATUS") == ["TENTATIVE"]
    assert values_of(feed, "SUMMARY") == ["Bezet"]
    assert values_of(feed, "DESCRIPTION") == ["Aangevraagd\\, nog niet goedgekeurd."]
    # the meeting, not the time to set up
    assert "DTSTART;TZID=Europe/Amsterdam:20260323T100000" in lines_of(feed)


def test_what_holds_a_part_of_a_room_holds_the_room(browse: Browse, make: Make) -> None:
    part = make("fatima", "linde_a", "10:00", "11:00")
    whole = make("joost", "linde", "13:00", "14:00")
    els, program = browse("els"), browse(None)

    uids = {
        number: values_of(program.get(make_room_address(els, number)), "UID")
        for number in ("1.12A", "1.12B", "1.12", "1.14")
    }

    assert uids == {"1.12A": [part, whole], "1.12B": [whole], "1.12": [part, whole], "1.14": []}


def test_what_is_given_back_is_gone_and_what_ended_early_is_shorter(
    browse: Browse, make: Make, database: Database, hall: TownHall, now: datetime
) -> None:
    cancelled = make("fatima", "beuk", "13:00", "14:00")
    ended = make("joost", "beuk", "09:00", "12:00")
    declined = make("ravi", "raadzaal", "10:00", "11:00")
    els, program = browse("els"), browse(None)
    room, council = (make_room_address(els, number) for number in ("1.14", "0.01"))
    first = program.get(room)
    assert values_of(first, "UID") == [ended, cancelled]
    assert values_of(program.get(council), "UID") == [declined]

    later = now + timedelta(minutes=20)
    with database.writing() as session:
        cancel(session, hall.act("fatima", later), cancelled)
        end_now(session, hall.act("joost", later), ended)
        decline(session, hall.act("els", later), declined, rev=1, reason="Er is een huwelijk")

    for asked in ({"If-None-Match": first.headers["etag"]},
                  {"If-Modified-Since": first.headers["last-modified"]}):  # fmt: skip
        again = program.get(room, headers=asked)
        assert again.status_code == 200, asked
        assert values_of(again, "UID") == [ended]
        assert values_of(again, "DTEND") == ["20260323T093000"]
        assert values_of(again, "SEQUENCE") == ["1"]
    gone = program.get(council)
    assert values_of(gone, "UID") == []
    assert complaints(gone.content) == []


def test_a_room_that_is_no_more_keeps_its_calendar(
    browse: Browse, make: Make, database: Database, hall: TownHall, monday: date
) -> None:
    uid = make("fatima", "beuk", "10:00", "11:00")
    els, program = browse("els"), browse(None)
    taken, never = (make_room_address(els, number) for number in ("1.14", "1.12B"))
    with database.writing() as session:
        raise_stock_version(session)
        for term in session.exec(select(SpaceTerm)):
            if term.space_id in {hall.spaces["beuk"], hall.spaces["linde_b"]}:
                term.valid_until = monday

    answers = program.get(taken), program.get(never)

    assert [answer.status_code for answer in answers] == [200, 200]
    assert [complaints(answer.content) for answer in answers] == [[], []]
    assert [values_of(answer, "UID") for answer in answers] == [[uid], []]
    page = els.get(ROOMS).text
    assert "De Beuk" in page, "its address can still be revoked"
    assert '<option value="ruimte-1.14"' not in page, "but no new one made"


def test_two_rooms_in_which_nothing_happens_keep_their_own_names(browse: Browse) -> None:
    els, program = browse("els"), browse(None)

    names = [values_of(program.get(make_room_address(els, number)), "NAME")
             for number in ("1.14", "1.12")]  # fmt: skip

    assert names == [["De Beuk – Gemeente Voorbeeldstad"], ["De Linde – Gemeente Voorbeeldstad"]]


def test_the_address_is_shown_once_and_its_use_is_listed(
    browse: Browse, database: Database, hall: TownHall
) -> None:
    els = browse("els")
    shown = els.submit(els.get(f"{ROOMS}?ruimte=1.12A"), ROOMS, {"agenda": "ruimte-1.14"})
    path = address_in(shown)
    assert f"webcal://{ADDRESS.removeprefix('https://')}{path}" in shown.text
    assert "<svg" in shown.text
    assert "Hoe snel uw agenda volgt" in shown.text
    assert shown.headers["cache-control"] == "no-store"
    assert "nog niet gebruikt" in els.get(ROOMS).text

    feed = browse(None).get(path)

    page = els.get(ROOMS).text
    token = path.removeprefix("/agenda/").removesuffix(".ics")
    assert feed.headers["cache-control"] == "private, max-age=300"
    assert feed.headers["x-robots-tag"] == "noindex"
    assert "laatst gebruikt op 23-03-2026 09:00" in page
    assert token not in page
    assert "Hoe snel uw agenda volgt" in page
    with database.reading() as session:
        [kept] = session.exec(select(FeedToken)).all()
        [entry] = session.exec(select(JournalEntry))
    assert (kept.token_hash, kept.space_id) == (token_hash(token), hall.spaces["beuk"])
    assert len(token) >= 43  # 256 bits
    assert (entry.action, entry.actor_id) == ("open-feed", hall.cast["els"].id)
    assert entry.after == {"space_id": hall.spaces["beuk"]}
    assert token not in entry.model_dump_json()


def test_the_page_of_a_room_leads_to_its_address(browse: Browse) -> None:
    link = f"{ROOMS}?ruimte=1.14"

    assert f'href="{link}"' in browse("els").get("/ruimtes/1.14").text
    assert '<option value="ruimte-1.14" selected>' in browse("els").get(link).text
    for name in ("fatima", "noor", "samir", "ravi"):
        assert ROOMS not in browse(name).get("/ruimtes/1.14").text, name


def test_sending_the_form_twice_makes_one_address_and_shows_it_again(
    browse: Browse, database: Database
) -> None:
    els = browse("els")
    page = els.get(ROOMS)

    first, second = (
        address_in(els.submit(page, ROOMS, {"agenda": "ruimte-1.14"})) for _ in range(2)
    )

    assert first == second
    with database.reading() as session:
        assert len(session.exec(select(FeedToken)).all()) == 1


def test_a_replaced_address_stops_and_the_new_one_goes_on(
    browse: Browse, make: Make, database: Database
) -> None:
    uid = make("fatima", "beuk", "10:00", "11:00")
    els, program = browse("els"), browse(None)
    old, other = make_room_address(els, "1.14"), make_room_address(els, "1.12")
    page = els.get(ROOMS)
    [name] = [name for name in names_on(page.text) if name == token_hash(old[8:-4])[:16]]

    new, again = (address_in(els.submit(page, REPLACE_ROOM, {"kenmerk": name})) for _ in range(2))

    assert new == again != old
    assert [program.get(path).status_code for path in (old, new, other)] == [404, 200, 200]
    assert values_of(program.get(new), "UID") == [uid]
    with database.reading() as session:
        entries = session.exec(select(JournalEntry).order_by(col(JournalEntry.number)))
        actions = [entry.action for entry in entries if entry.subject_kind == "feed"]
    assert actions == ["open-feed", "open-feed", "revoke-feed", "open-feed"]


def test_a_revoked_address_says_what_an_unknown_one_says(browse: Browse) -> None:
    els, program = browse("els"), browse(None)
    path = make_room_address(els, "1.14")
    page = els.get(ROOMS)

    answer = els.submit(page, REVOKE_ROOM, {})

    assert (answer.status_code, answer.headers["location"]) == (303, ROOMS)
    revoked, unknown = program.get(path), program.get("/agenda/onbekend.ics")
    assert revoked.status_code == unknown.status_code == 404
    assert revoked.text == unknown.text
    assert "Dat agenda-adres werkt niet meer" in els.get(ROOMS).text
    assert "Nog geen adressen" in els.get(ROOMS).text
    assert els.submit(page, REVOKE_ROOM, {}).status_code == 404


def test_ten_addresses_are_enough_for_a_room(browse: Browse) -> None:
    els = browse("els")
    for _ in range(10):
        make_room_address(els, "1.14")

    answer = els.submit(els.get(ROOMS), ROOMS, {"agenda": "ruimte-1.14"})

    assert answer.status_code == 422
    assert "De Beuk (1.14) heeft 10 agenda-adressen" in answer.text
    assert make_room_address(els, "1.12")


@pytest.mark.parametrize(("number", "status"), [("", 404), ("9.99", 404), ("1.D01", 404)])
def test_only_rooms_have_an_address(
    browse: Browse, database: Database, number: str, status: int
) -> None:
    els = browse("els")

    answer = els.submit(els.get(ROOMS), ROOMS, {"agenda": f"ruimte-{number}"})

    assert answer.status_code == status
    with database.reading() as session:
        assert session.exec(select(FeedToken)).all() == []


@pytest.mark.parametrize("name", ["bram", "noor", "samir", "ravi"])
def test_for_others_there_are_no_addresses_of_rooms(
    browse: Browse, database: Database, name: str
) -> None:
    path = make_room_address(browse("els"), "1.14")
    other = browse(name)
    page = other.get("/mijn-reserveringen")
    [kenmerk] = names_on(browse("els").get(ROOMS).text)

    assert other.get(ROOMS).status_code == 404
    asked = [(ROOMS, {"agenda": "ruimte-1.14"}), *((action, {"kenmerk": kenmerk}) for action in (
        REPLACE_ROOM, REVOKE_ROOM, REVOKE))]  # fmt: skip
    for action, fields in asked:
        token = {"_csrf_token": other.client.cookies["__Host-csrf"]}
        assert other.post_bare(action, token | fields).status_code == 404, action
    assert page.status_code == 200
    assert browse(None).get(path).status_code == 200


def test_an_address_of_a_room_is_made_and_replaced_only_shortly_after_signing_in(
    browse: Browse, database: Database, now: datetime
) -> None:
    els = browse("els")
    path = make_room_address(els, "1.14")
    page = els.get(ROOMS)
    with database.writing() as session:
        for signed_in in session.exec(select(WebSession)):
            signed_in.created_at = now - timedelta(minutes=16)

    for action, fields in ((ROOMS, {"agenda": "ruimte-1.14"}), (REPLACE_ROOM, {})):
        answer = els.submit(page, action, fields)
        assert answer.status_code == 303
        assert answer.headers["location"] == "/inloggen?verder=%2Fbeheer%2Fagenda-adressen"
    later = els.get(ROOMS).text
    assert f'action="{ROOMS}"' not in later
    assert f'action="{REPLACE_ROOM}"' not in later
    assert f'action="{REVOKE_ROOM}"' in later
    assert browse(None).get(path).status_code == 200
