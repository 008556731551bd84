"""The assistant: what becomes of reservations in the way of a closure, chosen on one page."""

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from urllib.parse import urlencode

import pytest
from httpx import Response
from sqlmodel import select

from booking.foundation.database import Database
from booking.reservations.models import Reservation
from booking.reservations.operations import cancel
from booking.reservations.queries import space_ids_of
from booking.reservations.values import ReservationState
from booking.spaces.models import Closure, OpeningException
from tests.conftest import database_url  # noqa: F401 -- on both engines
from tests.interfaces.web.conftest import Browser, Make
from tests.town_hall import TownHall, at

HERE = "/beheer/sluitingen"
DAY = date(2026, 3, 24)
Browse = Callable[[str | None], Browser]


def closing(hall: TownHall, where: str = "") -> dict[str, str]:
    return {"waar": where or f"plek-{hall.spaces['linde_a']}", "soort": "closure",
            "reden": "nieuwe vloer", "begin_datum": DAY.isoformat(),
            "eind_datum": DAY.isoformat()}  # fmt: skip


def foreseen(browser: Browser, hall: TownHall, **more: str) -> Response:
    return browser.get(f"{HERE}/gevolg?{urlencode({**closing(hall), **more})}")


def spaces_of(database: Database, uid: str) -> tuple[ReservationState, list[int]]:
    with database.reading() as session:
        row = session.exec(select(Reservation).where(Reservation.uid == uid)).one()
        return row.state, space_ids_of(session, [row.id or 0])[row.id or 0]


@pytest.mark.parametrize(
    ("bulk", "state", "space"),
    [("move-or-keep", "confirmed", "linde_b"), ("move-or-cancel", "confirmed", "linde_b"),
     ("cancel", "cancelled", "linde_a"), ("keep", "confirmed", "linde_a")],
)  # fmt: skip
def test_all_at_once(
    browse: Browse, hall: TownHall, make: Make, database: Database, bulk: str, state: str,
    space: str,
) -> None:  # fmt: skip
    uid = make("joost", "linde_a", "10:00", "11:00", day=DAY, title="Overleg", attendee_count=5)
    els = browse("els")
    page = foreseen(els, hall)
    assert "De Linde B, Overleg, Eerste verdieping" in page.text
    answer = els.submit(page, f"{HERE}/nieuw", {"wijze": bulk})
    assert answer.headers["location"] == HERE
    assert spaces_of(database, uid) == (state, [hall.spaces[space]])
    history = els.get(f"/reserveringen/{uid}").text
    if (state, space) != ("confirmed", "linde_a"):
        assert "Els van Dijk" in history
        assert "Joost de Vries" in history


def test_one_by_one(browse: Browse, hall: TownHall, make: Make, database: Database) -> None:
    first = make("joost", "linde_a", "10:00", "11:00", day=DAY)
    second = make("fatima", "linde_a", "13:00", "14:00", day=DAY)
    els = browse("els")
    page = foreseen(els, hall)
    fields = re.findall(r'<select[^>]* name="(rij-\d+)"', page.text)
    assert len(fields) == 2
    els.submit(page, f"{HERE}/nieuw", {"wijze": "move-or-keep", fields[1]: "cancel"})
    assert spaces_of(database, first) == ("confirmed", [hall.spaces["linde_b"]])
    assert spaces_of(database, second)[0] is ReservationState.CANCELLED


def test_when_the_plan_changed_it_is_shown_anew_and_no_choice_is_lost(
    browse: Browse, hall: TownHall, make: Make, database: Database
) -> None:
    uid = make("joost", "linde_a", "10:00", "11:00", day=DAY, title="Overleg")
    make("fatima", "linde_a", "13:00", "14:00", day=DAY, title="Tweede")
    els = browse("els")
    page = foreseen(els, hall)
    fields = re.findall(r'<select[^>]* name="(rij-\d+)"', page.text)
    make("bram", "linde_b", "10:30", "11:30", day=DAY)
    again = els.submit(page, f"{HERE}/nieuw", {"wijze": "move-or-cancel", fields[1]: "keep"})

    assert again.status_code == 409
    assert "Er is niets opgeslagen" in again.text
    assert 'value="move-or-cancel" checked' in again.text
    assert '<option value="keep" selected>' in again.text
    assert "De Beuk" in again.text
    assert "nieuwe vloer" in unescape(again.text)
    with database.reading() as session:
        assert session.exec(select(Closure)).all() == []
    answer = els.submit(again, f"{HERE}/nieuw", {"wijze": "move-or-cancel", fields[1]: "keep"})
    assert answer.status_code == 303
    assert spaces_of(database, uid) == ("confirmed", [hall.spaces["beuk"]])


def test_a_form_that_never_showed_the_plan_stores_nothing(
    browse: Browse, hall: TownHall, make: Make, database: Database
) -> None:
    els = browse("els")
    page = foreseen(els, hall)  # nothing in the way yet
    make("joost", "linde_a", "10:00", "11:00", day=DAY, title="Overleg")
    answer = els.submit(page, f"{HERE}/nieuw", {"wijze": "cancel"})
    assert answer.status_code == 409
    assert "Overleg" in answer.text
    with database.reading() as session:
        assert session.exec(select(Closure)).all() == []


def test_who_gave_it_back_meanwhile_stops_nothing(
    browse: Browse, hall: TownHall, make: Make, database: Database, now: object
) -> None:
    uid = make("joost", "linde_a", "10:00", "11:00", day=DAY)
    els = browse("els")
    page = foreseen(els, hall)
    with database.writing() as session:
        cancel(session, hall.act("joost", at(DAY, "08:00", "09:00").starts_at), uid)
    assert els.submit(page, f"{HERE}/nieuw", {"wijze": "move-or-keep"}).status_code == 303


