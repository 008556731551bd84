"""Aanvragen in the browser: Els decides, who asked sees it, and nobody else does either."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from httpx import Response

from booking.foundation.database import Database
from booking.people.models import Partner
from booking.reservations.models import Answer, Reservation
from booking.reservations.operations import cancel, change, wish_of
from booking.reservations.queries import reservation_of, space_ids_of
from booking.reservations.requests import answers_of
from booking.reservations.settling import settle_one
from booking.reservations.values import ReservationState
from booking.spaces.values import LayoutKind
from tests.conftest import database_url  # noqa: F401 -- on both engines
from tests.interfaces.web.conftest import Browser, Make
from tests.town_hall import TownHall, at

Browse = Callable[..., Browser]
LIST = "/beheer/aanvragen"
WEDNESDAY = date(2026, 3, 25)


def read_out(answer: Response) -> str:
    """The words of the page itself, without tags."""
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def stored(database: Database, hall: TownHall, uid: str) -> Reservation:
    with database.reading() as session:
        return reservation_of(session, uid, hall.cast["els"])


def answer_to(database: Database, reservation: Reservation) -> Answer | None:
    with database.reading() as session:
        return answers_of(session, [reservation.id or 0]).get(reservation.id or 0)


@pytest.fixture
def uid(make: Make) -> str:
    """Ravi asks for the council room on Wednesday, for theatre and twenty people."""
    return make("ravi", "raadzaal", "10:00", "12:00", day=WEDNESDAY, title="Netwerkdag",
                attendee_count=20, layout=LayoutKind.THEATRE, note="Koffie graag")  # fmt: skip


def decline(browser: Browser, uid: str, **fields: str) -> Response:
    page = browser.get(f"{LIST}/{uid}")
    return browser.submit(page, f"{LIST}/{uid}/afwijzing", {"reden": "Raadsvergadering", **fields})


def test_els_sees_what_is_needed_to_decide(browse: Browse, make: Make, uid: str) -> None:
    make("fatima", "raadzaal", "14:00", "15:00", day=WEDNESDAY, title="Stembureau")
    other = make("pia", "raadzaal", "08:00", "09:00", day=WEDNESDAY, title="Politie")

    said = read_out(browse("els").get(f"{LIST}/{uid}"))

    for shown in ("Netwerkdag", "Stichting Welzijn", "Ravi Sharma", "20 personen", "Theater",
                  "Koffie graag", "10:00–12:00", "Ketenpartner", "01-01-2020 tot geen einddatum",
                  "Stembureau", "Antwoord vóór di 24 mrt 15:00"):  # fmt: skip
        assert shown in said, shown
    assert "Niemand anders vraagt op die tijd" in said
    assert other not in said


def test_the_list_has_the_late_ones_on_top(
    browse: Browse, make: Make, now: datetime, uid: str
) -> None:
    make("pia", "raadzaal", "15:00", "17:00", day=WEDNESDAY, title="Te laat",
         asked_at=now - timedelta(days=5))  # fmt: skip

    said = read_out(browse("els").get(LIST))

    assert said.index("Te laat") < said.index("Netwerkdag")
    assert "Te laat sinds" in said
    assert "1 antwoord is te laat" in said


def test_the_list_tells_what_nobody_answered(
    browse: Browse, database: Database, hall: TownHall, uid: str
) -> None:
    begin = stored(database, hall, uid).starts_at
    with database.writing() as session:
        settle_one(session, uid, at=begin)

    said = read_out(browse("els").get(LIST))

    assert "Er wacht niets" in said
    assert said.index("Beantwoord in de laatste 14 dagen") < said.index("Netwerkdag")
    assert "Niet beantwoord voordat het begon" in said
    assert "Verlopen" in said


def test_one_click_in_the_list_approves(
    browse: Browse, database: Database, hall: TownHall, uid: str
) -> None:
    els = browse("els")

    answer = els.submit(els.get(LIST), f"{LIST}/{uid}/goedkeuring", {})

    assert (answer.status_code, answer.headers["location"]) == (303, LIST)
    reservation = stored(database, hall, uid)
    assert reservation.state is ReservationState.CONFIRMED
    answered = answer_to(database, reservation)
    assert answered is not None
    assert (answered.is_approved, answered.decider_id) == (True, hall.cast["els"].id)
    assert "Goedgekeurd door Els van Dijk" in read_out(els.get(LIST))
    assert "Uw aanvraag is goedgekeurd" in read_out(browse("ravi").get("/vandaag"))


def test_a_double_click_approves_once(
    browse: Browse, database: Database, hall: TownHall, uid: str
) -> None:
    els = browse("els")
    page = els.get(LIST)

    first, second = (els.submit(page, f"{LIST}/{uid}/goedkeuring", {}) for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 303)
    assert stored(database, hall, uid).rev == 2


def test_who_comes_second_is_told_what_was_answered(browse: Browse, uid: str) -> None:
    els = browse("els")
    early, late = els.get(LIST), els.get(f"{LIST}/{uid}")
    els.submit(early, f"{LIST}/{uid}/goedkeuring", {})

    answer = els.submit(late, f"{LIST}/{uid}/afwijzing", {"reden": "Toch niet"})

    assert answer.status_code == 409
    assert "is al beantwoord" in read_out(answer)
    assert "Goedgekeurd" in read_out(answer)


def test_a_request_that_changed_meanwhile_is_shown_anew(
    browse: Browse, database: Database, hall: TownHall, now: datetime, uid: str
) -> None:
    els = browse("els")
    page = els.get(LIST)
    with database.writing() as session:
        held = reservation_of(session, uid, hall.cast["ravi"])
        wish = wish_of(session, held, period=at(WEDNESDAY, "13:00", "15:00"))
        change(session, hall.act("ravi", now), uid, wish, rev=held.rev)

    answer = els.submit(page, f"{LIST}/{uid}/goedkeuring", {})

    assert answer.status_code == 409
    assert "intussen gewijzigd" in read_out(answer)
    assert "13:00–15:00" in read_out(answer)
    assert stored(database, hall, uid).state is ReservationState.REQUESTED


def test_what_was_withdrawn_cannot_be_approved(
    browse: Browse, database: Database, hall: TownHall, now: datetime, uid: str
) -> None:
    els = browse("els")
    page = els.get(LIST)
    with database.writing() as session:
        cancel(session, hall.act("ravi", now), uid)

    answer = els.submit(page, f"{LIST}/{uid}/goedkeuring", {})

    assert answer.status_code == 409
    assert "intussen ingetrokken" in read_out(answer)


def test_declining_needs_a_reason_and_keeps_what_was_filled_in(
    browse: Browse, database: Database, hall: TownHall, uid: str
) -> None:
    answer = decline(browse("els"), uid, reden=" ", plek="1.14", datum="2026-03-26", van="09:00",
                     tot="11:00", voorstel="anders")  # fmt: skip

    assert answer.status_code == 422
    assert 'href="#reden"' in answer.text
    assert '<option value="1.14" selected>' in answer.text
    assert 'value="2026-03-26"' in answer.text
    assert stored(database, hall, uid).state is ReservationState.REQUESTED


def test_ravi_takes_what_is_offered_instead(
    browse: Browse, database: Database, hall: TownHall, uid: str
) -> None:
    host = hall.cast["joost"].id
    with database.writing() as session:
        reservation_of(session, uid, hall.cast["els"]).host_id = host
    declined = decline(browse("els"), uid, voorstel="2026-03-25 13:00-15:00 0.01")
    assert declined.status_code == 303
    ravi = browse("ravi")

    for path in ("/vandaag", "/mijn-reserveringen", f"/reserveringen/{uid}"):
        said = read_out(ravi.get(path))
        assert "Uw aanvraag is afgewezen" in said, path
        assert "Raadsvergadering" in said, path
        assert "Raadzaal, 13:00–15:00" in said, path
        assert "Facilitair, 14 030" in said, path
        assert "niet voor u vastgehouden" in said, path

    page = ravi.get("/vandaag")
    taken = ravi.submit(page, "/ruimtes/0.01/reserveringen", {})

    assert taken.status_code == 303
    new = stored(database, hall, taken.headers["location"].rpartition("/")[2])
    assert (new.state, new.attendee_count, new.title, new.host_id) == (
        ReservationState.REQUESTED, 20, "Netwerkdag", host
    )  # fmt: skip
    assert new.period == at(WEDNESDAY, "13:00", "15:00")
    assert "Deze hebt u gekozen" in read_out(ravi.get("/vandaag"))


def test_an_offer_that_was_taken_by_another_is_refused_with_what_is_possible(
    browse: Browse, make: Make, uid: str
) -> None:
    decline(browse("els"), uid, voorstel="2026-03-25 13:00-15:00 0.01")
    ravi = browse("ravi")
    page = ravi.get("/vandaag")
    make("pia", "raadzaal", "13:00", "14:00", day=WEDNESDAY)

    answer = ravi.submit(page, "/ruimtes/0.01/reserveringen", {})

    assert answer.status_code in {409, 422}
    assert "Dit kan wel" in read_out(answer)
    assert "niet meer vrij" in read_out(ravi.get("/vandaag"))


def test_els_chooses_another_room_and_time_herself(
    browse: Browse, database: Database, hall: TownHall, make: Make
) -> None:
    uid = make("ravi", "raadzaal", "10:00", "12:00", day=WEDNESDAY, attendee_count=6,
               layout=LayoutKind.THEATRE)  # fmt: skip

    answer = decline(browse("els"), uid, plek="1.14", datum="2026-03-26", van="09:00", tot="11:00")

    assert answer.status_code == 303
    answered = answer_to(database, stored(database, hall, uid))
    assert answered is not None
    assert answered.alternative_space_id == hall.spaces["beuk"]
    assert answered.alternative_starts_at == at(date(2026, 3, 26), "09:00", "11:00").starts_at


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"plek": "1.14"}, "heeft 8 plaatsen"),
        ({"plek": "1.12A"}, "kunt u niet reserveren"),
        ({"plek": "9.99"}, "bestaat niet"),
        ({"plek": "0.01", "van": "12:00", "tot": "11:00"}, "na het begin"),
        ({"plek": "0.01", "van": "10:00", "tot": "12:00"}, "al vroeg"),
        ({"voorstel": "iets anders"}, "uit de lijst"),
        ({"voorstel": "anders"}, "Vul dit in"),
    ],
)
def test_what_the_asker_could_not_have_cannot_be_offered(
    browse: Browse, database: Database, hall: TownHall, uid: str, fields: dict[str, str], why: str
) -> None:
    whole = {"datum": "2026-03-25", "van": "13:00", "tot": "15:00", **fields}

    answer = decline(browse("els"), uid, **whole)

    assert answer.status_code == 422
    assert re.search(why, read_out(answer)), read_out(answer)
    assert stored(database, hall, uid).state is ReservationState.REQUESTED


@pytest.mark.parametrize("name", ["bram", "noor", "ravi", "joost", "samir"])
def test_others_do_not_find_the_requests(
    browse: Browse, database: Database, hall: TownHall, uid: str, name: str
) -> None:
    visitor = browse(name)
    token = re.search(r'name="_csrf_token" value="([^"]+)"', visitor.get("/mijn-gegevens").text)
    assert token

    answers = [visitor.get(LIST), visitor.get(f"{LIST}/{uid}")] + [
        visitor.post_bare(f"{LIST}/{uid}/{what}", {"_csrf_token": token[1], "rev": "1",
                                                   "reden": "Nee"})
        for what in ("goedkeuring", "afwijzing")
    ]  # fmt: skip

    assert [answer.status_code for answer in answers] == [404] * 4
    assert stored(database, hall, uid).state is ReservationState.REQUESTED


def test_another_partner_sees_nothing_of_it(browse: Browse, uid: str) -> None:
    decline(browse("els"), uid, voorstel="2026-03-25 13:00-15:00 0.01")
    pia = browse("pia")

    assert pia.get(f"/reserveringen/{uid}").status_code == 404
    for path in ("/vandaag", "/mijn-reserveringen", "/ruimtes/0.01?datum=2026-03-25"):
        page = pia.get(path).text
        assert "Netwerkdag" not in page, path
        assert "Raadsvergadering" not in page, path
        assert "Welzijn" not in page, path


def test_who_asks_reads_when_the_answer_comes(browse: Browse, uid: str) -> None:
    ravi = browse("ravi")
    for path in ("/vandaag", "/mijn-reserveringen", f"/reserveringen/{uid}"):
        assert "U krijgt antwoord vóór di 24 mrt 15:00" in read_out(ravi.get(path)), path


def test_what_begins_now_cannot_be_asked_for_and_what_needs_no_approval_is_offered(
    browse: Browse,
) -> None:
    fatima, room = browse("fatima"), "/ruimtes/0.01"
    asked = {"datum": "2026-03-23", "van": "09:00", "tot": "10:00", "personen": "4"}
    said = fatima.submit(fatima.get(room), f"{room}/reserveringen", asked)
    assert said.status_code == 422
    assert "kan niemand meer antwoorden. U kunt het aanvragen vanaf ma 23 mrt 09:15." in said.text
    assert "De Beuk, 09:00–10:00" in said.text
    assert "Raadzaal, 09:15–10:15" in said.text
    later = fatima.submit(said, f"{room}/reserveringen", {**asked, "van": "09:15", "tot": "10:15"})
    assert later.status_code == 303
    assert "U krijgt antwoord vóór ma 23 mrt 09:15" in read_out(
        fatima.get(later.headers["location"])
    )


def test_a_late_answer_is_admitted(browse: Browse, make: Make, now: datetime) -> None:
    uid = make("ravi", "raadzaal", "10:00", "12:00", day=WEDNESDAY,
               asked_at=now - timedelta(days=5))  # fmt: skip

    said = read_out(browse("ravi").get(f"/reserveringen/{uid}"))

    assert "Dat is niet gelukt" in said
    assert "Facilitair, 14 030" in said
    assert "Te laat sinds" in read_out(browse("els").get(LIST))


def test_the_end_of_the_agreement_speaks_against_it(
    browse: Browse, database: Database, hall: TownHall, uid: str
) -> None:
    with database.writing() as session:
        partner = session.get(Partner, hall.cast["ravi"].partner_id)
        assert partner is not None
        partner.term_until = date(2026, 3, 23)

    said = read_out(browse("els").get(f"{LIST}/{uid}"))

    assert "mag niet meer reserveren" in said


def test_a_desk_that_nobody_asked_for_is_no_request(browse: Browse, make: Make) -> None:
    uid = make("fatima", "D1", "10:00", "12:00")
    assert browse("els").get(f"{LIST}/{uid}").status_code == 404


def test_the_change_of_what_was_approved_is_asked_anew(
    browse: Browse, database: Database, hall: TownHall, now: datetime, uid: str
) -> None:
    els = browse("els")
    els.submit(els.get(LIST), f"{LIST}/{uid}/goedkeuring", {})
    with database.writing() as session:
        held = reservation_of(session, uid, hall.cast["ravi"])
        wish = wish_of(session, held, period=at(date(2026, 3, 27), "13:00", "15:00"))
        change(session, hall.act("ravi", now), uid, wish, rev=held.rev)

    again = stored(database, hall, uid)
    assert again.state is ReservationState.REQUESTED
    assert again.answer_by == at(date(2026, 3, 24), "14:00", "15:00").ends_at
    assert answer_to(database, again) is None
    assert "Netwerkdag" in read_out(els.get(LIST))
    with database.reading() as session:
        assert space_ids_of(session, [again.id or 0])[again.id or 0] == [hall.spaces["raadzaal"]]


def test_a_partner_cannot_find_out_by_a_change_which_rooms_there_are(
    browse: Browse, uid: str
) -> None:
    ravi = browse("ravi")
    here = f"/reserveringen/{uid}"
    said = []
    for number in ("1.12", "9.99"):  # one for staff only, one that is not there
        page = ravi.get(f"{here}/wijzigen")
        fields = {"datum": "2026-03-25", "van": "10:00", "tot": "12:00", "plek": number}
        answer = ravi.submit(page, f"{here}/wijziging", fields)
        assert answer.status_code == 422
        said.append(re.search(r'id="plek-error".*?</div>', answer.text, re.DOTALL))

    assert said[0]
    assert said[1]
    assert said[0][0] == said[1][0]
