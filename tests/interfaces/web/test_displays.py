"""Displays from outside: pairing, what their cookie opens and what not, and what they show."""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from html import unescape

import pytest
from httpx import Response
from litestar import Litestar
from sqlmodel import col, select

from booking.foundation.database import Database
from booking.foundation.journal import JournalEntry
from booking.foundation.settings import Settings
from booking.interfaces.web.displays.paired import CODE_LENGTH, cookie_name
from booking.people.displays import displays
from booking.people.models import Display
from booking.reservations.models import Reservation
from booking.reservations.values import ReservationState, Visibility
from tests.conftest import database_url  # noqa: F401 -- on both engines
from tests.interfaces.web.apps import app_on
from tests.interfaces.web.conftest import ADDRESS, Browser, Make, another_client
from tests.town_hall import TownHall


class Time:
    """A clock that a test sets."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def wait(self, **duration: int) -> None:
        self.now += timedelta(**duration)


@pytest.fixture
def time(now: datetime) -> Time:
    return Time(now)


@pytest.fixture
def app(settings: Settings, database: Database, time: Time) -> Iterator[Litestar]:
    with app_on(settings, database, clock=lambda: time.now) as app:
        yield app


Open = Callable[[str | None], Browser]


def added(els: Browser, place: str, language: str = "nl") -> str:
    """The address behind Beheer of a display that hangs at ``place``."""
    page = els.get("/beheer/schermen")
    answer = els.submit(page, "/beheer/schermen", {"plaats": place, "taal": language})
    assert answer.status_code == 303, answer.text
    found = re.findall(r"/beheer/schermen/(\d+)/code", els.get("/beheer/schermen").text)
    return f"/beheer/schermen/{max(map(int, found))}"


def code_for(els: Browser, address: str) -> str:
    page = els.submit(els.get("/beheer/schermen"), f"{address}/code", {})
    assert page.status_code == 200
    found = re.search(r'class="pairing-code">([^<]+)<', page.text)
    assert found
    return found[1]


def typed(tablet: Browser, code: str) -> Response:
    return tablet.submit(tablet.get("/scherm"), "/scherm/koppeling", {"code": code})


Hang = Callable[..., Browser]


@pytest.fixture
def hang(browse: Open, hall: TownHall) -> Hang:
    """``hang("beuk")``: a paired tablet at its door; ``hang()``: in the hall."""

    def hang(space: str = "", language: str = "nl") -> Browser:
        place = f"ruimte-{hall.spaces[space]}" if space else f"hal-{hall.building}"
        els, tablet = browse("els"), browse(None)
        answer = typed(tablet, code_for(els, added(els, place, language)))
        assert (answer.status_code, answer.headers["location"]) == (303, "/scherm")
        return tablet

    return hang


def seen(tablet: Browser) -> str:
    page = tablet.get("/scherm")
    assert page.status_code == 200
    return unescape(page.text)


def pressed(tablet: Browser, action: str, **fields: str) -> Response:
    return tablet.submit(tablet.get("/scherm"), f"/scherm/{action}", fields)


# ---- pairing


def test_a_code_pairs_one_tablet_with_a_cookie_of_its_own(
    browse: Open, hall: TownHall, database: Database, settings: Settings
) -> None:
    els, tablet = browse("els"), browse(None)
    code = code_for(els, added(els, f"ruimte-{hall.spaces['beuk']}"))

    answer = typed(tablet, f" {code.lower().replace('-', ' ')} ")

    cookie = next(c for c in answer.headers.get_list("set-cookie") if "display" in c)
    assert cookie.startswith("__Host-display=")
    assert {"Secure", "HttpOnly", "SameSite=strict", "Path=/"} <= set(cookie.split("; "))
    assert "De Beuk" in seen(tablet)
    late = typed(browse(None), code)
    assert late.status_code == 422
    assert "Deze code werkt niet" in late.text
    with database.reading() as session:
        stored = session.exec(select(Display)).one()
        rests = {str(value) for value in stored.model_dump().values()}
    assert rests.isdisjoint({code, code.replace("-", ""), tablet.client.cookies["__Host-display"]})


def test_a_code_is_too_late_after_ten_minutes(browse: Open, hall: TownHall, time: Time) -> None:
    els = browse("els")
    code = code_for(els, added(els, f"ruimte-{hall.spaces['beuk']}"))
    time.wait(minutes=10)

    assert typed(browse(None), code).status_code == 422


def test_guessing_ends_in_a_wait(browse: Open) -> None:
    tablet = browse(None)
    guesses = ["A" * (CODE_LENGTH - 1) + letter for letter in "ABCDEFGHJK"]

    assert {typed(tablet, guess).status_code for guess in guesses} == {422}
    stopped = typed(tablet, "BBBBBBBB")
    assert stopped.status_code == 429
    assert int(stopped.headers["retry-after"]) > 0


def test_a_code_form_that_is_sent_again_does_not_make_a_used_code_work_again(
    browse: Open, hall: TownHall
) -> None:
    els = browse("els")
    address = added(els, f"ruimte-{hall.spaces['beuk']}")
    page = els.get("/beheer/schermen")
    first = els.submit(page, f"{address}/code", {})
    code = re.findall(r'class="pairing-code">([^<]+)<', first.text)[0]
    assert els.submit(page, f"{address}/code", {}).text.count(code) == 1
    assert typed(browse(None), code).status_code == 303

    assert els.submit(page, f"{address}/code", {}).status_code == 303
    assert typed(browse(None), code).status_code == 422


def test_unpaired_it_is_back_at_the_pairing_page_at_once(browse: Open, hang: Hang) -> None:
    tablet, els = hang("beuk"), browse("els")
    page, before = tablet.get("/scherm"), els.get("/beheer/schermen")
    assert "Werkt" in before.text
    number = re.findall(r"/beheer/schermen/(\d+)/ontkoppeling", before.text)[0]

    els.submit(before, f"/beheer/schermen/{number}/ontkoppeling", {})

    assert tablet.submit(page, "/scherm/reservering", {"minuten": "30"}).status_code == 303
    assert tablet.get("/scherm/nu").headers["location"] == "/scherm"
    assert "koppelen" in seen(tablet)
    assert "De Beuk" not in seen(tablet)
    assert "Niet gekoppeld" in els.get("/beheer/schermen").text


def test_els_sees_when_it_was_last_heard_of_and_removes_it(
    browse: Open, hang: Hang, database: Database, time: Time
) -> None:
    tablet, els = hang("beuk"), browse("els")
    time.wait(minutes=3)
    assert tablet.get("/scherm/nu?v=old").status_code == 200
    assert "Laatst gezien op 23-03-2026 09:03" in els.get("/beheer/schermen").text
    time.wait(minutes=6)
    page = els.get("/beheer/schermen")
    assert "Reageert niet" in page.text

    number = re.findall(r"/beheer/schermen/(\d+)/verwijdering", page.text)[0]
    els.submit(page, f"/beheer/schermen/{number}/verwijdering", {})

    with database.reading() as session:
        assert displays(session) == []
    assert "koppelen" in seen(tablet)


def test_opening_a_display_without_a_code_is_only_there_in_a_demo(
    browse: Open, hall: TownHall
) -> None:
    els = browse("els")
    address = added(els, f"ruimte-{hall.spaces['beuk']}")
    page = els.get("/beheer/schermen")
    token = {"_csrf_token": els.client.cookies["__Host-csrf"]}

    assert f"{address}/opening" not in page.text
    assert els.post_bare(f"{address}/opening", token).status_code == 404


def test_a_place_that_is_not_there_is_a_mistake_in_the_form(browse: Open, hall: TownHall) -> None:
    els = browse("els")
    for place in ("", f"ruimte-{hall.spaces['D1']}", "hal-999", "onzin"):
        page = els.get("/beheer/schermen")
        assert els.submit(page, "/beheer/schermen", {"plaats": place}).status_code == 422


# ---- what the cookie opens


def test_a_display_opens_no_other_page(hang: Hang) -> None:
    tablet = hang("beuk")
    for path in ("/vandaag", "/ruimtes", "/ruimtes/1.14", "/beheer", "/beheer/schermen",
                 "/mijn-gegevens", "/bezetting"):  # fmt: skip
        answer = tablet.get(path)
        assert answer.headers["location"].startswith("/inloggen"), path


def test_the_cookie_of_a_person_is_no_display(browse: Open, hang: Hang) -> None:
    hang("beuk")
    assert "De Beuk" not in seen(browse("els"))


def test_what_runs_at_another_room_does_not_exist_here(
    hang: Hang, make: Make, database: Database, time: Time
) -> None:
    here = make("joost", "beuk", "09:00", "10:00")
    there = make("fatima", "linde_a", "09:00", "10:00", title="Elders", visibility="public")
    tablet = hang("beuk")
    later = (time.now + timedelta(hours=2)).isoformat()

    assert "Elders" not in seen(tablet)
    for action, fields in (("aanmelding", {}), ("einde", {}), ("verlenging", {"tot": later})):
        sent = {**pressed_token(tablet), "reservering": there, **fields}
        assert tablet.client.post(f"/scherm/{action}", data=sent).status_code == 404
    with database.reading() as session:
        rows = session.exec(select(Reservation)).all()
    assert {row.uid for row in rows} == {here, there}
    assert {row.rev for row in rows} == {1}


def pressed_token(tablet: Browser) -> dict[str, str]:
    tablet.get("/scherm")
    return {"_csrf_token": tablet.client.cookies["__Host-csrf"]}


def test_a_hall_screen_cannot_act(hang: Hang, make: Make) -> None:
    uid = make("fatima", "beuk", "09:00", "10:00")
    tablet = hang()
    fields = {**pressed_token(tablet), "reservering": uid, "minuten": "30"}
    answers = {
        path: tablet.client.post(f"/scherm/{path}", data=fields).status_code
        for path in ("aanmelding", "einde", "reservering")
    }
    assert set(answers.values()) <= {400, 404}


# ---- what a door shows and does


def test_a_title_is_only_there_where_everybody_may_read_it(hang: Hang, make: Make) -> None:
    make("fatima", "beuk", "09:00", "10:00", title="Geheimtitel", visibility=Visibility.PRIVATE)
    make("fatima", "beuk", "10:00", "11:00", title="Collegatitel")
    make("joost", "beuk", "11:00", "12:00", title="Openbaartitel", visibility=Visibility.PUBLIC)

    html = seen(hang("beuk"))

    assert "Bezet" in html
    assert "Openbaartitel" in html
    for hidden in ("Geheimtitel", "Collegatitel", "Fatima", "Joost", "el Amrani"):
        assert hidden not in html


def test_free_until_the_next_and_shut_at_night(hang: Hang, make: Make, time: Time) -> None:
    make("fatima", "beuk", "11:00", "12:00")
    tablet = hang("beuk")
    assert re.search(r'door__word">.*Vrij</p>\s*<p class="door__until">tot 11:00<', seen(tablet))
    time.wait(hours=12)
    html = seen(tablet)
    assert "Gesloten" in html
    assert "/scherm/reservering" not in html


def test_it_speaks_its_own_language(hang: Hang) -> None:
    tablet = hang("beuk", language="en")
    tablet.client.cookies.set("taal", "nl")
    html = seen(tablet)
    assert '<html class="utrecht-root voorbeeld-theme stadhuis-theme" lang="en">' in html
    assert "Take this room now" in html
    assert "The room is yours now." in seen_after(tablet)


def seen_after(tablet: Browser) -> str:
    assert pressed(tablet, "reservering", minuten="30").status_code == 303
    return seen(tablet)


def test_take_the_room_stay_longer_and_leave(hang: Hang, database: Database, time: Time) -> None:
    tablet = hang("beuk")
    pressed(tablet, "reservering", minuten="30")
    html = seen(tablet)
    assert "Bezet" in html
    assert "/scherm/aanmelding" not in html, "who takes it is there"
    uid = re.findall(r'name="reservering" value="([^"]+)"', html)[0]
    later = unescape(re.findall(r'name="tot" value="([^"]+)"', html)[0])
    time.wait(minutes=5)
    assert pressed(tablet, "verlenging", reservering=uid, tot=later).status_code == 303
    assert "U kunt blijven" in seen(tablet)
    time.wait(minutes=6)
    assert pressed(tablet, "einde", reservering=uid).status_code == 303
    time.wait(minutes=15)
    assert "Vrij" in seen(tablet)

    with database.reading() as session:
        row = session.exec(select(Reservation)).one()
        [(display, _)] = displays(session)
        told = session.exec(
            select(JournalEntry).where(JournalEntry.subject_id == uid)
            .order_by(col(JournalEntry.number))
        ).all()  # fmt: skip
    assert (row.state, row.holder_id) == (ReservationState.CONFIRMED, display.person_id)
    assert [(entry.action, entry.actor_id) for entry in told] == [
        (verb, display.person_id) for verb in ("reserve", "change", "end")
    ]


def test_a_press_twice_is_one_reservation(hang: Hang, database: Database) -> None:
    tablet = hang("beuk")
    page = tablet.get("/scherm")
    for _ in range(2):
        answer = tablet.submit(page, "/scherm/reservering", {"minuten": "30"})
        assert answer.status_code == 303
    with database.reading() as session:
        assert len(session.exec(select(Reservation)).all()) == 1


def test_when_somebody_was_first_it_says_so_and_shows_it(
    hang: Hang, make: Make, database: Database
) -> None:
    tablet = hang("beuk")
    page = tablet.get("/scherm")
    make("fatima", "beuk", "09:15", "10:00")

    answer = tablet.submit(page, "/scherm/reservering", {"minuten": "30"})

    assert answer.status_code == 422
    assert "is bezet: 09:15–10:00" in unescape(answer.text)
    assert 'id="display"' in answer.text


def test_check_in_for_what_comes_next(
    hang: Hang, make: Make, database: Database, time: Time
) -> None:
    uid = make("fatima", "beuk", "09:30", "10:00")
    tablet = hang("beuk")
    assert "/scherm/aanmelding" not in seen(tablet)
    time.wait(minutes=20)
    assert pressed(tablet, "aanmelding", reservering=uid).status_code == 303
    assert "U bent aangemeld" in seen(tablet)
    with database.reading() as session:
        assert session.exec(select(Reservation)).one().checked_in_at == time.now


def test_nothing_new_is_a_short_answer_until_something_changes(
    hang: Hang, make: Make, time: Time
) -> None:
    tablet = hang("beuk")
    poll = re.findall(r'data-poll="([^"]+)"', seen(tablet))[0]
    assert tablet.get(poll).status_code == 204
    make("fatima", "beuk", "09:30", "10:00")
    news = tablet.get(poll)
    assert news.status_code == 200
    assert news.text.startswith("<div") or '<div class="door' in news.text
    poll = re.findall(r'data-poll="([^"]+)"', news.text)[0]
    assert tablet.get(poll).status_code == 204
    time.wait(minutes=1)
    assert tablet.get(poll).status_code == 200, "the clock went on"


# ---- the hall


def test_the_hall_shows_today_what_everybody_may_read(
    hang: Hang, make: Make, monday: date, time: Time
) -> None:
    public = {"visibility": Visibility.PUBLIC}
    make("fatima", "beuk", "09:00", "10:00", title="Inloopochtend", **public)
    make("joost", "linde", "13:00", "14:00", title="Wijkoverleg", **public)
    make("joost", "beuk", "13:00", "14:00", title="Collegatitel")
    make(
        "joost", "beuk", "10:00", "11:00", day=monday + timedelta(days=1), title="Morgen", **public
    )
    make("ravi", "raadzaal", "15:00", "16:00", title="Aanvraag", **public)
    tablet = hang()

    html = seen(tablet)
    assert html.index("Inloopochtend") < html.index("Wijkoverleg")
    assert "De Linde" in html
    assert "Eerste verdieping" in html
    for hidden in ("Collegatitel", "Morgen", "Aanvraag", "Fatima", "Joost"):
        assert hidden not in html
    time.wait(hours=2)
    assert "Inloopochtend" not in seen(tablet)


def test_many_meetings_turn_by_page_and_a_chosen_page_stays_a_minute(
    hang: Hang, make: Make, time: Time
) -> None:
    for n in range(8):
        make("fatima", "beuk", f"{10 + n}:00"[:5], f"{10 + n}:30", title=f"Spreekuur {n}",
             visibility=Visibility.PUBLIC)  # fmt: skip
    tablet = hang()

    def shown(html: str) -> set[str]:
        return set(re.findall(r"Spreekuur (\d)", html))

    first = shown(seen(tablet))
    time.wait(seconds=15)
    second = shown(seen(tablet))
    assert {frozenset(first), frozenset(second)} == {frozenset("012345"), frozenset("67")}
    link = unescape(re.findall(r'href="(/scherm\?pagina=2[^"]*)"', seen(tablet))[0])
    for seconds in (0, 15, 15):
        time.wait(seconds=seconds)
        assert shown(tablet.get(link).text) == set("67")
    time.wait(seconds=30)
    turned = [shown(tablet.get(link).text)]
    time.wait(seconds=15)
    turned.append(shown(tablet.get(link).text))
    assert set("012345") in turned


def test_each_display_has_its_own_token(hang: Hang, settings: Settings) -> None:
    beuk, linde = hang("beuk"), hang("linde_a")
    assert "De Beuk" in seen(beuk)
    assert "De Linde A" in seen(linde)
    stolen = another_client(beuk.client)
    stolen.cookies.set(cookie_name(settings), "x" + beuk.client.cookies[cookie_name(settings)][1:])
    assert "koppelen" in unescape(stolen.get(f"{ADDRESS}/scherm").text)