def test_the_plan_can_be_printed_and_does_nothing(
    browse: Browse, hall: TownHall, make: Make, database: Database
) -> None:
    make("joost", "linde_a", "10:00", "11:00", day=DAY, title="Overleg")
    page = foreseen(browse("els"), hall, lijst="ja")
    assert "Wat er zou gebeuren" in page.text
    assert "Overleg" in page.text
    assert "De Linde B" in page.text
    with database.reading() as session:
        assert session.exec(select(Closure)).all() == []


def test_a_day_with_other_hours_goes_through_the_same_assistant(
    browse: Browse, hall: TownHall, make: Make, database: Database
) -> None:
    uid = make("joost", "linde_a", "16:00", "17:00", day=DAY, title="Overleg")
    fields = {"gebouw": hall.building, "datum": DAY.isoformat(), "naam": "Borrel",
              "open": "anders", "van": "08:00", "tot": "16:00"}  # fmt: skip
    els = browse("els")
    page = els.get(f"/beheer/openingstijden/dag/gevolg?{urlencode(fields)}")
    assert "Op dezelfde tijd is er geen plek." in page.text
    [field] = re.findall(r'<select[^>]* name="(rij-\d+)"', page.text)
    answer = els.submit(page, "/beheer/openingstijden/dag", {"wijze": "keep", field: "move"})
    assert answer.status_code == 303
    with database.reading() as session:
        row = session.exec(select(Reservation).where(Reservation.uid == uid)).one()
        assert len(session.exec(select(OpeningException)).all()) == 1
    assert row.period == at(DAY, "15:00", "16:00")


@pytest.mark.parametrize("name", ["bram", "noor", "samir", "ravi"])
def test_others_do_not_find_it(browse: Browse, hall: TownHall, name: str) -> None:
    browser = browse(name)
    assert foreseen(browser, hall).status_code == 404
    assert foreseen(browser, hall, lijst="ja").status_code == 404


def test_when_the_whole_building_closes_nobody_is_offered_another_place(
    browse: Browse, hall: TownHall, make: Make, database: Database
) -> None:
    uid = make("joost", "linde_a", "10:00", "11:00", day=DAY, title="Overleg")
    els = browse("els")
    page = foreseen(els, hall, waar=f"gebouw-{hall.building}")
    assert "Voor geen ervan is een gelijke plek vrij." in page.text
    assert set(re.findall(r'name="wijze" value="([^"]*)"', page.text)) == {"cancel", "keep"}
    assert re.search(r'value="keep" checked', page.text)
    els.submit(page, f"{HERE}/nieuw", {"wijze": "keep"})
    assert spaces_of(database, uid) == ("confirmed", [hall.spaces["linde_a"]])


def rehouse_from(els: Browser, page: Response, action: str, **choice: str) -> Response:
    assert "De Linde B" in page.text
    return els.submit(page, action, {"wijze": "move-or-keep", **choice})


def test_a_space_that_goes_out_of_use_goes_through_the_same_assistant(
    browse: Browse, hall: TownHall, make: Make, database: Database
) -> None:
    uid = make("joost", "linde_a", "10:00", "11:00", day=DAY, attendee_count=5)
    here = f"/beheer/plekken/{hall.spaces['linde_a']}"
    els = browse("els")
    page = els.get(f"{here}/einde?dag={DAY}")
    assert rehouse_from(els, page, f"{here}/einde").headers["location"] == here
    assert spaces_of(database, uid) == ("confirmed", [hall.spaces["linde_b"]])
    again = els.get(f"{here}/einde?dag={DAY}")
    assert "Alle reserveringen passen nog" in again.text


def test_a_retiring_that_was_seen_otherwise_stores_nothing(
    browse: Browse, hall: TownHall, make: Make, database: Database
) -> None:
    here = f"/beheer/plekken/{hall.spaces['linde_a']}"
    els = browse("els")
    page = els.get(f"{here}/einde?dag={DAY}")
    uid = make("joost", "linde_a", "10:00", "11:00", day=DAY, attendee_count=5)
    answer = els.submit(page, f"{here}/einde", {"wijze": "move-or-keep"})
    assert answer.status_code == 409
    assert "Er is niets opgeslagen" in answer.text
    assert rehouse_from(els, answer, f"{here}/einde").is_redirect
    assert spaces_of(database, uid) == ("confirmed", [hall.spaces["linde_b"]])


def test_what_no_longer_fits_is_moved_from_its_page(
    browse: Browse, hall: TownHall, make: Make, database: Database
) -> None:
    uids = [make("joost", "linde_a", begin, end, day=DAY) for begin, end in
            (("10:00", "11:00"), ("13:00", "14:00"))]  # fmt: skip
    els = browse("els")
    els.submit(foreseen(els, hall), f"{HERE}/nieuw", {"wijze": "keep"})
    clashes = "/beheer/knelpunten"
    listed = els.get(clashes).text
    moving = f"{clashes}/verplaatsing"
    assert f'href="{moving}"' in listed
    assert moving not in browse("noor").get(clashes).text
    assert browse("noor").get(moving).status_code == 404
    page = els.get(moving)
    with database.writing() as session:
        cancel(session, hall.act("joost", at(DAY, "08:00", "09:00").starts_at), uids[1])
    answer = rehouse_from(els, page, moving)  # one less than was seen: no harm
    assert answer.headers["location"] == clashes
    assert spaces_of(database, uids[0]) == ("confirmed", [hall.spaces["linde_b"]])
    assert "Elke reservering past" in els.get(clashes).text
    assert els.get(moving).headers["location"] == clashes
