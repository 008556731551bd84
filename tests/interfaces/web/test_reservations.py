"""The page of one reservation: what it shows to whom, and cancelling, ending, staying, arriving."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from httpx import Response
from sqlmodel import col, select

from booking.foundation.database import Database
from booking.foundation.journal import JournalEntry
from booking.people.models import Person, PersonRole
from booking.people.values import Role
from booking.reservations.models import Claim, Reservation
from booking.reservations.queries import reservation_of
from booking.reservations.values import ReservationState, Visibility
from tests.conftest import database_url  # noqa: F401 -- on both engines
from tests.interfaces.web.conftest import Browser, Make
from tests.town_hall import TownHall

Browse = Callable[..., Browser]

YESTERDAY = date(2026, 3, 20)  # a Friday; the test day is a Monday
ACTS = ("annulering", "einde", "verlenging", "aanmelding")


def stored(database: Database, hall: TownHall, uid: str) -> Reservation:
    with database.reading() as session:
        return reservation_of(session, uid, hall.cast["els"])


@pytest.fixture
def colleague(database: Database, hall: TownHall) -> str:
    """A second contact of Ravi's organisation."""
    ravi = hall.cast["ravi"]
    with database.writing() as session:
        rosa = Person(email="rosa@welzijn.example", name="Rosa Klein", partner_id=ravi.partner_id)
        session.add(rosa)
        session.flush()
        assert rosa.id is not None
        session.add(PersonRole(person_id=rosa.id, role=Role.PARTNER_CONTACT))
        hall.cast["rosa"] = replace(ravi, id=rosa.id, name=rosa.name)
    return "rosa"


def press(browser: Browser, uid: str, act: str, page: str = "", **fields: str) -> Response:
    """Open the page of a reservation (or one below it) and send its form for ``act``."""
    here = f"/reserveringen/{uid}"
    return browser.submit(browser.get(here + page), f"{here}/{act}", fields)


def test_the_holder_reads_everything_about_it(browse: Browse, make: Make) -> None:
    uid = make("fatima", "beuk", "10:00", "11:30", title="Teamoverleg", attendee_count=6,
               note="Graag koffie")  # fmt: skip

    page = browse("fatima").get(f"/reserveringen/{uid}")

    assert page.status_code == 200
    for fact in ("Teamoverleg", "De Beuk", "Overleg, Eerste verdieping, Stadhuis",
                 "maandag 23 maart 2026, 10:00–11:30 (1 uur 30 min)", "6 personen",
                 "Graag koffie", "Gereserveerd door u", "Bevestigd"):  # fmt: skip
        assert fact in page.text


def test_the_page_is_english_for_who_chose_so(browse: Browse, make: Make) -> None:
    uid = make("fatima", "beuk", "10:00", "11:30")
    fatima = browse("fatima")
    fatima.client.cookies.set("taal", "en")

    page = fatima.get(f"/reserveringen/{uid}")

    assert "Monday 23 March 2026, 10:00–11:30" in page.text
    assert "Reserved by you" in page.text


@pytest.mark.parametrize("page", ["", "/wijzigen", "/annuleren", ".ics"])
def test_for_bram_it_does_not_exist_any_more_than_a_made_up_one(
    browse: Browse, make: Make, page: str
) -> None:
    uid = make("fatima", "beuk", "10:00", "11:00", title="Geheim", visibility=Visibility.PUBLIC)
    bram = browse("bram")

    there = bram.get(f"/reserveringen/{uid}{page}")
    nowhere = bram.get(f"/reserveringen/00000000-0000-4000-8000-000000000000{page}")

    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert "Geheim" not in there.text
    assert there.text.count("\n") == nowhere.text.count("\n")


@pytest.mark.parametrize("act", [*ACTS, "wijziging"])
def test_bram_cannot_do_anything_with_it(
    browse: Browse, make: Make, database: Database, hall: TownHall, act: str
) -> None:
    uid = make("fatima", "beuk", "09:00", "11:00")
    bram = browse("bram")
    token = {"_csrf_token": csrf(bram)}

    answer = bram.post_bare(f"/reserveringen/{uid}/{act}", {
        **token, "rev": "1", "datum": "2026-03-23", "van": "09:00", "tot": "11:30",
    })  # fmt: skip

    assert answer.status_code == 404
    assert stored(database, hall, uid).rev == 1


def csrf(browser: Browser) -> str:
    browser.get("/mijn-reserveringen")
    return browser.client.cookies["__Host-csrf"]


