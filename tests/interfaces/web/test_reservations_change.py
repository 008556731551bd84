"""Changing a reservation in the browser: what is kept, refused, offered instead, said twice."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from httpx import Response
from sqlmodel import col, select

from booking.foundation.database import Database
from booking.foundation.journal import JournalEntry
from booking.reservations.models import Reservation, WishRecord
from booking.reservations.queries import reservation_of, space_ids_of
from booking.reservations.values import ReservationState, Visibility
from booking.spaces.values import LayoutKind
from tests.conftest import database_url  # noqa: F401 -- what is decided here, each database decides
from tests.interfaces.web.conftest import Browser, Make
from tests.town_hall import TownHall, at

Browse = Callable[..., Browser]

FORM: dict[str, Any] = {
    "datum": "2026-03-23", "van": "10:00", "tot": "11:00", "plek": "1.14", "aantal": "4",
    "opstelling": "", "titel": "Overleg", "zichtbaarheid": "colleagues", "toelichting": "",
}  # fmt: skip


def stored(database: Database, hall: TownHall, uid: str) -> Reservation:
    with database.reading() as session:
        return reservation_of(session, uid, hall.cast["els"])


def read_out(answer: Response) -> str:
    """The words of the page itself, without tags."""
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def send(browser: Browser, uid: str, **fields: str) -> Response:
    """Fill in the form of the page and send it."""
    here = f"/reserveringen/{uid}"
    return browser.submit(browser.get(f"{here}/wijzigen"), f"{here}/wijziging", FORM | fields)


@pytest.fixture
def uid(make: Make) -> str:
    return make("fatima", "beuk", "10:00", "11:00", title="Overleg", attendee_count=4)


def test_the_form_shows_how_it_stands(browse: Browse, uid: str) -> None:
    page = browse("fatima").get(f"/reserveringen/{uid}/wijzigen").text

    for shown in ('name="rev" value="1"', 'value="2026-03-23"', 'value="Overleg"',
                  '<option value="10:00" selected>', '<option value="11:00" selected>',
                  '<option value="1.14" selected>De Beuk (1.14), 8 personen, Overleg',
                  "De Linde A"):  # fmt: skip
        assert shown in page, shown


def test_a_link_in_a_letter_fills_in_the_time_that_was_proposed(browse: Browse, uid: str) -> None:
    link = f"/reserveringen/{uid}/wijzigen?datum=2026-03-24&van=14:00&tot=15:30"
    page = browse("fatima").get(link).text

    for shown in ('value="2026-03-24"', '<option value="14:00" selected>',
                  '<option value="15:30" selected>', 'value="Overleg"'):  # fmt: skip
        assert shown in page, shown


def test_everything_that_was_filled_in_is_changed(
    browse: Browse, uid: str, database: Database, hall: TownHall, monday: date
) -> None:
    fatima = browse("fatima")

    answer = send(fatima, uid, datum="2026-03-24", van="13:30", tot="15:00", plek="1.12A",
                  aantal="6", titel="Groot overleg", zichtbaarheid="private",
                  toelichting="Graag thee")  # fmt: skip

    assert (answer.status_code, answer.headers["location"]) == (303, f"/reserveringen/{uid}")
    held = stored(database, hall, uid)
    assert held.period == at(monday + timedelta(days=1), "13:30", "15:00")
    assert (held.attendee_count, held.title, held.note) == (6, "Groot overleg", "Graag thee")
    assert (held.visibility, held.rev, held.sequence) == (Visibility.PRIVATE, 2, 1)
    page = fatima.get(f"/reserveringen/{uid}").text
    assert "Uw reservering is gewijzigd" in page
    assert "De Beuk werd De Linde A" in page
    assert "ma 23 mrt 10:00–11:00 werd di 24 mrt 13:30–15:00" in page
    assert "voor 4 personen werd voor 6 personen" in page


def test_sending_the_form_twice_changes_it_once(
    browse: Browse, uid: str, database: Database, hall: TownHall
) -> None:
    fatima = browse("fatima")
    form = fatima.get(f"/reserveringen/{uid}/wijzigen")
    filled = FORM | {"tot": "11:30"}

    answers = [fatima.submit(form, f"/reserveringen/{uid}/wijziging", filled) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    with database.reading() as session:
        assert session.exec(
            select(JournalEntry.action).order_by(col(JournalEntry.number))
        ).all() == ["reserve", "change"]


def test_who_comes_second_sees_what_was_changed_meanwhile(
    browse: Browse, uid: str, database: Database, hall: TownHall
) -> None:
    fatima, noor = browse("fatima"), browse("noor")
    form = fatima.get(f"/reserveringen/{uid}/wijzigen")
    send(noor, uid, van="10:30", tot="11:30")

    action = f"/reserveringen/{uid}/wijziging"
    answer = fatima.submit(form, action, FORM | {"titel": "Mijn titel"})

    assert answer.status_code == 409
    assert "Gewijzigd door Noor Bakker" in answer.text
    assert "ma 23 mrt 10:00–11:00 werd ma 23 mrt 10:30–11:30" in answer.text
    assert 'value="Mijn titel"' in answer.text
    assert stored(database, hall, uid).title == "Overleg"

    again = fatima.submit(answer, action, FORM | {"titel": "Mijn titel"})
    assert again.status_code == 303
    assert stored(database, hall, uid).title == "Mijn titel"


def test_a_refusal_names_every_reason_keeps_the_place_and_offers_others(
    browse: Browse, uid: str, make: Make, database: Database, hall: TownHall, monday: date
) -> None:
    make("joost", "beuk", "14:00", "15:00")
    fatima = browse("fatima")

    answer = send(fatima, uid, van="14:00", tot="15:00", aantal="6", titel="Blijft staan")

    assert answer.status_code == 422
    assert "De Beuk is bezet: 14:00–15:00" in answer.text
    assert 'value="Blijft staan"' in answer.text
    assert stored(database, hall, uid).period == at(monday, "10:00", "11:00")
    assert "Dit kan wel" in answer.text
    with database.reading() as session:
        assert session.exec(select(WishRecord.reasons)).all() == ["taken"]

    # the first offer, sent as it stands: one click
    offered = fatima.submit(answer, f"/reserveringen/{uid}/wijziging", {})
    assert offered.status_code == 303
    changed = stored(database, hall, uid)
    assert (changed.rev, changed.title) == (2, "Blijft staan")


@pytest.mark.parametrize(
    ("van", "tot"),
    [("10:00", "11:00"), ("10:15", "11:15"), ("09:45", "10:45"), ("10:15", "10:45"),
     ("09:30", "11:30")],
)  # fmt: skip
def test_what_overlaps_nothing_but_itself_is_moved(
    browse: Browse, uid: str, database: Database, hall: TownHall, monday: date, van: str, tot: str
) -> None:
    answer = send(browse("fatima"), uid, van=van, tot=tot)
    assert answer.status_code == 303
    assert stored(database, hall, uid).period == at(monday, van, tot)


def test_all_reasons_come_at_once(browse: Browse, uid: str) -> None:
    answer = send(browse("fatima"), uid, van="07:00", tot="09:15", aantal="30")

    assert answer.status_code == 422
    for reason in (
        "Het begin ligt in het verleden",
        "De Beuk is die dag open: 08:00–18:00",
        "u komt met 30 personen",
    ):
        assert reason in read_out(answer)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"tot": "10:00"}, "Kies een eindtijd die later is dan de begintijd"),
        ({"tot": "09:00"}, "Kies een eindtijd die later is dan de begintijd"),
        ({"datum": "morgen"}, "Vul een datum in"),
        ({"datum": ""}, "Vul dit in"),
        ({"datum": "0001-01-01"}, "Vul een datum in"),
        ({"van": "25:99"}, "Vul een tijd in"),
        ({"aantal": "veel"}, "Vul een heel getal in"),
        ({"aantal": "0"}, "te klein"),
        ({"aantal": "99999999999999999999999"}, "te groot"),
        ({"plek": "bestaat-niet"}, "Deze plek bestaat niet"),
        ({"plek": "1.D05"}, "Deze plek bestaat niet"),  # a desk, and it is a meeting
        ({"titel": "x" * 121}, "te lang"),
        ({"zichtbaarheid": "iedereen"}, "Kies een van de"),
        ({"opstelling": "kring"}, "Kies een van de"),
        ({"rev": "nieuw"}, "Vul een heel getal in"),
        ({"state": "confirmed"}, "hoort niet in dit formulier"),
        ({"holder_id": "1"}, "hoort niet in dit formulier"),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_is_lost(
    browse: Browse, uid: str, database: Database, hall: TownHall, fields: dict[str, str],
    words: str,
) -> None:  # fmt: skip
    answer = send(browse("fatima"), uid, toelichting="Blijft staan", **fields)

    assert answer.status_code == 422
    assert words in read_out(answer)
    assert "Blijft staan" in answer.text
    assert stored(database, hall, uid).rev == 1


def test_an_hour_that_the_spring_night_skips_is_refused_in_words(browse: Browse, uid: str) -> None:
    answer = send(browse("fatima"), uid, datum="2026-03-29", van="02:30", tot="04:00")

    assert answer.status_code == 422
    assert "bestaat niet" in answer.text


def test_the_reception_moves_a_private_meeting_without_touching_its_title(
    browse: Browse, make: Make, database: Database, hall: TownHall
) -> None:
    uid = make("fatima", "beuk", "10:00", "11:00", title="Geheim", visibility=Visibility.PRIVATE)

    answer = send(browse("noor"), uid, tot="11:30", titel="Niet meer", zichtbaarheid="public")

    assert answer.status_code == 303
    held = stored(database, hall, uid)
    assert (held.title, held.visibility) == ("Geheim", Visibility.PRIVATE)


def test_half_of_a_room_can_grow_into_the_whole(
    browse: Browse, make: Make, database: Database, hall: TownHall
) -> None:
    uid = make("fatima", "linde_a", "10:00", "11:00", attendee_count=4)
    fatima = browse("fatima")
    assert (
        'value="1.12">De Linde (1.12), 14 personen'
        in fatima.get(f"/reserveringen/{uid}/wijzigen").text
    )

    answer = send(fatima, uid, plek="1.12", aantal="12")

    assert answer.status_code == 303
    with database.reading() as session:
        held = reservation_of(session, uid, hall.cast["fatima"])
        assert space_ids_of(session, [held.id or 0])[held.id or 0] == [hall.spaces["linde"]]


def test_a_desk_is_moved_without_questions_about_meetings(
    browse: Browse, make: Make, database: Database, hall: TownHall
) -> None:
    uid = make("fatima", "D1", "10:00", "11:00")
    fatima = browse("fatima")
    page = fatima.get(f"/reserveringen/{uid}/wijzigen").text
    assert 'name="titel"' not in page
    assert 'name="aantal"' not in page
    assert "Werkplek 1.D02, Team Burgerzaken" in page

    answer = send(fatima, uid, plek="1.D02", tot="12:00")

    assert answer.status_code == 303
    held = stored(database, hall, uid)
    assert (held.attendee_count, held.title) == (1, "")


def test_an_approved_meeting_that_moves_is_asked_again_but_not_when_it_gets_shorter(
    browse: Browse, make: Make, database: Database, hall: TownHall
) -> None:
    uid = make("ravi", "raadzaal", "14:00", "16:00", attendee_count=20)
    with database.writing() as session:
        reservation_of(session, uid, hall.cast["els"]).state = ReservationState.CONFIRMED
    ravi = browse("ravi")
    fields = {"plek": "0.01", "aantal": "20", "opstelling": LayoutKind.THEATRE.value}

    assert send(ravi, uid, van="14:00", tot="15:30", **fields).status_code == 303
    assert stored(database, hall, uid).state is ReservationState.CONFIRMED

    assert send(ravi, uid, van="15:00", tot="16:30", **fields).status_code == 303
    assert stored(database, hall, uid).state is ReservationState.REQUESTED


def test_a_running_reservation_keeps_its_begin(
    browse: Browse, make: Make, database: Database, hall: TownHall, now: datetime, monday: date
) -> None:
    uid = make("fatima", "beuk", "08:00", "10:00", asked_at=now - timedelta(hours=2))

    answer = send(browse("fatima"), uid, van="08:00", tot="10:30")

    assert answer.status_code == 303
    assert stored(database, hall, uid).period == at(monday, "08:00", "10:30")
