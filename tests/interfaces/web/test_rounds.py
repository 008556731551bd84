"""Noor walks through the house with a phone, and says zone by zone what is in use."""

import re
from collections.abc import Callable

import pytest
from httpx import Response

from booking.foundation.database import Database
from booking.occupancy.rounds.queries import open_rounds, sights_of
from booking.occupancy.rounds.values import Seen
from tests.interfaces.web.conftest import Browser
from tests.town_hall import TownHall

Browse = Callable[[str | None], Browser]
HERE = "/beheer/telrondes"


def started(browser: Browser) -> str:
    """The address of a round that begins now."""
    answer = browser.submit(browser.get(HERE), f"{HERE}/start", {})
    assert answer.status_code == 303
    return str(answer.headers["location"])


def seen_in(database: Database, round_id: int = 1) -> dict[int, tuple[Seen, int]]:
    with database.reading() as session:
        found = sights_of(session, round_id)
    return {number: (sight.seen, sight.person_count) for number, sight in found.items()}


def zones_of(page: Response) -> list[str]:
    return re.findall(r'href="(/beheer/telrondes/\d+/zones/\d+)"', page.text)


def test_a_round_is_walked_zone_by_zone_and_finished(
    browse: Browse, database: Database, hall: TownHall
) -> None:
    noor = browse("noor")
    address = started(noor)
    zones = zones_of(noor.get(address))
    assert zones[0].endswith(f"/{hall.zones['plein']}")  # the ground floor comes first
    team, meeting = (f"{address}/zones/{hall.zones[it]}" for it in ("team", "overleg"))
    desks = [hall.spaces[f"D{n}"] for n in (1, 2)]
    page = noor.get(team)
    assert 'value="09:00"' in page.text
    fields = {f"plek-{desks[0]}": "gebruikt", f"plek-{desks[1]}": "verlaten",
              "tijd": "08:55", "rest": "leeg"}  # fmt: skip
    sent = noor.submit(page, team, fields)
    assert sent.status_code == 303
    assert sent.headers["location"] in zones  # on to one where nothing was counted
    again = noor.submit(page, team, {**fields, f"plek-{desks[0]}": "leeg"})  # the same form twice
    assert again.status_code == 303
    found = seen_in(database)
    assert [found[it] for it in desks] == [(Seen.USED, 1), (Seen.VACANT, 0)]
    assert len(found) == 4  # the other two desks were empty
    beuk, part = hall.spaces["beuk"], hall.spaces["linde_a"]
    noor.submit(noor.get(meeting), meeting,
                {f"mensen-{beuk}": "5", f"verlaten-{part}": "ja", "tijd": "9:00"})  # fmt: skip
    assert seen_in(database)[beuk] == (Seen.USED, 5)
    assert seen_in(database)[part] == (Seen.VACANT, 0)
    assert hall.spaces["linde_b"] not in seen_in(database)  # nothing was said of it
    assert "checked" in noor.get(team).text
    finish = noor.submit(noor.get(address), f"{address}/einde", {})
    assert finish.headers["location"] == HERE
    assert noor.get(team).status_code == 404
    assert "6 plekken" in noor.get(address).text


def test_what_makes_no_sense_is_said_and_nothing_is_lost(
    browse: Browse, database: Database, hall: TownHall
) -> None:
    noor = browse("noor")
    address = started(noor)
    zone = f"{address}/zones/{hall.zones['overleg']}"
    beuk, part = hall.spaces["beuk"], hall.spaces["linde_a"]
    fields = {f"mensen-{beuk}": "veel", f"mensen-{part}": "3", "tijd": "9:00"}
    wrong = noor.submit(noor.get(zone), zone, fields)
    assert wrong.status_code == 422
    assert f'id="mensen-{beuk}-error"' in wrong.text
    assert 'value="veel"' in wrong.text
    assert 'value="3"' in wrong.text
    late = noor.submit(noor.get(zone), zone, {f"mensen-{beuk}": "2", "tijd": "17:00"})
    assert late.status_code == 422
    assert 'id="tijd-error"' in late.text
    assert seen_in(database) == {}


def test_a_round_is_planned_and_dropped(browse: Browse, database: Database) -> None:
    els = browse("els")
    plan = {"datum": "2026-03-24", "tijd": "10:00"}
    assert els.submit(els.get(HERE), HERE, plan).status_code == 303
    listed = els.get(HERE)
    assert "gepland" in listed.text
    past = els.submit(listed, HERE, {"datum": "2026-03-20", "tijd": "10:00"})
    assert past.status_code == 422
    assert 'id="tijd-error"' in past.text
    els.submit(listed, f"{HERE}/1/verwijdering", {})
    with database.reading() as session:
        assert open_rounds(session) == []


def test_others_do_not_find_it(browse: Browse) -> None:
    started(browse("noor"))
    for name in ("bram", "samir", "ravi"):
        assert browse(name).get(f"{HERE}/1").status_code == 404
        assert browse(name).get(HERE).status_code == 404
    assert browse("noor").get("/bezetting/telrondes").status_code == 404
    assert "/bezetting/telrondes" not in browse("noor").get(HERE).text
    assert "/bezetting/telrondes" in browse("els").get(HERE).text


@pytest.mark.parametrize("building", ["7" * 25, "0"])
def test_a_building_with_no_such_number_is_asked_again(browse: Browse, building: str) -> None:
    els = browse("els")
    days = {"datum": "2026-03-24", "tijd": "10:00", "gebouw": building}
    assert els.submit(els.get(HERE), HERE, days).status_code == 422
    start = els.submit(els.get(HERE), f"{HERE}/start", {"gebouw": building})
    assert start.status_code == 422


@pytest.mark.parametrize("people", ["000000000" + "9" * 25, "0" * 5000, "1000", "-1"])
def test_more_people_than_a_house_holds_are_asked_again(
    browse: Browse, hall: TownHall, people: str
) -> None:
    noor = browse("noor")
    zone = f"{started(noor)}/zones/{hall.zones['overleg']}"
    fields = {f"mensen-{hall.spaces['beuk']}": people, "tijd": "9:00"}
    assert noor.submit(noor.get(zone), zone, fields).status_code == 422
