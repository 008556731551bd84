"""Who sits where in a group, through the browser: named, found back, come, given back."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session

from booking.foundation.database import Database
from booking.foundation.journal import seal_entries
from booking.foundation.settings import Settings
from booking.interfaces.settling import settle_due
from booking.messages.news import tell_news
from booking.messages.outbox import letters_of
from booking.people.models import Person
from booking.people.permissions import NotAllowed
from booking.people.values import Sharing
from booking.reservations.check_in import check_in
from booking.reservations.operations import cancel, reserve
from booking.reservations.queries import reservation_of
from booking.reservations.seats.operations import check_in_at_seat, name_seats, unseat
from booking.reservations.seats.queries import seats_in
from booking.reservations.values import HouseRules, Wish
from booking.spaces.codes import code_of_space
from tests.interfaces.web.conftest import Browser, hidden_fields
from tests.interfaces.web.feeds import lines_of, make_address, values_of
from tests.town_hall import TownHall, at

Browse = Callable[[str | None], Browser]
GRACE = HouseRules().check_in_grace


@pytest.fixture
def uid(database: Database, hall: TownHall, now: datetime, monday: date) -> str:
    """Three desks from now on, reserved by Fatima an hour ago; nobody has checked in."""
    with database.writing() as session:
        desks = tuple(hall.spaces[name] for name in ("D2", "D3", "D4"))
        wish = Wish(desks, at(monday, "09:00", "16:00"), attendee_count=3, note="Geheim briefje")
        return reserve(session, hall.act("fatima", now - timedelta(hours=1)), wish).uid


@pytest.fixture
def joost_at_d3(database: Database, hall: TownHall, uid: str, now: datetime) -> str:
    with database.writing() as session:
        people = {hall.spaces["D3"]: hall.cast["joost"].id}
        name_seats(session, hall.act("fatima", now), uid, people)
    return uid


def fields(hall: TownHall, **names: str) -> dict[str, str]:
    """``fields(hall, D3="Joost de Vries")``: what is filled in at each desk."""
    return {f"plek_{hall.spaces[desk]}": name for desk, name in names.items()}


def people_at(database: Database, hall: TownHall, uid: str) -> list[int | None]:
    with database.reading() as session:
        held = reservation_of(session, uid, hall.cast["els"])
        return [seat.person_id for seat in seats_in(session, held.id or 0)]


def came_at(database: Database, hall: TownHall, uid: str) -> list[str]:
    """The desks to which somebody came."""
    desks = {number: desk for desk, number in hall.spaces.items()}
    with database.reading() as session:
        held = reservation_of(session, uid, hall.cast["els"])
        return [desks[s.space_id] for s in seats_in(session, held.id or 0) if s.checked_in_at]


def told(session: Session, settings: Settings, now: datetime) -> list[tuple[str, str]]:
    seal_entries(session)
    tell_news(session, settings, now=now)
    letters = reversed(letters_of(session, count_max=20))
    return [(letter.recipient.split("@")[0], letter.subject) for letter in letters]


def test_colleagues_are_given_a_desk_and_find_it_everywhere(
    browse: Browse, database: Database, hall: TownHall, uid: str
) -> None:
    fatima, joost = browse("fatima"), browse("joost")
    shown = fatima.get(f"/reserveringen/{uid}")
    assert shown.text.count("Nog vrij te geven") == 3
    path = f"/reserveringen/{uid}/plekken"
    named = fields(hall, D2="Fatima el Amrani", D3="joost de vries")
    answer = fatima.submit(fatima.get(path), path, named)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/reserveringen/{uid}")
    assert "Joost de Vries" in fatima.get(f"/reserveringen/{uid}").text
    numbers = {name: hall.cast[name].id for name in ("fatima", "joost")}
    assert people_at(database, hall, uid) == [numbers["fatima"], numbers["joost"], None]

    own = joost.get(f"/mijn-plek/{uid}").text
    assert "1.D03" in own
    assert "Fatima el Amrani heeft deze werkplek voor u gereserveerd" in own
    for page in (own, joost.get("/vandaag").text, joost.get("/mijn-reserveringen").text,
                 joost.get("/werkplek").text):  # fmt: skip
        assert f"/mijn-plek/{uid}" in page or page is own
        assert f"/reserveringen/{uid}" not in page
        assert "Geheim briefje" not in page
    calendar = joost.get(make_address(joost))
    assert values_of(calendar, "SUMMARY") == ["Werkplek 1.D03"]
    assert "D02" not in calendar.text
    assert "Geheim" not in calendar.text
    assert any(f"/mijn-plek/{uid}" in line for line in lines_of(calendar))
    assert joost.get(f"/reserveringen/{uid}").status_code == 404


def test_who_is_not_known_or_meant_is_said_at_each_desk_and_nothing_is_lost(
    browse: Browse, database: Database, hall: TownHall, uid: str
) -> None:
    fatima, path = browse("fatima"), f"/reserveringen/{uid}/plekken"
    with database.writing() as session:
        session.get_one(Person, hall.cast["samir"].id).sharing = Sharing.EVERYONE
    sent = fields(hall, D2="Bram Jansen", D3="Joo", D4="Samir Haddad")
    answer = fatima.submit(fatima.get(path), path, sent)
    assert answer.status_code == 422
    assert "laat u zien waar die zit" in answer.text  # bram shares it with nobody
    assert "Kies wie u bedoelt." in answer.text
    assert "Joost de Vries (Burgerzaken)" in answer.text
    for words in sent.values():
        assert f'value="{words}"' in answer.text
    assert people_at(database, hall, uid) == [None, None, None]
    chosen = {f"plek_{hall.spaces['D3']}_nummer": str(hall.cast["joost"].id)}
    more = sent | chosen | fields(hall, D2="")
    assert fatima.submit(answer, path, more).status_code == 303
    assert people_at(database, hall, uid) == [None, hall.cast["joost"].id, hall.cast["samir"].id]


def test_who_has_a_desk_already_is_said_with_the_desk(
    browse: Browse, make: Callable[..., str], hall: TownHall, uid: str
) -> None:
    make("joost", "D5", "10:00", "12:00")
    fatima, path = browse("fatima"), f"/reserveringen/{uid}/plekken"
    answer = fatima.submit(fatima.get(path), path, fields(hall, D3="Joost de Vries"))
    assert answer.status_code == 422
    assert "Joost de Vries heeft" in answer.text
    assert "1.D05" in answer.text


def test_what_another_named_meanwhile_is_not_undone_by_a_cell_left_as_it_was(
    browse: Browse, database: Database, hall: TownHall, uid: str, now: datetime
) -> None:
    fatima, path = browse("fatima"), f"/reserveringen/{uid}/plekken"
    shown = fatima.get(path)
    with database.writing() as session:
        people = {hall.spaces["D3"]: hall.cast["joost"].id}
        name_seats(session, hall.act("els", now), uid, people)
    sent = fields(hall, D2="Fatima el Amrani", D3="", D4="")
    answer = fatima.submit(shown, path, sent)
    assert answer.status_code == 409
    assert 'value="Fatima el Amrani"' in answer.text
    numbers = {name: hall.cast[name].id for name in ("fatima", "joost")}
    assert people_at(database, hall, uid) == [None, numbers["joost"], None]
    again = sent | fields(hall, D3="Joost de Vries")
    assert fatima.submit(answer, path, again).is_redirect
    assert people_at(database, hall, uid) == [numbers["fatima"], numbers["joost"], None]


def test_where_else_somebody_sits_is_said_only_as_far_as_they_share_it(
    browse: Browse, database: Database, make: Callable[..., str], hall: TownHall,
    joost_at_d3: str,
) -> None:  # fmt: skip
    make("joost", "D6", "16:00", "17:00")
    path = f"/reserveringen/{joost_at_d3}"

    def longer(name: str) -> str:
        browser = browse(name)
        sent = hidden_fields(browser.get(path).text, f"{path}/einde") | {"tot": "16:30"}
        answer = browser.post_bare(f"{path}/verlenging", sent)
        assert answer.status_code == 422
        return answer.text

    assert "Joost de Vries heeft op dat moment al werkplek 1.D06" in longer("fatima")
    with database.writing() as session:
        session.get_one(Person, hall.cast["joost"].id).sharing = Sharing.NOBODY
    hidden = longer("fatima")
    assert "Joost de Vries kan op dat moment niet op deze werkplek zitten" in hidden
    assert "1.D06" not in hidden
    assert "1.D06" in longer("els")


def test_the_list_to_check_in_does_not_tell_who_came_and_does_not_share_it(
    browse: Browse, database: Database, hall: TownHall, uid: str, now: datetime
) -> None:
    rows = [f'name="plek" value="{hall.spaces[desk]}"' for desk in ("D2", "D3", "D4")]

    def listed(name: str) -> list[int]:
        """At each desk: 1 to be given back, 2 to be checked in too."""
        page = browse(name).get(f"/reserveringen/{uid}/plekken").text
        return [page.count(row) for row in rows]

    with database.writing() as session:
        name_seats(session, hall.act("els", now), uid, {hall.spaces["D3"]: hall.cast["noor"].id})
    assert listed("fatima") == [2, 2, 2]
    with database.writing() as session:
        check_in_at_seat(session, hall.act("noor", now), uid)
    assert (listed("fatima"), listed("els")) == ([2, 2, 2], [2, 1, 2])
    with database.writing() as session:
        check_in(session, hall.act("fatima", now), uid)
    assert (listed("fatima"), listed("els")) == ([1, 2, 1], [1, 1, 1])


def test_one_comes_and_gives_back_at_one_s_own_desk_alone(
    browse: Browse, database: Database, hall: TownHall, joost_at_d3: str
) -> None:
    uid, joost = joost_at_d3, browse("joost")
    here = f"/mijn-plek/{uid}"
    assert joost.submit(joost.get("/mijn-reserveringen"), f"{here}/aanmelding", {}).is_redirect
    assert "Aangemeld" in joost.get(here).text
    page = browse("fatima").get(f"/reserveringen/{uid}").text
    assert "Aanwezig sinds 09:00" in page
    with database.reading() as session:
        [_, seat, _] = seats_in(session, reservation_of(session, uid, hall.cast["els"]).id or 0)
    assert seat.checked_in_at is not None

    answer = joost.submit(joost.get(here), f"{here}/einde", {})
    assert answer.headers["location"] == "/mijn-reserveringen"
    assert people_at(database, hall, uid) == [None, None]
    assert joost.get(here).status_code == 404


def test_what_is_not_mine_does_not_exist(browse: Browse, joost_at_d3: str) -> None:
    uid = joost_at_d3
    token = {name: browse(name) for name in ("bram", "ravi", "fatima", "joost")}
    for name in ("bram", "ravi", "fatima"):
        assert token[name].get(f"/mijn-plek/{uid}").status_code == 404
    for name in ("bram", "ravi", "joost"):
        browser = token[name]
        assert browser.get(f"/reserveringen/{uid}/plekken").status_code == 404
        browser.get("/mijn-reserveringen")
        csrf = {"_csrf_token": browser.client.cookies["__Host-csrf"], "plek": "1"}
        posts = [f"/reserveringen/{uid}/{way}" for way in ("plekken", "plekken/teruggave")]
        mine = [f"/mijn-plek/{uid}/{way}" for way in ("aanmelding", "einde")]
        for path in (*posts, *(mine if name != "joost" else [])):
            assert browser.post_bare(path, csrf).status_code == 404


def test_desks_are_ticked_to_check_in_and_to_give_back(
    browse: Browse, database: Database, hall: TownHall, uid: str, now: datetime
) -> None:
    fatima, here = browse("fatima"), f"/reserveringen/{uid}"
    path = f"{here}/plekken"
    nobody = fatima.submit(fatima.get(path), f"{here}/aanmelding", {})
    assert nobody.status_code == 422
    assert "Vink minstens één werkplek van deze groep aan" in nobody.text
    assert came_at(database, hall, uid) == []
    ticked = {"plek": ["", *(str(hall.spaces[name]) for name in ("D2", "D3"))]}
    assert fatima.submit(fatima.get(path), f"{here}/aanmelding", ticked).is_redirect
    none = fatima.submit(fatima.get(path), f"{path}/teruggave", {})
    assert none.status_code == 422
    assert came_at(database, hall, uid) == ["D2", "D3"]
    one = {"plek": str(hall.spaces["D2"])}
    assert fatima.submit(fatima.get(path), f"{path}/teruggave", one).is_redirect
    assert len(people_at(database, hall, uid)) == 2
    settle_due(database, now=now + GRACE)
    assert len(people_at(database, hall, uid)) == 1


def test_each_is_told_once_what_and_by_whom(
    database: Database, hall: TownHall, joost_at_d3: str, settings: Settings, now: datetime
) -> None:
    uid, fatima = joost_at_d3, hall.act("fatima", now)
    desk = {name: hall.spaces[name] for name in ("D2", "D3")}
    number = hall.cast["joost"].id
    with database.writing() as session:
        assert told(session, settings, now) == [
            ("joost", "Een werkplek voor u: Werkplek 1.D03, ma 23 mrt")
        ]
        [letter] = letters_of(session, count_max=1)
        assert "Fatima el Amrani" in letter.text
        assert f"/mijn-plek/{uid}" in letter.text
        name_seats(session, fatima, uid, {desk["D3"]: None, desk["D2"]: number})
        assert told(session, settings, now)[1:] == [
            ("joost", "Uw werkplek is veranderd: Werkplek 1.D02, ma 23 mrt")
        ]
        name_seats(session, fatima, uid, {desk["D2"]: None})
        name_seats(session, fatima, uid, {desk["D2"]: fatima.by.id, desk["D3"]: number})
        told(session, settings, now)
        cancel(session, fatima, uid)
        subjects = [subject for _, subject in told(session, settings, now)[2:]]
    assert subjects == [
        "Niet meer uw werkplek: Werkplek 1.D02, ma 23 mrt",
        "Een werkplek voor u: Werkplek 1.D03, ma 23 mrt",
        "Niet meer uw werkplek: Werkplek 1.D03, ma 23 mrt",
    ]


def test_the_holder_is_told_once_which_desks_went_and_who_lost_one_too(
    database: Database, hall: TownHall, joost_at_d3: str, settings: Settings, now: datetime,
    browse: Browse,
) -> None:  # fmt: skip
    uid, late = joost_at_d3, now + GRACE
    fatima = browse("fatima")
    here = f"/reserveringen/{uid}"
    one = {"plek": str(hall.spaces["D2"])}
    assert fatima.submit(fatima.get(f"{here}/plekken"), f"{here}/aanmelding", one).is_redirect
    with database.writing() as session:
        told(session, settings, now)
    settle_due(database, now=late)
    settle_due(database, now=late)
    with database.writing() as session:
        assert told(session, settings, late)[1:] == [
            ("joost", "Niet meer uw werkplek: Werkplek 1.D03, ma 23 mrt"),
            ("fatima", "Plekken vrijgegeven: Werkplek 1.D02, ma 23 mrt"),
        ]
        [letter, *_] = letters_of(session, count_max=1)
    assert "1.D03, 1.D04" in letter.text


def test_who_stands_at_one_desk_of_their_group_ends_that_one(
    browse: Browse, database: Database, hall: TownHall, uid: str, now: datetime
) -> None:
    with database.writing() as session:
        check_in(session, hall.act("fatima", now), uid)
    fatima, give_back = browse("fatima"), f"/reserveringen/{uid}/plekken/teruggave"
    here = fatima.get(f"/hier/{code_of_space(hall.spaces['D3'])}")
    assert f"/reserveringen/{uid}/einde" not in here.text
    assert fatima.submit(here, give_back, {}).status_code == 303
    assert len(people_at(database, hall, uid)) == 2
    whole = fatima.get(f"/reserveringen/{uid}")
    assert "Nu beëindigen voor iedereen" in whole.text
    assert fatima.submit(whole, f"/reserveringen/{uid}/einde", {}).status_code == 303
    with database.reading() as session:
        assert reservation_of(session, uid, hall.cast["fatima"]).ended_at == now


def test_who_may_not_come_in_any_more_has_no_desk_in_a_group(
    browse: Browse, database: Database, hall: TownHall, joost_at_d3: str
) -> None:
    samir, joost = browse("samir"), hall.cast["joost"].id
    person = f"/beheer/mensen/{joost}"
    ask = samir.get(f"{person}/uitschakelen")
    assert "kan die collega opnieuw geven" in ask.text
    assert samir.submit(ask, f"{person}/uitschakeling", {}).status_code == 303
    assert people_at(database, hall, joost_at_d3) == [None, None, None]
    page = browse("fatima").get(f"/reserveringen/{joost_at_d3}")
    assert page.text.count("Nog vrij te geven") == 3


def test_who_does_not_keep_the_accounts_unseats_nobody(
    database: Database, hall: TownHall, joost_at_d3: str, now: datetime
) -> None:
    with database.writing() as session, pytest.raises(NotAllowed):
        unseat(session, hall.act("fatima", now), hall.cast["joost"].id)
    assert hall.cast["joost"].id in people_at(database, hall, joost_at_d3)