@pytest.mark.parametrize("act", [*ACTS, "wijziging"])
def test_nothing_happens_without_the_token_of_the_form(
    browse: Browse, make: Make, database: Database, hall: TownHall, act: str
) -> None:
    uid = make("fatima", "beuk", "09:00", "11:00")

    answer = browse("fatima").post_bare(f"/reserveringen/{uid}/{act}", {"tot": "11:30"})

    assert answer.status_code == 403
    assert stored(database, hall, uid).rev == 1


def test_cancelling_asks_first_then_frees_the_place(
    browse: Browse, make: Make, database: Database, hall: TownHall
) -> None:
    uid = make("fatima", "beuk", "10:00", "11:00")
    fatima = browse("fatima")

    answer = press(fatima, uid, "annulering", "/annuleren")

    assert (answer.status_code, answer.headers["location"]) == (303, f"/reserveringen/{uid}")
    page = fatima.get(f"/reserveringen/{uid}")
    assert "Uw reservering is geannuleerd" in page.text
    assert "Geannuleerd door u" in page.text
    assert "/annuleren" not in page.text
    with database.reading() as session:
        assert session.exec(select(Claim)).all() == []


def test_cancelling_twice_with_one_form_is_cancelling_once(
    browse: Browse, make: Make, database: Database, hall: TownHall
) -> None:
    uid = make("fatima", "beuk", "10:00", "11:00")
    fatima = browse("fatima")
    form = fatima.get(f"/reserveringen/{uid}/annuleren")

    answers = [fatima.submit(form, f"/reserveringen/{uid}/annulering", {}) for _ in range(2)]

    assert [answer.headers["location"] for answer in answers] == [f"/reserveringen/{uid}"] * 2
    with database.reading() as session:
        acts = session.exec(select(JournalEntry.action).order_by(col(JournalEntry.number))).all()
    assert acts == ["reserve", "cancel"]


def test_what_is_over_is_refused_in_words(
    browse: Browse, make: Make, database: Database, hall: TownHall, now: datetime
) -> None:
    uid = make("fatima", "beuk", "10:00", "11:00", day=YESTERDAY, asked_at=now - timedelta(days=4),
               comes=False)  # fmt: skip
    fatima = browse("fatima")
    token = {"_csrf_token": csrf(fatima)}

    assert fatima.get(f"/reserveringen/{uid}/annuleren").status_code == 303
    assert fatima.get(f"/reserveringen/{uid}/wijzigen").status_code == 303
    for act in ("annulering", "einde", "verlenging", "aanmelding", "wijziging"):
        answer = fatima.post_bare(f"/reserveringen/{uid}/{act}", {
            **token, "rev": "1", "datum": "2026-03-20", "van": "10:00", "tot": "11:30",
        })  # fmt: skip
        assert answer.status_code == 422, act
        assert "Deze reservering is voorbij of geannuleerd" in answer.text
    assert stored(database, hall, uid).state is ReservationState.RELEASED


