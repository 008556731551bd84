"""A partner whose requests are judged: Els says so, and its people read it before they ask."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from sqlmodel import select

from booking.foundation.database import Database
from booking.foundation.journal import JournalEntry
from booking.people.models import Partner
from booking.reservations.operations import cancel
from booking.reservations.queries import reservation_of
from booking.reservations.requests import Alternative, decline
from booking.reservations.values import Needs, ReservationState
from booking.reservations.waiting.operations import join
from booking.reservations.waiting.values import Wanted
from booking.spaces.codes import code_of_space
from booking.spaces.values import SpaceKind
from tests.interfaces.web.conftest import Browser, Make
from tests.interfaces.web.rooms import heading_of
from tests.interfaces.web.test_series import repeat, store
from tests.town_hall import TownHall, at, judge

Browse = Callable[[str | None], Browser]
TUESDAY = date(2026, 3, 24)
BEUK = "/ruimtes/1.14"
TEN = {"datum": "2026-03-24", "van": "10:00", "tot": "11:00", "personen": "4",
       "zichtbaarheid": "colleagues"}  # fmt: skip
BEFOREHAND = "Facilitair beslist over wat uw organisatie aanvraagt."
WITHIN = "U hebt dat binnen 16 uur, geteld in de uren dat het gebouw open is."

THEIRS = "Facilitair beslist over wat deze organisatie aanvraagt."
THEY_WITHIN = "Zij hebben dat binnen 16 uur, geteld in de uren dat het gebouw open is."


@pytest.fixture
def judged(database: Database, hall: TownHall, now: datetime) -> None:
    with database.writing() as session:
        judge(session, hall, now)


def state_of(database: Database, hall: TownHall, location: str) -> ReservationState:
    with database.reading() as session:
        return reservation_of(session, location.rsplit("/", 1)[1], hall.cast["els"]).state


def test_els_says_so_and_takes_it_back(browse: Browse, database: Database, hall: TownHall) -> None:
    ravi, els, here = (
        browse("ravi"),
        browse("els"),
        f"/beheer/partners/{hall.cast['ravi'].partner_id}",
    )
    room = f"{BEUK}?datum=2026-03-24"
    assert BEFOREHAND not in ravi.get(room).text
    form = {"naam": "Stichting Welzijn", "soort": "ketenpartner", "vanaf": "2020-01-01", "tot": ""}
    page = els.get(here)
    assert "Aanvragen van deze partner worden beoordeeld" in page.text
    assert els.submit(page, f"{here}/wijziging", {**form, "beoordeeld": "ja"}).status_code == 303
    assert 'name="beoordeeld" value="ja" checked' in els.get(here).text
    assert "Ketenpartner, aanvragen worden beoordeeld" in els.get("/beheer/partners").text
    assert BEFOREHAND in ravi.get(room).text, "from that moment on"
    assert els.submit(els.get(here), f"{here}/wijziging", form).status_code == 303
    assert BEFOREHAND not in ravi.get(room).text
    with database.reading() as session:
        changed = session.exec(select(JournalEntry).order_by(JournalEntry.number)).all()
        facts = [(e.before or {}, e.after or {}) for e in changed if e.action == "partner-changed"]
        assert not session.get_one(Partner, hall.cast["ravi"].partner_id).needs_approval
    assert [("approval" in was, "approval" in now) for was, now in facts] == [
        (False, True), (True, False),
    ]  # fmt: skip


@pytest.mark.usefixtures("judged")
def test_the_page_of_a_room_says_beforehand_that_they_ask(
    browse: Browse, database: Database, hall: TownHall
) -> None:
    for who, says in (("ravi", True), ("pia", False), ("fatima", False)):
        page = browse(who).get(f"{BEUK}?datum=2026-03-24").text
        assert [words in page for words in (BEFOREHAND, WITHIN)] == [says, says], who
    ravi = browse("ravi")
    answer = ravi.submit(ravi.get(f"{BEUK}?datum=2026-03-24"), f"{BEUK}/reserveringen", TEN)
    assert state_of(database, hall, answer.headers["location"]) is ReservationState.REQUESTED
    assert "Uw aanvraag is binnen." in ravi.get(answer.headers["location"]).text
    noor = browse("noor")
    form = TEN | {"voor": "ravi@voorbeeldstad.example", "van": "13:00", "tot": "14:00"}
    answer = noor.submit(noor.get(f"{BEUK}?datum=2026-03-24"), f"{BEUK}/reserveringen", form)
    assert "Uw aanvraag is binnen." in noor.get(answer.headers["location"]).text


@pytest.mark.usefixtures("judged")
def test_so_do_the_plan_of_a_series_the_form_of_a_change_and_the_card_at_the_door(
    browse: Browse, make: Make, hall: TownHall
) -> None:
    ravi = browse("ravi")
    plan = repeat(ravi)
    assert BEFOREHAND in plan.text
    assert "Uw aanvraag is binnen." in ravi.get(store(ravi, plan).headers["location"]).text
    assert BEFOREHAND not in repeat(browse("pia"), van="12:00", tot="13:00").text
    for who, says in (("ravi", True), ("pia", False)):
        held = make(who, "beuk", "15:00" if says else "16:00", "16:00" if says else "17:00")
        assert (BEFOREHAND in browse(who).get(f"/reserveringen/{held}/wijzigen").text) is says
        card = browse(who).get(f"/hier/{code_of_space(hall.spaces['beuk'])}").text
        assert ("Nu reserveren" in card, "Vraag de ruimte" in card) == (not says, says)


@pytest.mark.usefixtures("judged")
def test_who_asks_on_their_behalf_reads_that_it_is_about_the_partner(
    browse: Browse, make: Make
) -> None:
    noor, ravi, pia = browse("noor"), "ravi@voorbeeldstad.example", "pia@voorbeeldstad.example"
    plan = repeat(noor, voor=ravi)
    assert THEIRS in plan.text
    assert THEY_WITHIN in plan.text
    assert BEFOREHAND not in plan.text
    assert "Uw aanvraag is binnen." in noor.get(store(noor, plan).headers["location"]).text
    plan = repeat(noor, voor=pia, van="12:00", tot="13:00")
    assert THEIRS not in plan.text
    assert "Uw aanvraag is binnen." not in noor.get(store(noor, plan).headers["location"]).text

    held = make("ravi", "beuk", "15:00", "16:00")
    form = noor.get(f"/reserveringen/{held}/wijzigen").text
    assert THEIRS in form
    assert "over deze ruimte" not in form
    assert THEIRS not in browse("els").get(f"/reserveringen/{held}/wijzigen").text, "she decides"


@pytest.mark.usefixtures("judged")
def test_an_offer_and_an_option_are_asked_for(
    browse: Browse, make: Make, database: Database, hall: TownHall, now: datetime
) -> None:
    held = make("noor", "beuk", "10:00", "11:00", day=TUESDAY)
    wanted = Wanted(SpaceKind.ROOM, Needs(at(TUESDAY, "10:00", "11:00")), hall.spaces["beuk"])
    with database.writing() as session:
        uid = join(session, hall.act("ravi", now), wanted).uid
        cancel(session, hall.act("noor", now), held)
    ravi = browse("ravi")
    page = ravi.get(f"/wachtlijst/{uid}")
    assert BEFOREHAND in page.text
    assert "Deze ruimte aanvragen" in page.text
    taken = ravi.submit(page, f"/wachtlijst/{uid}/aanvaarding", {})
    assert state_of(database, hall, taken.headers["location"]) is ReservationState.REQUESTED

    form = TEN | {"van": "13:00", "tot": "14:00", "optie": "ja"}
    option = ravi.submit(ravi.get(f"{BEUK}?datum=2026-03-24"), f"{BEUK}/reserveringen", form)
    here = option.headers["location"]
    page = ravi.get(here)
    assert "Bevestigen en aanvragen" in page.text
    ravi.submit(page, f"{here}/bevestiging", {})
    assert state_of(database, hall, here) is ReservationState.REQUESTED


def test_what_is_too_soon_to_answer_is_not_offered_to_them_from_that_moment_on(
    browse: Browse, database: Database, hall: TownHall, now: datetime
) -> None:
    search = "/ruimtes?datum=2026-03-23&van=09:00&tot=10:00&personen=2"

    before = heading_of(browse("ravi").get(search))
    with database.writing() as session:
        judge(session, hall, now)
    after = {who: heading_of(browse(who).get(search)) for who in ("ravi", "pia")}
    assert after["pia"] == before
    assert after["ravi"] != before


@pytest.mark.usefixtures("judged")
def test_what_they_would_have_to_ask_again_is_not_given_back_in_one_tap(
    browse: Browse, make: Make
) -> None:
    for who, begin in (("ravi", "10:00"), ("pia", "11:00")):
        held = make(who, "beuk", begin, f"{begin[:2]}:30", day=TUESDAY)
        mine = browse(who).get("/mijn-reserveringen").text
        assert (f"{held}/annulering" in mine) is (who == "pia")
        away = browse(who).get("/mijn-reserveringen/vakantie?van=2026-03-23&tot=2026-03-25").text
        assert ("U zou deze opnieuw moeten aanvragen." in away) is (who == "ravi")


@pytest.mark.usefixtures("judged")
def test_what_is_offered_instead_is_asked_for_too(
    browse: Browse, make: Make, database: Database, hall: TownHall, now: datetime
) -> None:
    held = make("ravi", "beuk", "10:00", "11:00", day=TUESDAY)
    instead = Alternative(hall.spaces["beuk"], at(TUESDAY, "14:00", "15:00"))
    with database.writing() as session:
        decline(session, hall.act("els", now), held, rev=1, reason="Vol", alternative=instead)
    ravi = browse("ravi")
    page = ravi.get(f"/reserveringen/{held}")
    assert "Vraag deze aan" in page.text
    taken = ravi.submit(page, f"{BEUK}/reserveringen", {})
    assert state_of(database, hall, taken.headers["location"]) is ReservationState.REQUESTED
