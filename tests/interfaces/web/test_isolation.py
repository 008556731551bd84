"""Nobody sees what is another's: partner A of partner B, a colleague of a colleague, a stranger.

A real walk over every route of the authorisation table, with the numbers of the others in it.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime

import pytest
from httpx import Response
from litestar import Litestar
from sqlmodel import select

from booking.foundation.database import Database
from booking.foundation.ids import new_token
from booking.interfaces.settling import settle_due
from booking.interfaces.web.access import ACCESS
from booking.reservations.models import Reservation
from tests.interfaces.web.conftest import Browser, hidden_fields
from tests.interfaces.web.neighbours import (
    OURS,
    STAFF,
    STAFF_ALL,
    THEIRS,
    UNKNOWN_UID,
    VALUES,
    Neighbours,
    addresses,
    filled,
    move_in,
    parametrised,
    routes_of,
    sessions_of_others,
)
from tests.town_hall import TownHall, let_readers_in

Browse = Callable[..., Browser]

NOT_FOR_COLLEAGUES = {STAFF.secret, STAFF.note, STAFF.name, STAFF.email, STAFF.reason} | (
    THEIRS.all | OURS.all
) - {THEIRS.title, OURS.title}
"""Titles are for colleagues unless they are private."""
TOKENS = re.compile(r'(name="(?:_csrf_token|formulier)" value=")[^"]*')


@pytest.fixture
def house(database: Database, hall: TownHall, now: datetime, monday: date) -> Neighbours:
    house = move_in(database, hall, now, monday, secrets=tuple(new_token() for _ in range(4)))
    settle_due(database, now=now)  # what time does by itself, nobody in these tests does
    return house


Seen = dict[tuple[str, bool], Response]


def walk(browser: Browser, house: Neighbours) -> Seen:
    """What is answered at every address; where it is about a day also as a part of the page."""
    return {
        (address, is_part): browser.get(address, headers={"HX-Request": "true"} if is_part else {})
        for address in addresses(house)
        for is_part in {False, "datum=" in address}
    }


def said_in(answer: Response) -> str:
    """Everything that reaches the browser, but for the cookies."""
    heads = [value for name, value in answer.headers.items() if name != "set-cookie"]
    return "\n".join([answer.text, *heads])


def found_in(seen: Seen, words: set[str]) -> dict[str, set[str]]:
    """The addresses at which a word was found."""
    found: dict[str, set[str]] = {}
    for (address, _), answer in seen.items():
        content = said_in(answer).lower()
        for word in words:
            if word.lower() in content:
                found.setdefault(word, set()).add(address)
    return found


def broken(seen: Seen) -> dict[str, int]:
    return {address: answer.status_code for (address, _), answer in seen.items()
            if answer.status_code >= 500}  # fmt: skip


def test_every_parameter_of_every_route_is_walked(house: Neighbours) -> None:
    """Fails for a new route: say in neighbours.VALUES what may stand in its address."""
    asked = {place for name in ACCESS for place in parametrised(name.partition(" ")[2])}

    assert asked - set(VALUES) == set()
    assert not [route for route in routes_of("GET") if not list(filled(route, house))]


@pytest.mark.slow
def test_partner_a_never_sees_partner_b_nor_what_staff_wrote(
    browse: Browse, house: Neighbours
) -> None:
    for name in ("pia", "els", "fatima"):  # what is kept for others must not reach him
        for address in ("/ruimtes", "/ruimtes/rooster", "/ruimtes/1.14", "/ruimtes/1.14/rooster"):
            browse(name).get(f"{address}?datum=2026-03-23")

    seen = walk(browse("ravi"), house)

    assert broken(seen) == {}
    assert found_in(seen, THEIRS.all | STAFF_ALL) == {}
    uids = {*house.theirs, *house.staff}
    elsewhere = {key: answer for key, answer in seen.items()
                 if not any(uid in key[0] for uid in uids)}  # fmt: skip
    assert found_in(elsewhere, uids | set(house.feed_names)) == {}
    assert set(found_in(seen, OURS.all)) == OURS.all, "he does see his own"


@pytest.mark.slow
def test_partner_b_never_sees_partner_a(browse: Browse, house: Neighbours) -> None:
    seen = walk(browse("pia"), house)

    ours = {key: answer for key, answer in seen.items() if house.feed not in key[0]}
    assert found_in(ours, OURS.all | STAFF_ALL) == {}
    assert set(found_in(seen, THEIRS.all)) == THEIRS.all


@pytest.mark.slow
def test_a_colleague_without_roles_sees_no_more_than_colleagues_share(
    browse: Browse, house: Neighbours
) -> None:
    seen = walk(browse("bram"), house)

    assert broken(seen) == {}
    but_the_feed = {key: answer for key, answer in seen.items() if house.feed not in key[0]}
    assert found_in(but_the_feed, NOT_FOR_COLLEAGUES) == {}
    shared = found_in(seen, {STAFF.title, THEIRS.title})
    assert set(shared) == {STAFF.title, THEIRS.title}, "what is for colleagues is there"
    behind = {key[0]: answer.status_code for key, answer in seen.items()
              if key[0].startswith(("/beheer", "/bezetting"))}  # fmt: skip
    assert {address for address, status in behind.items() if status != 404} == set()
    assert found_in(seen, {'href="/beheer', 'href="/bezetting'}) == {}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["hanna", "wim"])
def test_who_comes_for_figures_sees_nothing_of_anybody(
    browse: Browse, house: Neighbours, database: Database, name: str
) -> None:
    with database.writing() as session:
        let_readers_in(session, house.hall)

    seen = walk(browse(name), house)

    assert broken(seen) == {}
    but_the_feed = {key: answer for key, answer in seen.items() if house.feed not in key[0]}
    assert found_in(but_the_feed, OURS.all | THEIRS.all | STAFF_ALL) == {}
    assert found_in(seen, {'href="/beheer', 'href="/werkplek', 'href="/ruimtes'}) == {}


@pytest.mark.slow
def test_a_stranger_sees_nobody(browse: Browse, house: Neighbours) -> None:
    seen = walk(browse(None), house)

    but_the_feed = {key: answer for key, answer in seen.items() if house.feed not in key[0]}
    assert found_in(but_the_feed, OURS.all | THEIRS.all | STAFF_ALL) == {}
    assert set(found_in(seen, OURS.all)) >= {OURS.title, OURS.note}, "who has the address reads it"


@pytest.mark.slow
def test_there_is_something_to_find(browse: Browse, house: Neighbours) -> None:
    """Who runs the house sees all but private titles: the words of this test are really there."""
    seen = walk(browse("els"), house)

    assert broken(seen) == {}
    assert set(found_in(seen, {THEIRS.title, THEIRS.note, STAFF.note, OURS.note})) == {
        THEIRS.title, THEIRS.note, STAFF.note, OURS.note}  # fmt: skip
    assert found_in(seen, {THEIRS.secret, STAFF.secret, OURS.secret} - {OURS.secret}) == {}


def plain(answer: Response, address: str) -> tuple[int, str, str]:
    """What an answer says, without what differs each time and without what was asked."""
    content = TOKENS.sub(r"\1", answer.text)
    return (answer.status_code, answer.headers.get("location", "").replace(address, ""),
            content.replace(address, ""))  # fmt: skip


def pairs(house: Neighbours, method: str, *, of: list[str]) -> Iterator[tuple[str, str, str]]:
    """A route, the same with the uid of another in it, and that uid."""
    for route in routes_of(method):
        if "{uid}" in route:
            for uid in of:
                yield route, route.replace("{uid}", uid), uid


@pytest.mark.parametrize(("name", "others"), [("ravi", "theirs"), ("ravi", "staff"),
                                              ("bram", "staff"), ("bram", "theirs")])  # fmt: skip
def test_what_is_of_another_answers_as_what_does_not_exist(
    browse: Browse, house: Neighbours, app: Litestar, name: str, others: str
) -> None:
    browser, uids = browse(name), getattr(house, others)

    for suffix in ("", ".ics"):
        for route, address, uid in pairs(house, "GET", of=uids):
            asked = f"{address}{suffix}"
            unknown = route.replace("{uid}", UNKNOWN_UID) + suffix
            for part in ({}, {"HX-Request": "true"}):
                answer, nothing = (browser.get(path, headers=part) for path in (asked, unknown))
                assert answer.status_code == 404, asked
                assert plain(answer, uid) == plain(nothing, UNKNOWN_UID), asked
    forms = [{}, {"datum": "2026-03-23", "van": "16:00", "tot": "17:00", "personen": "2",
                  "ruimte": "1.14", "versie": "1", "reden": "x", "tot_tijd": "17:00"}]  # fmt: skip
    token = csrf_of(browser)
    for route, address, uid in pairs(house, "POST", of=uids):
        app.state["house"].limiter.storage.reset()
        for form in forms:
            answer, nothing = (
                browser.post_bare(path, {**token, **form})
                for path in (address, route.replace("{uid}", UNKNOWN_UID))
            )
            assert answer.status_code == 404, (address, form)
            assert plain(answer, uid) == plain(nothing, UNKNOWN_UID), address


def test_a_room_for_staff_answers_a_partner_as_one_that_does_not_exist(
    browse: Browse, house: Neighbours
) -> None:
    ravi = browse("ravi")

    for address in ("/ruimtes/{}", "/ruimtes/{}/rooster", "/ruimtes/{}?datum=2026-03-23&van=10:00"):
        staff_only, nowhere = (ravi.get(address.format(number)) for number in ("1.12", "9.12"))
        assert staff_only.status_code == 404
        assert plain(staff_only, "1.12") == plain(nowhere, "9.12")


@pytest.mark.slow
def test_no_form_of_partner_a_shows_or_touches_what_is_of_others(
    browse: Browse, house: Neighbours, app: Litestar, database: Database
) -> None:
    """Every POST route, with the numbers of others, and forms that ask for what they hold."""
    house.browsers = sessions_of_others(database, house, "ravi")
    browse("pia"), browse("els")
    house.browsers = sessions_of_others(database, house, "ravi")
    before, ravi = of_others(database, house), browse("ravi")
    token = csrf_of(ravi)
    form = {
        "datum": "2026-03-23", "van": "10:00", "tot": "11:00", "personen": "2", "ruimte": "1.14",
        "onderwerp": "Mijn", "kenmerk": house.feed_names[0], "email": THEIRS.email,
    }  # fmt: skip
    wordless = (THEIRS.all | STAFF_ALL) - {THEIRS.email}
    for route in routes_of("POST"):
        if route == "/uitloggen":
            continue
        for address in filled(route, house):
            if any(uid in address for uid in house.ours) or address.endswith(".ics"):
                continue
            app.state["house"].limiter.storage.reset()
            for fields in ({}, form):
                answer = ravi.post_bare(address, {**token, **fields})
                assert answer.status_code < 500, address
                content = said_in(answer).lower()
                assert not [word for word in wordless if word.lower() in content], address

    assert of_others(database, house) == before
    assert ravi.get("/vandaag").status_code == 200


@pytest.mark.parametrize("begin", ["10:00", "11:00", "13:00", "14:00"])
def test_who_is_in_the_way_is_not_told(browse: Browse, house: Neighbours, begin: str) -> None:
    """By partner B or by staff, in the open or in private: it is taken, and that is all."""
    ravi = browse("ravi")
    form = {"datum": "2026-03-23", "van": begin, "tot": f"{int(begin[:2]) + 1}:00", "personen": "2"}
    room = ravi.get(f"/ruimtes/1.14?datum=2026-03-23&van={begin}&tot={form['tot']}")
    reserve = "/ruimtes/1.14/reserveringen"
    mine = house.ours[0]
    change = ravi.get(f"/reserveringen/{mine}/wijzigen")
    moved = {**hidden_fields(change.text, f"/reserveringen/{mine}/wijziging"), **form}

    answers = [
        ravi.submit(room, reserve, form),
        ravi.client.post(reserve, data=hidden_fields(room.text, reserve) | form,
                         headers={"HX-Request": "true"}, follow_redirects=False),
        ravi.post_bare(f"/reserveringen/{mine}/wijziging", {**moved, "ruimte": "1.14"}),
    ]  # fmt: skip

    for answer in answers:
        assert answer.status_code in {409, 422}, answer.text
        content = said_in(answer)
        assert not [word for word in THEIRS.all | STAFF_ALL if word in content]
        assert not [uid for uid in (*house.theirs, *house.staff) if uid in content]


def csrf_of(browser: Browser) -> dict[str, str]:
    browser.get("/mijn-reserveringen")
    return {"_csrf_token": browser.client.cookies["__Host-csrf"]}


def of_others(database: Database, house: Neighbours) -> list[str]:
    with database.reading() as session:
        known = session.exec(select(Reservation).order_by(Reservation.uid)).all()
        return [row.model_dump_json() for row in known if row.uid in house.theirs + house.staff]