def test_ending_early_frees_the_rest_once(
    browse: Browse, make: Make, database: Database, hall: TownHall, now: datetime
) -> None:
    uid = make("fatima", "beuk", "08:00", "11:00", asked_at=now - timedelta(hours=2))
    fatima = browse("fatima")
    form = fatima.get(f"/reserveringen/{uid}")

    answers = [fatima.submit(form, f"/reserveringen/{uid}/einde", {}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    held = stored(database, hall, uid)
    assert (held.ends_at, held.ended_at, held.rev) == (now, now, 3)
    assert "Eerder beëindigd door u" in fatima.get(f"/reserveringen/{uid}").text


def test_what_has_just_begun_can_be_ended_too(
    browse: Browse, make: Make, database: Database, hall: TownHall, now: datetime
) -> None:
    uid = make("fatima", "beuk", "09:00", "11:00")

    answer = press(browse("fatima"), uid, "einde")

    assert answer.status_code == 303
    assert stored(database, hall, uid).ends_at == now + timedelta(minutes=15)


def test_one_can_stay_as_long_as_the_place_is_free(
    browse: Browse, make: Make, database: Database, hall: TownHall, now: datetime
) -> None:
    uid = make("fatima", "beuk", "08:00", "10:00", asked_at=now - timedelta(hours=2))
    make("joost", "beuk", "10:30", "11:00")
    fatima = browse("fatima")
    page = fatima.get(f"/reserveringen/{uid}")
    assert "Tot 10:15 uur" in page.text
    assert "Tot 10:30 uur" in page.text
    assert "Tot 11:00 uur" not in page.text

    answers = [
        fatima.submit(page, f"/reserveringen/{uid}/verlenging", {"tot": "10:30"}) for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert stored(database, hall, uid).ends_at == now + timedelta(minutes=90)


@pytest.mark.parametrize(
    ("until", "status", "words"),
    [
        ("11:00", 422, "De Beuk is bezet: 10:30–11:00"),
        ("09:30", 422, "Kies een eindtijd die later is"),
        ("straks", 422, "Kies een eindtijd die later is"),
        ("", 422, "Kies een eindtijd die later is"),
    ],
)
def test_staying_longer_than_possible_is_refused_in_words(
    browse: Browse, make: Make, database: Database, hall: TownHall, now: datetime,
    until: str, status: int, words: str,
) -> None:  # fmt: skip
    uid = make("fatima", "beuk", "08:00", "10:00", asked_at=now - timedelta(hours=2))
    make("joost", "beuk", "10:30", "11:00")

    answer = press(browse("fatima"), uid, "verlenging", tot=until)

    assert (answer.status_code, words in answer.text) == (status, True), answer.text
    assert stored(database, hall, uid).ends_at == now + timedelta(hours=1)


def test_one_checks_in_once(
    browse: Browse, make: Make, database: Database, hall: TownHall, now: datetime
) -> None:
    uid = make("fatima", "beuk", "09:15", "10:00", asked_at=now - timedelta(hours=2))
    fatima = browse("fatima")
    form = fatima.get(f"/reserveringen/{uid}")

    answers = [fatima.submit(form, f"/reserveringen/{uid}/aanmelding", {}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    held = stored(database, hall, uid)
    assert (held.checked_in_at, held.rev, held.sequence) == (now, 2, 0)
    page = fatima.get(f"/reserveringen/{uid}").text
    assert "Aangemeld door u" in page
    assert "/aanmelding" not in page


def test_checking_in_too_early_is_refused_with_the_time_it_opens(
    browse: Browse, make: Make, database: Database, hall: TownHall
) -> None:
    uid = make("fatima", "beuk", "11:00", "12:00")
    fatima = browse("fatima")

    assert "/aanmelding" not in fatima.get(f"/reserveringen/{uid}").text
    answer = fatima.post_bare(f"/reserveringen/{uid}/aanmelding", {"_csrf_token": csrf(fatima)})

    assert answer.status_code == 422
    assert "U kunt zich aanmelden vanaf 10:45 uur" in answer.text
    assert stored(database, hall, uid).checked_in_at is None


def test_a_request_cannot_be_checked_in(browse: Browse, make: Make) -> None:
    uid = make("fatima", "raadzaal", "09:15", "10:00")
    fatima = browse("fatima")

    page = fatima.get(f"/reserveringen/{uid}")
    answer = fatima.post_bare(f"/reserveringen/{uid}/aanmelding", {"_csrf_token": csrf(fatima)})

    assert "Aangevraagd" in page.text
    assert "antwoord vóór" in page.text
    assert answer.status_code == 422
    assert "nog niet bevestigd" in answer.text


def test_the_reception_sees_a_private_meeting_but_not_its_title(browse: Browse, make: Make) -> None:
    uid = make("fatima", "beuk", "10:00", "11:00", title="Ontslag Jan",
               visibility=Visibility.PRIVATE)  # fmt: skip
    noor = browse("noor")

    for page in ("", "/wijzigen", "/annuleren", ".ics"):
        answer = noor.get(f"/reserveringen/{uid}{page}")
        assert answer.status_code == 200
        assert "Ontslag" not in answer.text
    assert "Fatima el Amrani" in noor.get(f"/reserveringen/{uid}").text


def test_a_colleague_of_the_same_partner_may_cancel_and_another_partner_sees_nothing(
    browse: Browse, make: Make, database: Database, hall: TownHall, colleague: str
) -> None:
    uid = make("ravi", "beuk", "10:00", "11:00", title="Wijkteam")

    assert browse("pia").get(f"/reserveringen/{uid}").status_code == 404
    answer = press(browse(colleague), uid, "annulering", "/annuleren")

    assert answer.status_code == 303
    assert stored(database, hall, uid).state is ReservationState.CANCELLED


def test_a_partner_does_not_read_who_of_the_town_hall_did_what(
    browse: Browse, make: Make, now: datetime
) -> None:
    uid = make("ravi", "beuk", "09:15", "11:00", asked_at=now - timedelta(hours=2))
    press(browse("noor"), uid, "aanmelding")

    story = browse("ravi").get(f"/reserveringen/{uid}").text

    assert "Aangemeld door een medewerker van het stadhuis" in story
    assert "Noor Bakker" not in story
    assert "Aangemeld door Noor Bakker" in browse("els").get(f"/reserveringen/{uid}").text


def test_a_title_is_shown_as_typed(browse: Browse, make: Make) -> None:
    uid = make("fatima", "beuk", "10:00", "11:00", title="<script>alert(1)</script> {{7*7}} &amp;")

    page = browse("fatima").get(f"/reserveringen/{uid}").text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{7*7}} &amp;amp;" in page
