"""Reserving a room from its page, and being told why not and what is possible."""

import re
from collections.abc import Callable
from datetime import date, time

import pytest
from httpx import Response
from sqlmodel import select

from booking.foundation.database import Database
from booking.reservations.models import Claim, Reservation, WishRecord
from booking.reservations.values import Outcome, ReservationState, Visibility
from booking.spaces.models import OpeningHours, StockVersion
from tests.conftest import database_url  # noqa: F401 -- on both engines
from tests.interfaces.web.conftest import Browser, Make, hidden_fields
from tests.interfaces.web.rooms import TEN, actions_in
from tests.town_hall import FROM, TownHall, at

Browse = Callable[..., Browser]

BEUK = "/ruimtes/1.14"
RESERVE = f"{BEUK}/reserveringen"
AT_TEN = {
    "datum": "2026-03-23",
    "van": "10:00",
    "tot": "11:00",
    "personen": "4",
    "onderwerp": "Overleg",
    "zichtbaarheid": "colleagues",
}


def reservations(database: Database) -> list[Reservation]:
    with database.reading() as session:
        return list(session.exec(select(Reservation).order_by(Reservation.id)).all())  # type: ignore[arg-type]


def test_a_room_says_what_it_has(browse: Browse) -> None:
    page = browse("fatima").get("/ruimtes/0.01?datum=2026-03-23").text

    for fact in ("Raadzaal", "0.01 · Begane grond · Publieksplein", "60 personen", "Theater (80)",
                 "Toegankelijk met een rolstoel", "30 min voor en 30 min na elke reservering",
                 "08:00–18:00", "Facilitair beslist over deze ruimte"):  # fmt: skip
        assert fact in page


def test_the_form_has_the_time_that_was_chosen(browse: Browse) -> None:
    page = browse("fatima").get(f"{BEUK}?datum=2026-03-24&van=13:15&tot=14:45&personen=6").text

    assert 'name="datum" value="2026-03-24"' in page
    assert re.findall(r'<option value="([^"]+)" selected', page)[:2] == ["13:15", "14:45"]
    assert 'name="personen" value="6"' in page


def test_without_a_time_the_form_proposes_the_first_free_one(browse: Browse, make: Make) -> None:
    make("bram", "beuk", "10:00", "12:30")

    page = browse("fatima").get(BEUK).text

    assert re.findall(r'<option value="([^"]+)" selected', page)[:2] == ["12:30", "13:30"]


def test_reserving_leads_to_the_reservation(browse: Browse, database: Database) -> None:
    fatima = browse("fatima")

    answer = fatima.submit(fatima.get(f"{BEUK}?{TEN}"), RESERVE, {
        **AT_TEN, "zichtbaarheid": "private", "notitie": "Graag\nkoffie",
    })  # fmt: skip

    [reservation] = reservations(database)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/reserveringen/{reservation.uid}"
    assert reservation.period == at(date(2026, 3, 23), "10:00", "11:00")
    assert (reservation.title, reservation.note) == ("Overleg", "Graag\nkoffie")
    assert (reservation.attendee_count, reservation.visibility) == (4, Visibility.PRIVATE)
    told = fatima.get(answer.headers["location"])
    assert told.status_code == 200
    assert "Gereserveerd." in told.text


def test_a_room_that_needs_approval_is_asked_for(browse: Browse, database: Database) -> None:
    ravi = browse("ravi")

    answer = ravi.submit(
        ravi.get(f"/ruimtes/0.01?{TEN}"), "/ruimtes/0.01/reserveringen",
        {**AT_TEN, "opstelling": "theatre", "personen": "75"},
    )  # fmt: skip

    [reservation] = reservations(database)
    assert reservation.state is ReservationState.REQUESTED
    assert "Uw aanvraag is binnen." in ravi.get(answer.headers["location"]).text


def test_a_double_click_reserves_once(browse: Browse, database: Database) -> None:
    fatima = browse("fatima")
    page = fatima.get(f"{BEUK}?{TEN}")

    first, second = (fatima.submit(page, RESERVE, AT_TEN) for _ in range(2))

    assert first.status_code == second.status_code == 303
    assert first.headers["location"] == second.headers["location"]
    assert len(reservations(database)) == 1


