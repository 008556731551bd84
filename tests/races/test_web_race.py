"""Fifty people press the same button at once, over real HTTP, at two servers on one database."""

import time
from collections import Counter
from datetime import date
from functools import partial
from pathlib import Path

import httpx
import pytest
from sqlmodel import select

from booking.foundation.database import Database
from booking.reservations.models import Reservation
from tests.races.inspection import doubles, expected_claims, stored_claims
from tests.races.servers import Visitor, coming_monday, people_of, serving, visiting
from tests.together import all_at_once
from tests.town_hall import TownHall

pytestmark = pytest.mark.slow
PEOPLE, ROUNDS = 50, 4
ROOM = "1.14"
REFUSED = {409, 422}


def test_of_fifty_who_press_at_once_one_gets_the_room(
    database: Database, hall: TownHall, tmp_path: Path
) -> None:
    tokens = people_of(database, PEOPLE)
    day, took, seen = coming_monday(), 0.0, Counter[int]()
    url = database.url.render_as_string(hide_password=False)
    with serving(url, tmp_path, count=2) as servers, visiting(servers, tokens) as people:
        for turn in range(ROUNDS):
            all_at_once(people, lambda person: person.look(ROOM))
            begun = time.monotonic()
            answers = all_at_once(people, partial(press, day, turn))
            took += time.monotonic() - begun
            statuses = Counter(answer.status_code for answer in answers)
            seen += statuses
            assert statuses[303] == 1, statuses
            assert sum(statuses[status] for status in REFUSED) == PEOPLE - 1, statuses
            [winner] = [answer for answer in answers if answer.status_code == 303]
            with database.reading() as session:
                uids = list(session.exec(select(Reservation.uid)))
            assert len(uids) == turn + 1
            assert winner.headers["location"].removeprefix("/reserveringen/") in uids
    print(f"\n{database.url.get_backend_name()}: {dict(seen)}, {sum(seen.values()) / took:.0f}/s")  # noqa: T201
    assert doubles(database) == []
    with database.reading() as session:
        assert stored_claims(session) == expected_claims(session)


def press(day: date, turn: int, person: Visitor) -> httpx.Response:
    """Ask for the half hour of this turn."""
    begin, until = (f"{8 + n // 2:02}:{30 * (n % 2):02}" for n in (turn, turn + 1))
    return person.reserve(ROOM, day.isoformat(), begin, until)


def test_pressing_twice_at_once_is_pressing_once(
    database: Database, hall: TownHall, tmp_path: Path
) -> None:
    """The same form, sent four times at the same moment: one reservation, four times the same."""
    [token] = people_of(database, 1)
    day = coming_monday()
    url = database.url.render_as_string(hide_password=False)
    with serving(url, tmp_path, count=2) as servers:
        for turn in range(4):
            with visiting(servers, [token] * 4) as clicks:
                clicks[0].look(ROOM)
                for click in clicks[1:]:
                    click.client.cookies.update(clicks[0].client.cookies)
                    click.forms[ROOM] = clicks[0].forms[ROOM]
                answers = all_at_once(clicks, partial(press, day, turn))
                assert [answer.status_code for answer in answers] == [303] * 4
                assert len({answer.headers["location"] for answer in answers}) == 1
    with database.reading() as session:
        assert len(session.exec(select(Reservation)).all()) == 4
