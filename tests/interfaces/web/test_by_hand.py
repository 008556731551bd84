"""What one tries first by hand: back to back, parts and wholes, buffers, one date of a series."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from httpx import Response
from sqlmodel import select

from booking.foundation.database import Database
from booking.foundation.local_time import to_local
from booking.reservations.models import Claim, Reservation
from booking.reservations.values import ReservationState
from tests.conftest import database_url  # noqa: F401 -- what holds is what the database refuses
from tests.interfaces.web.conftest import Browser
from tests.town_hall import TownHall

Browse = Callable[[str | None], Browser]
DAY = "2026-03-24"
WEEKLY: dict[str, Any] = {
    "datum": DAY, "van": "10:00", "tot": "11:00", "personen": "4", "onderwerp": "Overleg",
    "zichtbaarheid": "colleagues", "herhaal": "week", "elke": "1", "dag": "1", "eind": "keer",
    "keer": "6",
}  # fmt: skip


def room(browser: Browser, number: str, begin: str, until: str) -> int:
    """The status of reserving this room by its form."""
    page = browser.get(f"/ruimtes/{number}?datum={DAY}")
    asked = {"datum": DAY, "van": begin, "tot": until, "personen": "4",
             "zichtbaarheid": "colleagues"}  # fmt: skip
    return browser.submit(page, f"/ruimtes/{number}/reserveringen", asked).status_code


@pytest.mark.parametrize(
    ("begin", "until", "status"),
    [("09:00", "10:00", 303), ("11:00", "12:00", 303),  # back to back
     ("10:00", "11:00", 422), ("10:15", "10:45", 422), ("09:00", "12:00", 422),
     ("09:00", "10:15", 422), ("10:45", "12:00", 422)],
)  # fmt: skip
def test_what_touches_is_granted_and_what_overlaps_is_not(
    browse: Browse, begin: str, until: str, status: int
) -> None:
    assert room(browse("fatima"), "1.14", "10:00", "11:00") == 303
    assert room(browse("joost"), "1.14", begin, until) == status


def space_form(els: Browser, hall: TownHall, name: str, **changed: Any) -> Response:
    """Els saves the form of this room as it stands, with ``changed``."""
    here = f"/beheer/plekken/{hall.spaces[name]}"
    page = els.get(here)
    values = dict(re.findall(r'name="(nummer|naam|plaatsen|vanaf)" value="([^"]*)"', page.text))
    fields = values | {"zone": hall.zones["overleg"], "stap": "15"} | changed
    return els.submit(page, f"{here}/wijziging", fields)


def test_a_part_with_time_to_clear_keeps_the_whole_waiting(browse: Browse, hall: TownHall) -> None:
    els, fatima, joost = browse("els"), browse("fatima"), browse("joost")
    assert space_form(els, hall, "linde_a", achteraf="30").status_code == 303
    assert room(fatima, "1.12A", "09:00", "10:00") == 303
    assert room(joost, "1.12", "10:15", "11:15") == 422
    assert room(joost, "1.12B", "10:15", "10:30") == 303  # the other part is another room
    assert room(joost, "1.12", "10:30", "11:30") == 303
    assert room(fatima, "1.12A", "11:00", "12:00") == 422  # the whole has its parts


def test_other_minutes_reach_what_is_reserved_after_els_saw_what_has_no_room(
    browse: Browse, database: Database, hall: TownHall
) -> None:
    els, fatima, joost = browse("els"), browse("fatima"), browse("joost")
    for begin, until in (("09:00", "10:00"), ("10:00", "11:00"), ("13:00", "14:00")):
        assert room(fatima, "1.14", begin, until) == 303

    asked = space_form(els, hall, "beuk", achteraf="30")

    assert asked.status_code == 409
    assert "1 reservering heeft geen ruimte voor deze minuten" in asked.text
    assert "09:00–10:00" in asked.text
    assert "13:00–14:00" not in asked.text
    assert lengths(database) == [60, 60, 60]
    [seen] = re.findall(r'name="krap" value="([^"]+)"', asked.text)
    assert space_form(els, hall, "beuk", achteraf="30", krap="something else").status_code == 409
    assert space_form(els, hall, "beuk", achteraf="30", krap=seen).status_code == 303
    assert lengths(database) == [60, 90, 90]
    assert room(joost, "1.14", "14:15", "15:00") == 422
    assert room(joost, "1.14", "14:30", "15:00") == 303


def lengths(database: Database) -> list[int]:
    with database.reading() as session:
        return [claim.e - claim.s for claim in session.exec(select(Claim).order_by("s"))]


def kept(page: Response, action: str) -> dict[str, Any]:
    """The hidden fields of a form, those that stand there several times too."""
    form = page.text[page.text.index(f'action="{action}"') :]
    found: dict[str, Any] = {}
    for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form):
        found[name] = [found[name], value] if name in found else value
    return found


def dates(database: Database) -> list[str]:
    with database.reading() as session:
        rows = session.exec(select(Reservation).order_by("recurrence_at")).all()
    return [f"{to_local(row.starts_at):%d %H:%M} {row.title}" for row in rows
            if row.state is ReservationState.CONFIRMED]  # fmt: skip


def test_delete_the_third_move_the_fifth_and_rename_the_rest(
    browse: Browse, database: Database
) -> None:
    fatima, plan_at = browse("fatima"), "/ruimtes/1.14/reeksen/plan"
    page = fatima.get(f"/ruimtes/1.14?datum={DAY}")
    once = {name: WEEKLY[name] for name in
            ("datum", "van", "tot", "personen", "onderwerp", "zichtbaarheid")}  # fmt: skip
    form = fatima.submit(page, "/ruimtes/1.14/reserveringen", once | {"herhalen": "ja"})
    plan = fatima.submit(form, plan_at, WEEKLY)
    start = "/ruimtes/1.14/reeksen"
    series = fatima.post_bare(start, kept(plan, start)).headers["location"]
    links = re.findall(r'href="(/reserveringen/[^"]+)">di', fatima.get(series).text)
    assert len(links) == 6

    sure = fatima.get(f"{links[2]}/annuleren")
    assert fatima.submit(sure, f"{links[2]}/annulering", {}).status_code == 303
    change = fatima.get(f"{links[4]}/wijzigen")
    moved = fatima.submit(change, f"{links[4]}/wijziging", {
        "datum": "2026-04-22", "van": "13:00", "tot": "14:00", "plek": "1.14", "aantal": "4",
        "titel": "Overleg", "zichtbaarheid": "colleagues",
    })  # fmt: skip
    assert moved.status_code == 303, moved.text
    form = fatima.get(f"{series}/wijzigen")
    renamed = {name: value for name, value in WEEKLY.items() if name != "datum"}
    renamed |= {"plek": "1.14", "onderwerp": "Weekstart"}
    plan = fatima.submit(form, f"{series}/plan", renamed)
    stored = fatima.post_bare(f"{series}/wijziging", kept(plan, f"{series}/wijziging"))
    assert stored.status_code == 303, stored.text

    first = date.fromisoformat(DAY)
    tuesdays = [first + n * timedelta(weeks=1) for n in (0, 1, 3, 5)]
    expected = [f"{day:%d} 10:00 Weekstart" for day in tuesdays]
    assert dates(database) == [*expected[:3], "22 13:00 Weekstart", expected[3]]