def test_a_form_of_another_site_does_nothing(browse: Browse, database: Database) -> None:
    answer = browse("fatima").post_bare(RESERVE, AT_TEN)

    assert answer.status_code == 403
    assert reservations(database) == []


def test_a_refusal_says_every_reason_and_keeps_what_was_typed(
    browse: Browse, database: Database, make: Make
) -> None:
    make("bram", "beuk", "10:00", "12:00")
    fatima = browse("fatima")

    answer = fatima.submit(fatima.get(f"{BEUK}?{TEN}"), RESERVE,
                           {**AT_TEN, "personen": "12", "tot": "19:00"})  # fmt: skip

    assert answer.status_code == 422
    assert "<title>Fout:" in answer.text
    for reason in (
        "De Beuk is die dag open: 08:00–18:00",
        "De Beuk heeft 8 plaatsen en u komt met 12",
        "De Beuk is bezet: 10:00–12:00",
    ):
        assert reason in answer.text, reason
    assert 'name="onderwerp" value="Overleg"' in answer.text
    assert 'name="personen" value="12"' in answer.text
    assert re.findall(r'<option value="([^"]+)" selected', answer.text)[:2] == ["10:00", "19:00"]
    assert len(reservations(database)) == 1


def test_an_alternative_is_taken_with_one_press(
    browse: Browse, database: Database, make: Make
) -> None:
    make("bram", "beuk", "10:00", "12:00")
    fatima = browse("fatima")
    refused = fatima.submit(fatima.get(f"{BEUK}?{TEN}"), RESERVE, AT_TEN)
    reserving = [a for a in actions_in(refused.text) if a.endswith("/reserveringen")]
    assert reserving == [
        RESERVE, RESERVE, "/ruimtes/1.12A/reserveringen", "/ruimtes/1.12B/reserveringen",
        "/ruimtes/1.12/reserveringen",
    ]  # fmt: skip

    answer = fatima.submit(refused, "/ruimtes/1.12A/reserveringen", {})

    assert answer.status_code == 303
    mine = reservations(database)[-1]
    assert mine.period == at(date(2026, 3, 23), "10:00", "11:00")
    assert (mine.title, mine.attendee_count) == ("Overleg", 4)
    with database.reading() as session:
        [wish] = session.exec(select(WishRecord)).all()
    assert wish.outcome is Outcome.DIVERTED


def test_another_time_in_the_same_room_is_one_press_too(
    browse: Browse, database: Database, make: Make
) -> None:
    make("bram", "beuk", "10:00", "12:00")
    fatima = browse("fatima")
    refused = fatima.submit(fatima.get(f"{BEUK}?{TEN}"), RESERVE, AT_TEN)
    nearest = hidden_fields(refused.text, RESERVE)
    assert (nearest["van"], nearest["tot"]) == ("09:00", "10:00")

    answer = fatima.submit(refused, RESERVE, {})

    assert answer.status_code == 303
    assert reservations(database)[-1].period == at(date(2026, 3, 23), "09:00", "10:00")


def test_a_part_that_is_free_is_offered(browse: Browse, make: Make) -> None:
    make("bram", "beuk", "11:00", "18:00")
    fatima = browse("fatima")

    refused = fatima.submit(fatima.get(f"{BEUK}?{TEN}"), RESERVE, {**AT_TEN, "tot": "12:00"})

    assert "De Beuk, 10:00–11:00" in refused.text
    assert "Korter: 1 uur" in refused.text


def test_who_is_just_too_late_is_told_so_with_what_is_left(
    browse: Browse, database: Database, make: Make
) -> None:
    """Only in a race the database itself refuses; a claim the check cannot see does the same."""
    make("bram", "beuk", "10:00", "11:00")
    with database.writing() as session:
        [claim] = session.exec(select(Claim)).all()
        claim.day = 1
    fatima = browse("fatima")

    answer = fatima.submit(fatima.get(f"{BEUK}?{TEN}"), RESERVE, AT_TEN)

    assert answer.status_code == 409
    assert "Iemand anders was u net voor" in answer.text
    assert "/ruimtes/1.12A/reserveringen" in actions_in(answer.text)
    assert 'name="onderwerp" value="Overleg"' in answer.text


