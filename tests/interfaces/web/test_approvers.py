"""Approvers of a zone through the doors: named by Els, they answer what is theirs and no more."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import select

from booking.foundation.database import Database
from booking.interfaces.web.access import ACCESS
from booking.people.models import ZoneApprover
from booking.people.permissions import Action
from booking.reservations.models import Reservation
from booking.reservations.telling import tell_of_deadlines
from booking.reservations.values import ReservationState
from booking.spaces.approvers import set_approvers
from tests.interfaces.web.conftest import Browser, Make, hidden_fields
from tests.town_hall import TownHall

Browse = Callable[..., Browser]

WEDNESDAY = date(2026, 3, 25)
LIST = "/beheer/aanvragen"


@pytest.fixture
def asked(make: Make) -> str:
    """Ravi asks for the council room, in the zone Publieksplein."""
    return make("ravi", "raadzaal", "10:00", "12:00", day=WEDNESDAY, title="Netwerkdag",
                attendee_count=20)  # fmt: skip


@pytest.fixture
def name(database: Database, hall: TownHall, now: datetime) -> Callable[..., None]:
    def name(zone: str, approver: str, deputy: str = "") -> None:
        with database.writing() as session:
            set_approvers(
                session, hall.act("els", now), hall.zones[zone],
                approver_id=hall.cast[approver].id,
                deputy_id=hall.cast[deputy].id if deputy else None,
            )  # fmt: skip

    return name


def state(database: Database, uid: str) -> ReservationState:
    with database.reading() as session:
        return session.exec(select(Reservation.state).where(Reservation.uid == uid)).one()


def test_els_names_who_decides_and_they_can_at_once(
    browse: Browse, hall: TownHall, database: Database, asked: str
) -> None:
    els, joost = browse("els"), browse("joost")
    assert joost.get(LIST).status_code == 404
    zone = f"/beheer/beslissers/{hall.zones['plein']}"
    assert f'href="{zone}"' in els.get("/beheer/beslissers").text

    answer = els.submit(els.get(zone), zone, {"beslisser": "Joost de Vries",
                                              "vervanger": "Fatima el Amrani"})  # fmt: skip

    assert answer.headers["location"] == "/beheer/beslissers"
    page = els.get("/beheer/beslissers").text
    assert "Joost de Vries" in page
    assert "Fatima el Amrani" in page
    assert 'value="Joost de Vries"' in els.get(zone).text
    assert "Netwerkdag" in joost.get(LIST).text


def test_a_name_that_fits_two_is_asked_back_and_nothing_is_lost(
    browse: Browse, hall: TownHall
) -> None:
    els, zone = browse("els"), f"/beheer/beslissers/{hall.zones['plein']}"
    page = els.get(zone)
    for sent, field in (
        ({"beslisser": "niemand zo"}, "beslisser"),
        ({"vervanger": "Joost de Vries"}, "beslisser"),
        ({"beslisser": "Joost de Vries", "vervanger": "Joost de Vries"}, "vervanger"),
    ):
        answer = els.submit(page, zone, sent)
        assert answer.status_code == 422
        assert f'href="#{field}"' in answer.text
        for words in sent.values():
            assert f'value="{words}"' in answer.text
        page = answer


def test_an_approver_answers_from_their_page_and_has_no_more_of_beheer(
    browse: Browse, database: Database, asked: str, name: Callable[..., None]
) -> None:
    name("plein", "joost")
    joost = browse("joost")
    assert f'href="{LIST}"' in joost.get("/vandaag").text
    assert 'href="/beheer"' not in joost.get("/vandaag").text
    shown = joost.get(f"{LIST}/{asked}")
    assert "Netwerkdag" in shown.text
    for route, access in ACCESS.items():
        if route.startswith("GET /beheer") and access is not Action.SEE_REQUESTS:
            path = route.removeprefix("GET ").replace("{", "").replace("}", "")
            assert joost.get(path).status_code == 404, path

    answer = joost.submit(shown, f"{LIST}/{asked}/goedkeuring", {})

    assert answer.status_code == 303
    assert state(database, asked) is ReservationState.CONFIRMED
    assert "Goedgekeurd door Joost de Vries" in joost.get(LIST).text


@pytest.mark.parametrize("who", ["bram", "noor", "samir", "ravi", "pia"])
def test_who_decides_nowhere_finds_nothing(
    browse: Browse, asked: str, name: Callable[..., None], database: Database, who: str
) -> None:
    name("plein", "joost")
    other = browse(who)
    for path in (LIST, f"{LIST}/{asked}", "/beheer/beslissers"):
        assert other.get(path).status_code == 404


def test_an_approver_of_another_zone_sees_and_answers_nothing_of_this_one(
    browse: Browse, database: Database, asked: str, name: Callable[..., None]
) -> None:
    name("plein", "joost", "fatima")
    name("overleg", "bram")
    bram, joost = browse("bram"), browse("joost")
    own_list = bram.get(LIST)
    assert own_list.status_code == 200
    assert "Netwerkdag" not in own_list.text
    assert bram.get(f"{LIST}/{asked}").status_code == 404
    for verb in ("goedkeuring", "afwijzing"):
        form = hidden_fields(joost.get(f"{LIST}/{asked}").text, f"{LIST}/{asked}/{verb}")
        token = hidden_fields(bram.get("/mijn-gegevens").text, "/mijn-gegevens/voorkeuren")
        sent = {**form, "_csrf_token": token["_csrf_token"], "reden": "Nee"}
        answer = bram.client.post(f"{LIST}/{asked}/{verb}", data=sent, follow_redirects=False)
        assert answer.status_code == 404
    assert state(database, asked) is ReservationState.REQUESTED
    assert "Netwerkdag" in browse("fatima").get(LIST).text, "the deputy may too"
    assert "Netwerkdag" in browse("els").get(LIST).text, "and the facility team everywhere"


def test_an_approver_says_to_be_away(
    browse: Browse, database: Database, hall: TownHall, name: Callable[..., None]
) -> None:
    name("plein", "joost", "fatima")
    name("overleg", "bram")
    assert "Afwezig tot en met" not in browse("bram").get(LIST).text, "nobody stands in for him"
    joost = browse("joost")

    joost.submit(joost.get(LIST), f"{LIST}/afwezigheid", {"tot": "2026-03-27"})

    assert 'value="2026-03-27"' in joost.get(LIST).text
    with database.reading() as session:
        row = session.get_one(ZoneApprover, hall.zones["plein"])
        assert row.away_until == date(2026, 3, 27)


def test_that_the_house_was_told_stands_on_the_page(
    browse: Browse, database: Database, hall: TownHall, now: datetime, make: Make
) -> None:
    uid = make("ravi", "raadzaal", "10:00", "12:00", day=WEDNESDAY, attendee_count=20,
               asked_at=now - timedelta(days=10))  # fmt: skip
    with database.writing() as session:
        tell_of_deadlines(session, now=now)
    page = browse("els").get(f"{LIST}/{uid}").text
    assert "De termijn is voorbij." in page
    assert "ma 23 mrt 09:00" in page
