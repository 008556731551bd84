"""Cancelling in one tap where it can be undone in one, and the same once more on another day."""

import re
from collections.abc import Callable
from datetime import date
from html import unescape

import pytest

from booking.foundation.database import Database
from booking.reservations.operations import cancel
from booking.reservations.queries import reservation_of
from booking.reservations.values import Visibility
from tests.interfaces.web.conftest import Browser, Make
from tests.town_hall import TownHall

Browse = Callable[..., Browser]
TUESDAY, LAST_FRIDAY = date(2026, 3, 24), date(2026, 3, 20)


def copy(browser: Browser, uid: str) -> str:
    """Where the copy of this reservation is made."""
    return unescape(browser.get(f"/reserveringen/{uid}/kopie").headers["location"])


def test_one_tap_on_the_list_cancels_what_is_mine(
    browse: Browse, make: Make, database: Database, hall: TownHall
) -> None:
    uid = make("fatima", "beuk", "10:00", "11:00")
    fatima = browse("fatima")
    page = fatima.get("/mijn-reserveringen").text
    assert f'form="at-once" formaction="/reserveringen/{uid}/annulering"' in page
    shared_form = page.split('<form id="at-once" method="post" hidden>')[1].split("</form>")[0]
    token = re.findall(r'name="_csrf_token" value="([^"]+)"', shared_form)

    answer = fatima.post_bare(f"/reserveringen/{uid}/annulering", {"_csrf_token": token[0]})

    assert answer.headers["location"] == f"/reserveringen/{uid}"
    with database.reading() as session:
        assert reservation_of(session, uid, hall.cast["els"]).state == "cancelled"
    assert "Opnieuw reserveren" in fatima.get(f"/reserveringen/{uid}").text


def test_what_others_decide_on_is_cancelled_after_a_question(browse: Browse, make: Make) -> None:
    uid = make("fatima", "raadzaal", "10:00", "11:00", day=TUESDAY)
    fatima = browse("fatima")
    for page in ("/mijn-reserveringen", f"/reserveringen/{uid}"):
        shown = fatima.get(page).text
        assert f'href="/reserveringen/{uid}/annuleren"' in shown
        assert f'action="/reserveringen/{uid}/annulering"' not in shown


def test_a_room_is_copied_with_everything_that_was_written(browse: Browse, make: Make) -> None:
    uid = make("fatima", "beuk", "10:00", "11:30", title="Teamoverleg", attendee_count=6,
               note="Graag koffie", visibility=Visibility.PRIVATE)  # fmt: skip
    fatima = browse("fatima")

    form = fatima.get(copy(fatima, uid)).text

    for field, value in (("datum", "2026-03-30"), ("personen", "6"), ("onderwerp", "Teamoverleg")):
        assert re.search(rf'name="{field}" value="{value}"', form), field
    assert '<option value="10:00" selected>' in form
    assert '<option value="11:30" selected>' in form
    assert 'value="private" checked' in form
    assert "Graag koffie" in form


def test_what_was_cancelled_is_had_again_on_the_same_day(
    browse: Browse, make: Make, database: Database, hall: TownHall, now: object
) -> None:
    uid = make("fatima", "D1", "10:00", "12:00", day=TUESDAY)
    with database.writing() as session:
        cancel(session, hall.act("fatima", now), uid)  # type: ignore[arg-type]
    fatima = browse("fatima")

    address = copy(fatima, uid)

    assert address == "/werkplek/1.D01?datum=2026-03-24&van=10%3A00&tot=12%3A00&dagdeel=uren"
    answer = fatima.submit(fatima.get(address), "/werkplek/1.D01/reserveringen",
                           {"datum": "2026-03-24", "dagdeel": "uren", "van": "10:00",
                            "tot": "12:00"})  # fmt: skip
    assert answer.status_code == 303


@pytest.mark.parametrize(("owner", "other"), [("fatima", "bram"), ("ravi", "pia")])
def test_nobody_copies_what_they_may_not_see(
    browse: Browse, make: Make, owner: str, other: str
) -> None:
    uid = make(owner, "beuk", "10:00", "11:00", title="Geheim")
    stranger = browse(other)

    assert stranger.get(f"/reserveringen/{uid}/kopie").status_code == 404
    stolen = stranger.get(f"/ruimtes/1.14?datum=2026-03-30&kopie={uid}")
    assert stolen.status_code == 404
    assert "Geheim" not in stolen.text


def test_who_may_see_it_but_not_its_title_copies_no_title(browse: Browse, make: Make) -> None:
    uid = make("fatima", "beuk", "10:00", "11:00", title="Geheim", visibility=Visibility.PRIVATE)
    noor = browse("noor")
    assert "Geheim" not in noor.get(copy(noor, uid)).text
