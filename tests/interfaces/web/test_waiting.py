"""The waiting list through the door: the ways to it, joining, answering, and who must not."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

import pytest
from sqlmodel import select

from booking.foundation.database import Database
from booking.foundation.journal import seal_entries
from booking.foundation.settings import Settings
from booking.messages.models import Letter
from booking.messages.news import tell_news
from booking.reservations.limits import as_filled_in
from booking.reservations.operations import cancel, reserve
from booking.reservations.settling import settle_one
from booking.reservations.values import HouseRules, Needs, Wish
from booking.reservations.waiting.operations import join
from booking.reservations.waiting.queries import waiting_of
from booking.reservations.waiting.values import Wanted
from booking.spaces.values import SpaceKind
from tests.conftest import database_url  # noqa: F401 -- what is decided here, each database decides
from tests.interfaces.web.conftest import Browser, Make
from tests.town_hall import TownHall, at

Browse = Callable[..., Browser]
TUESDAY = date(2026, 3, 24)
TEN = "datum=2026-03-24&van=10:00&tot=12:00"
JOIN = "Zet mij op de wachtlijst"


@pytest.fixture
def offered(database: Database, hall: TownHall, make: Make, now: datetime) -> str:
    """The uid of what Fatima waits for: De Beuk, which is held for her now; Joost is next."""
    held = make("noor", "beuk", "10:00", "12:00", day=TUESDAY)
    wanted = Wanted(SpaceKind.ROOM, Needs(at(TUESDAY, "10:00", "12:00")), hall.spaces["beuk"])
    with database.writing() as session:
        uid = join(session, hall.act("fatima", now), wanted).uid
        join(session, hall.act("joost", now), wanted)
        cancel(session, hall.act("noor", now), held)
    return uid


def letters(database: Database, settings: Settings, now: datetime) -> list[Letter]:
    with database.writing() as session:
        seal_entries(session)
        tell_news(session, settings, now=now)
    with database.reading() as session:
        return list(session.exec(select(Letter).order_by("id")))  # type: ignore[call-overload]


def test_who_finds_it_asked_by_another_waits_in_one_press_and_gets_it_when_that_is_declined(
    browse: Browse, make: Make
) -> None:
    asked = {"datum": "2026-03-24", "van": "10:00", "tot": "12:00", "personen": "4"}
    room, fatima, els = "/ruimtes/0.01", browse("fatima"), browse("els")
    pages = [(who, who.get(f"{room}?{TEN}")) for who in (fatima, browse("joost"))]
    held = make("ravi", "raadzaal", "10:00", "12:00", day=TUESDAY, attendee_count=20)
    assert "op deze plek" not in els.get(f"/beheer/aanvragen/{held}").text

    ways = []
    for who, page in pages:
        said = who.submit(page, f"{room}/reserveringen", asked)
        assert said.status_code == 422
        assert "Er is al een aanvraag." in said.text
        joined = who.submit(said, "/wachtlijst", {})
        assert joined.status_code == 303, joined.text
        ways.append((who, joined.headers["location"]))

    request = els.get(f"/beheer/aanvragen/{held}")
    assert "Er wachten 2 mensen op deze plek op die tijd." in request.text
    assert "Fatima" not in request.text, "who waits is nobody's business"
    answer = els.submit(request, f"/beheer/aanvragen/{held}/afwijzing", {"reden": "Verbouwing"})
    assert answer.status_code == 303
    pages_now = [who.get(way).text for who, way in ways]
    assert [f"{way}/aanvaarding" in page
            for page, (_, way) in zip(pages_now, ways, strict=True)] == [True, False]  # fmt: skip


@pytest.mark.parametrize("who", ["noor", "fatima"])
def test_of_what_is_taken_for_sure_or_asked_by_oneself_nobody_says_that_it_is_a_request(
    browse: Browse, make: Make, who: str
) -> None:
    fatima = browse("fatima")
    room, name = ("0.01", "raadzaal") if who == "fatima" else ("1.14", "beuk")
    page = fatima.get(f"/ruimtes/{room}?{TEN}")
    make(who, name, "10:00", "12:00", day=TUESDAY)
    said = fatima.submit(page, f"/ruimtes/{room}/reserveringen",
                         {"datum": "2026-03-24", "van": "10:00", "tot": "12:00"})  # fmt: skip
    assert said.status_code == 422
    assert "Er is al een aanvraag." not in said.text
    assert "/wachtlijst/nieuw?soort=ruimte" in said.text


@pytest.mark.parametrize("address", [
    f"/ruimtes?{TEN}&voorziening=hearing_loop",
    f"/ruimtes/0.01?{TEN}",
])  # fmt: skip
def test_where_a_room_is_taken_there_is_a_way_to_the_list(
    browse: Browse, make: Make, address: str
) -> None:
    fatima = browse("fatima")
    assert JOIN not in fatima.get(address).text
    make("noor", "raadzaal", "10:00", "12:00", day=TUESDAY)
    page = fatima.get(address)
    [way] = re.findall(r'href="(/wachtlijst/nieuw\?[^"]+)"', page.text)
    form = fatima.get(way.replace("&amp;", "&"))
    assert form.status_code == 200
    assert 'value="2026-03-24"' in form.text


def test_who_is_refused_a_room_or_a_desk_can_wait_for_it(browse: Browse, make: Make) -> None:
    fatima = browse("fatima")
    asked = {"datum": "2026-03-24", "van": "10:00", "tot": "12:00"}
    room, desk = fatima.get(f"/ruimtes/1.14?{TEN}"), fatima.get("/werkplek/1.D01?datum=2026-03-24")
    make("noor", "beuk", "10:00", "12:00", day=TUESDAY)
    make("noor", "D1", "10:00", "12:00", day=TUESDAY)

    said = fatima.submit(room, "/ruimtes/1.14/reserveringen", asked)
    assert said.status_code == 422
    assert "/wachtlijst/nieuw?soort=ruimte" in said.text
    said = fatima.submit(desk, "/werkplek/1.D01/reserveringen", {**asked, "dagdeel": "uren"})
    assert said.status_code == 422
    assert "/wachtlijst/nieuw?soort=werkplek" in said.text


def test_when_all_desks_are_taken_one_waits_for_any(
    browse: Browse, database: Database, hall: TownHall, now: datetime
) -> None:
    desks = tuple(hall.spaces[f"D{n}"] for n in range(1, 7))
    wish = Wish(desks, at(TUESDAY, "08:00", "18:00"), attendee_count=6)
    with database.writing() as session:
        held = reserve(session, hall.act("noor", now), wish).uid
    fatima = browse("fatima")
    page = fatima.get("/werkplek?datum=2026-03-24&dagdeel=dag")
    [way] = re.findall(r'href="(/wachtlijst/nieuw\?[^"]+)"', page.text)
    form = fatima.get(way.replace("&amp;", "&"))
    answer = fatima.submit(form, "/wachtlijst", {"datum": "2026-03-24", "van": "08:00",
                                                 "tot": "18:00"})  # fmt: skip
    here = answer.headers["location"]
    assert "U bent als eerste aan de beurt" in fatima.get(here).text

    with database.writing() as session:
        cancel(session, hall.act("noor", now), held)
    assert "Vrij voor u: Werkplek 1.D0" in fatima.get("/vandaag").text


def test_what_the_place_must_have_is_chosen_on_the_form_and_kept_by_what_is_offered(
    browse: Browse, make: Make, database: Database, hall: TownHall, now: datetime
) -> None:
    taken = [make("noor", room, "10:00", "12:00", day=TUESDAY) for room in ("raadzaal", "beuk")]
    fatima = browse("fatima")
    form = fatima.get(f"/wachtlijst/nieuw?soort=ruimte&{TEN}")
    asked = {"datum": "2026-03-24", "van": "12:00", "tot": "10:00", "opstelling": "theatre",
             "voorziening": "hearing_loop", "toegankelijk": "ja"}  # fmt: skip
    again = fatima.submit(form, "/wachtlijst", asked)
    assert again.status_code == 422
    for chosen in ('value="hearing_loop" checked', 'value="ja" checked',
                   'value="theatre" selected'):  # fmt: skip
        assert chosen in again.text
    answer = fatima.submit(again, "/wachtlijst", asked | {"van": "10:00", "tot": "12:00"})
    here = answer.headers["location"]
    assert "Theater, Ringleiding, Toegankelijk met een rolstoel" in fatima.get(here).text

    for uid, is_offered in zip(reversed(taken), (False, True), strict=True):
        with database.writing() as session:
            cancel(session, hall.act("noor", now), uid)
        assert ("Vrij voor u: Raadzaal" in fatima.get(here).text) is is_offered


def test_more_desks_than_go_into_one_reservation_are_refused_in_words(browse: Browse) -> None:
    fatima = browse("fatima")
    form = fatima.get(f"/wachtlijst/nieuw?soort=werkplek&{TEN}")
    said = fatima.submit(form, "/wachtlijst", {"datum": "2026-03-24", "van": "10:00",
                         "tot": "12:00", "personen": "21"})  # fmt: skip
    assert said.status_code == 422
    assert "hoogstens 20 werkplekken" in said.text


def test_the_form_says_all_that_is_wrong_and_keeps_what_was_filled_in(
    browse: Browse, make: Make
) -> None:
    make("noor", "beuk", "10:00", "12:00", day=TUESDAY)
    fatima = browse("fatima")
    form = fatima.get(f"/wachtlijst/nieuw?soort=ruimte&nummer=1.14&{TEN}&personen=6")
    said = fatima.submit(form, "/wachtlijst", {"datum": "2026-03-24", "van": "12:00",
                         "tot": "10:00", "personen": "6", "waar": "deze"})  # fmt: skip
    assert said.status_code == 422
    assert "Kies een einde dat na het begin ligt" in said.text
    assert re.search(r'id="personen"[^>]*value="6"|value="6"[^>]*id="personen"', said.text)
    said = fatima.submit(form, "/wachtlijst", {"datum": "2026-03-24", "van": "13:00",
                         "tot": "14:00", "waar": "deze"})  # fmt: skip
    assert said.status_code == 422
    assert "u hoeft niet te wachten" in said.text


def test_sending_the_form_twice_is_one_place_in_line(browse: Browse, make: Make) -> None:
    make("noor", "beuk", "10:00", "12:00", day=TUESDAY)
    fatima = browse("fatima")
    form = fatima.get(f"/wachtlijst/nieuw?soort=ruimte&nummer=1.14&{TEN}")
    asked = {"datum": "2026-03-24", "van": "10:00", "tot": "12:00", "waar": "deze"}
    once, twice = (fatima.submit(form, "/wachtlijst", asked) for _ in range(2))
    again = fatima.submit(fatima.get(f"/wachtlijst/nieuw?soort=ruimte&nummer=1.14&{TEN}"),
                          "/wachtlijst", asked)  # fmt: skip
    assert once.headers["location"] == twice.headers["location"] == again.headers["location"]


def test_an_offer_is_told_shown_and_taken_by_who_is_asked(
    browse: Browse, database: Database, settings: Settings, offered: str, now: datetime
) -> None:
    [letter] = [it for it in letters(database, settings, now) if it.recipient.startswith("fatima")]
    assert (
        letter.subject
        == "Er is een plek voor u vrij: De Beuk, Overleg, Eerste verdieping, di 24 mrt"
    )
    assert f"/wachtlijst/{offered}" in letter.text
    assert "09:30" in letter.text
    fatima = browse("fatima")
    for address in ("/vandaag", "/mijn-reserveringen", f"/wachtlijst/{offered}"):
        page = fatima.get(address)
        assert "Voor u vastgehouden tot 09:30" in page.text, address
    joost = browse("joost").get("/mijn-reserveringen").text
    assert "Wachtlijst" in joost
    assert "Fatima" not in joost

    answer = fatima.submit(page, f"/wachtlijst/{offered}/aanvaarding", {})
    assert answer.status_code == 303
    mine = fatima.get(answer.headers["location"])
    assert "Bevestigd" in mine.text
    assert "U hebt genomen wat we u aanboden" in fatima.get(f"/wachtlijst/{offered}").text


def test_an_offer_is_held_as_long_and_at_the_hours_that_els_set(
    browse: Browse, make: Make, database: Database, hall: TownHall, now: datetime
) -> None:
    """200 minutes between 12:00 and 15:00: all of today's three hours, and 20 of tomorrow's."""
    els, rules = browse("els"), "/beheer/huisregels/ruimtes"
    words = {True: "ja", False: "nee"}
    asked = {name: words[value] if isinstance(value, bool) else f"{value:g}"
             for name, value in as_filled_in(HouseRules()).items()}  # fmt: skip
    asked |= {"vanaf": "2026-03-23", "aanbod": "200", "aanbod_van": "12", "aanbod_tot": "15"}
    preview = els.get(f"{rules}/gevolg?{urlencode(asked)}")
    assert els.submit(preview, rules, {}).status_code == 303

    held = make("noor", "beuk", "14:00", "16:00", day=TUESDAY)
    wanted = Wanted(SpaceKind.ROOM, Needs(at(TUESDAY, "14:00", "16:00")), hall.spaces["beuk"])
    with database.writing() as session:
        uid = join(session, hall.act("fatima", now), wanted).uid
    noor = browse("noor")
    asking = noor.get(f"/reserveringen/{held}/annuleren")
    assert noor.submit(asking, f"/reserveringen/{held}/annulering", {}).status_code == 303

    page = browse("fatima").get(f"/wachtlijst/{uid}").text
    assert "Voor u vastgehouden tot dinsdag 24 maart 2026 12:20" in page


def test_no_thanks_asks_the_next(browse: Browse, offered: str) -> None:
    fatima = browse("fatima")
    page = fatima.get("/mijn-reserveringen")
    answer = fatima.submit(page, f"/wachtlijst/{offered}/afwijzing", {})
    assert answer.headers["location"] == "/mijn-reserveringen"
    assert "We vragen nu de volgende" in fatima.get("/mijn-reserveringen").text
    assert fatima.get(f"/wachtlijst/{offered}").status_code == 404
    assert "Vrij voor u: De Beuk" in browse("joost").get("/vandaag").text


def test_who_waits_can_leave(browse: Browse, make: Make) -> None:
    make("noor", "beuk", "10:00", "12:00", day=TUESDAY)
    fatima = browse("fatima")
    form = fatima.get(f"/wachtlijst/nieuw?soort=ruimte&nummer=1.14&{TEN}")
    asked = {"datum": "2026-03-24", "van": "10:00", "tot": "12:00", "waar": "deze"}
    here = fatima.submit(form, "/wachtlijst", asked).headers["location"]
    answer = fatima.submit(fatima.get(here), f"{here}/vertrek", {})
    assert "U staat niet meer op de wachtlijst" in fatima.get(answer.headers["location"]).text
    assert fatima.get(here).status_code == 404


def test_who_does_not_answer_is_told_and_can_join_again(
    browse: Browse, database: Database, settings: Settings, hall: TownHall, offered: str,
    now: datetime,
) -> None:  # fmt: skip
    letters(database, settings, now)
    late = now + timedelta(minutes=30)
    with database.writing() as session:
        offer = waiting_of(session, offered, hall.cast["fatima"]).offer
        assert offer is not None
        settle_one(session, offer.uid, at=late)
    told = letters(database, settings, late)
    assert [it.subject.partition(":")[0] for it in told if it.recipient.startswith("fatima")] == [
        "Er is een plek voor u vrij", "Uw aanbod is vervallen",
    ]  # fmt: skip
    page = browse("fatima").get(f"/wachtlijst/{offered}").text
    assert "u hebt niet op tijd geantwoord" in page
    assert "Zet mij weer op de lijst" in page


@pytest.mark.parametrize("name", ["joost", "bram", "els", "ravi"])
def test_what_another_waits_for_does_not_exist(browse: Browse, offered: str, name: str) -> None:
    browser = browse(name)
    assert browser.get(f"/wachtlijst/{offered}").status_code == 404
    form = browser.get("/wachtlijst/nieuw")
    for deed in ("aanvaarding", "afwijzing", "vertrek"):
        fields = dict(re.findall(r'name="(_csrf_token)" value="([^"]+)"', form.text))
        answer = browser.client.post(f"/wachtlijst/{offered}/{deed}", data=fields)
        assert answer.status_code == 404, deed


def test_els_reads_figures_without_names(browse: Browse, make: Make, offered: str) -> None:
    page = browse("els").get("/beheer").text
    assert "wachten op een plek" in page
    assert "dinsdag 24 maart" in page
    assert "Joost" not in page


def test_one_waits_for_an_hour_somewhere_and_for_desks_together(
    browse: Browse, make: Make, database: Database, settings: Settings, now: datetime
) -> None:
    held = make("noor", "beuk", "09:00", "12:00", day=TUESDAY)
    fatima, path = browse("fatima"), "/wachtlijst"
    form = fatima.get("/wachtlijst/nieuw?soort=ruimte&nummer=1.14&datum=2026-03-24")
    wish = {"soort": "ruimte", "nummer": "1.14", "waar": "deze", "datum": "2026-03-24",
            "van": "09:00", "tot": "12:00", "duur": "240", "personen": "4"}  # fmt: skip
    too_long = fatima.submit(form, path, wish)
    assert too_long.status_code == 422
    assert "Dat is langer dan de tijd ertussen" in too_long.text
    joined = fatima.submit(form, path, wish | {"duur": "60"}).headers["location"]
    for page in (joined, "/mijn-reserveringen"):
        assert "1 uur ergens tussen 09:00–12:00" in fatima.get(page).text

    noor = browse("noor")
    gone = noor.submit(noor.get(f"/reserveringen/{held}"), f"/reserveringen/{held}/annulering", {})
    assert gone.status_code == 303
    assert "24 maart 2026, 09:00–10:00" in fatima.get(joined).text
    told = [it for it in letters(database, settings, now) if it.recipient.startswith("fatima")]
    assert ["09:00–10:00" in it.text for it in told] == [True]

    desks = {"soort": "werkplek", "datum": "2026-03-24", "van": "09:00", "tot": "12:00",
             "personen": "7"}  # fmt: skip
    form = fatima.get("/wachtlijst/nieuw?soort=werkplek")
    assert "Geen plek heeft alle" in fatima.submit(form, path, desks).text
    only = fatima.submit(form, path, desks | {"nummer": "1.D01", "waar": "deze"})
    assert only.status_code == 422
    assert "onder alle werkplekken die passen" in only.text