WRONG = {
    "no date": ({"datum": ""}, "Vul dit in."),
    "no such date": ({"datum": "2026-02-30"}, "Vul een datum in"),
    "a year out of reach": ({"datum": "9999-12-31"}, "Vul een datum in"),
    "no such time": ({"van": "25:99"}, "Vul een tijd in"),
    "seconds since midnight": ({"van": "36000"}, "Vul een tijd in"),
    "an end before the begin": ({"tot": "09:00"}, "Kies een einde dat na het begin ligt."),
    "nobody": ({"personen": "0"}, "Dit getal is te klein."),
    "everybody": ({"personen": "1000000000"}, "Dit getal is te groot."),
    "a long title": ({"onderwerp": "x" * 121}, "Dit is te lang."),
    "an unknown layout": ({"opstelling": "kring"}, "Kies een van de mogelijkheden."),
    "an unknown visibility": ({"zichtbaarheid": "iedereen"}, "Kies een van de mogelijkheden."),
    "somebody else as holder": ({"holder_id": "1"}, "Dit veld hoort niet in dit formulier."),
}


@pytest.mark.parametrize("mistake", WRONG)
def test_a_mistake_in_the_form_is_said_at_its_field(
    browse: Browse, database: Database, mistake: str
) -> None:
    fields, sentence = WRONG[mistake]
    fatima = browse("fatima")

    answer = fatima.submit(fatima.get(f"{BEUK}?{TEN}"), RESERVE, {**AT_TEN, **fields})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert reservations(database) == []


def test_a_time_that_the_spring_night_skips_is_refused_in_words(
    browse: Browse, database: Database, hall: TownHall
) -> None:
    with database.writing() as session:
        session.add(OpeningHours(building_id=hall.building, weekday=6, opens=time(0),
                                 closes=time(0), valid_from=FROM))  # fmt: skip
        session.get_one(StockVersion, 1).v += 1
    fatima = browse("fatima")

    answer = fatima.submit(fatima.get(f"{BEUK}?{TEN}"), RESERVE, {
        **AT_TEN, "datum": "2026-03-29", "van": "02:30", "tot": "03:30",
    })  # fmt: skip

    assert answer.status_code == 422
    assert "Die tijd bestaat niet" in answer.text


def test_htmx_gets_the_form_in_place_and_is_sent_on_when_it_worked(
    browse: Browse, make: Make
) -> None:
    make("bram", "beuk", "10:00", "12:00")
    fatima = browse("fatima")
    page = fatima.get(f"{BEUK}?{TEN}")
    hidden = hidden_fields(page.text, RESERVE)

    def send(fields: dict[str, str]) -> Response:
        return fatima.client.post(RESERVE, data={**hidden, **fields},
                                  headers={"HX-Request": "true"})  # fmt: skip

    refused = send(AT_TEN)
    assert refused.status_code == 422
    assert "<html" not in refused.text
    assert "De Beuk is bezet: 10:00–12:00" in refused.text
    done = send({**AT_TEN, "van": "13:00", "tot": "14:00"})
    assert done.status_code == 200
    assert done.headers["hx-redirect"].startswith("/reserveringen/")


@pytest.mark.parametrize("number", ["nope", "1.D01", "1.14%2F..", "%00", "1.12"])
def test_what_is_no_room_for_this_person_does_not_exist(browse: Browse, number: str) -> None:
    ravi = browse("ravi")

    assert ravi.get(f"/ruimtes/{number}").status_code == 404
    page = ravi.get(f"{BEUK}?{TEN}")
    hidden = hidden_fields(page.text, RESERVE)
    answer = ravi.client.post(f"/ruimtes/{number}/reserveringen", data={**hidden, **AT_TEN})
    assert answer.status_code == 404
