"""An option through the doors: taken in the form of a room, seen everywhere, confirmed or not."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlmodel import select

from booking.foundation.database import Database
from booking.reservations.house_rules import set_house_rules
from booking.reservations.models import Reservation
from booking.reservations.options import hold_until
from booking.reservations.settling import settle_one
from booking.reservations.values import HouseRules, ReservationState, Wish
from booking.spaces.values import SpaceKind
from tests.interfaces.web.conftest import Browser
from tests.town_hall import TownHall, at

Browse = Callable[..., Browser]

RESERVE = "/ruimtes/1.14/reserveringen"
AT_TEN = {"datum": "2026-03-26", "van": "10:00", "tot": "11:00", "onderwerp": "Overleg"}
UNTIL = "wo 25 mrt 13:00"


def the_reservation(database: Database) -> Reservation:
    with database.reading() as session:
        return session.exec(select(Reservation)).one()


def take(browser: Browser, *, room: str = "1.14") -> str:
    """Take an option as somebody does; the address of it."""
    page = browser.get(f"/ruimtes/{room}?datum=2026-03-26&van=10:00&tot=11:00")
    answer = browser.submit(page, f"/ruimtes/{room}/reserveringen", {**AT_TEN, "optie": "ja"})
    assert answer.status_code == 303
    return answer.headers["location"]


def test_an_option_is_taken_seen_and_confirmed(browse: Browse, database: Database) -> None:
    fatima = browse("fatima")
    form = fatima.get("/ruimtes/1.14?datum=2026-03-26&van=10:00&tot=11:00").text
    assert f"tot uiterlijk {UNTIL}" in form

    address = take(fatima)

    assert the_reservation(database).state is ReservationState.OPTION
    page = fatima.get(address)
    for said in ("We houden de plek voor u vast.", f"Optie tot {UNTIL}", "Optie bevestigen",
                 f"We houden deze plek voor u vast tot {UNTIL}."):  # fmt: skip
        assert said in page.text
    mine = fatima.get("/mijn-reserveringen").text
    assert f"Optie tot {UNTIL}" in mine
    assert f'formaction="{address}/bevestiging"' in mine
    grid = fatima.get("/ruimtes?datum=2026-03-26").text
    assert "slot--pending" in grid
    assert "slot--option" in browse("bram").get("/ruimtes?datum=2026-03-26").text

    for _ in range(2):
        answer = fatima.submit(page, f"{address}/bevestiging", {})
        assert answer.headers["location"] == address

    assert the_reservation(database).state is ReservationState.CONFIRMED
    after = fatima.get(address).text
    assert "Optie bevestigd door u" in after
    assert "Optie bevestigen" not in after


def test_what_needs_approval_is_asked_for_when_it_is_confirmed(
    browse: Browse, database: Database
) -> None:
    ravi = browse("ravi")
    address = take(ravi, room="0.01")
    page = ravi.get(address)
    assert "Bevestigen en aanvragen" in page.text
    assert "Overleg" not in browse("els").get("/beheer/aanvragen").text, "nothing is asked yet"

    ravi.submit(page, f"{address}/bevestiging", {})

    assert the_reservation(database).state is ReservationState.REQUESTED
    assert "Antwoord vóór" in browse("els").get("/beheer/aanvragen").text


def test_others_neither_see_nor_confirm_it(browse: Browse, database: Database) -> None:
    address = take(browse("ravi"))
    for name in ("pia", "bram"):
        browser = browse(name)
        own_page = browser.get("/mijn-reserveringen")
        token = {"_csrf_token": browser.client.cookies.get("csrf") or ""}
        assert browser.get(address).status_code == 404
        answer = browser.client.post(f"{address}/bevestiging", data=token, follow_redirects=False)
        assert answer.status_code in {403, 404}
        assert own_page.status_code == 200
    assert the_reservation(database).state is ReservationState.OPTION


def test_too_late_it_says_so_and_offers_to_reserve_again(
    browse: Browse, database: Database, hall: TownHall, now: datetime
) -> None:
    wish = Wish((hall.spaces["beuk"],), at(now.date(), "14:00", "15:00"), title="Overleg")
    with database.writing() as session:
        act = hall.act("fatima", now - timedelta(hours=2))
        number = hold_until(session, act, wish, now)
        uid = session.get_one(Reservation, number).uid
    fatima = browse("fatima")
    page = fatima.get(f"/reserveringen/{uid}").text
    assert "niet op tijd bevestigd" in page
    assert "Optie bevestigen" not in page

    with database.writing() as session:
        settle_one(session, uid, at=now)

    page = fatima.get(f"/reserveringen/{uid}").text
    assert "Optie vervallen" in page
    assert "Verlopen: de optie is niet op tijd bevestigd" in page
    assert f"/reserveringen/{uid}/kopie" in page


def test_a_confirmation_that_comes_too_late_is_told_why(
    browse: Browse, database: Database, hall: TownHall, now: datetime
) -> None:
    address = take(browse("fatima"))
    fatima = browse("fatima")
    page = fatima.get(address)
    with database.writing() as session:
        option = session.exec(select(Reservation)).one()
        option.expires_at = now

    answer = fatima.submit(page, f"{address}/bevestiging", {})

    assert answer.status_code == 409
    assert "Deze optie is niet op tijd bevestigd en daarom vervallen." in answer.text


def test_a_house_without_options_offers_none(
    browse: Browse, database: Database, hall: TownHall, now: datetime
) -> None:
    with database.writing() as session:
        rules = HouseRules(option_max=timedelta(0))
        set_house_rules(session, hall.act("els", now), SpaceKind.ROOM, rules, begins=now.date())
    fatima = browse("fatima")
    page = fatima.get("/ruimtes/1.14?datum=2026-03-26&van=10:00&tot=11:00")
    assert "Optie nemen" not in page.text

    answer = fatima.submit(page, RESERVE, {**AT_TEN, "optie": "ja"})

    assert answer.status_code == 422
    assert "kunt u geen optie nemen" in answer.text


def test_els_sets_how_long_an_option_lasts(browse: Browse) -> None:
    els = browse("els")
    assert 'name="optie"' in els.get("/beheer/huisregels/ruimtes").text
    assert 'name="optie"' not in els.get("/beheer/huisregels/werkplekken").text
    assert "binnen 24 uur waarin het gebouw open is" in els.get("/beheer/huisregels").text
