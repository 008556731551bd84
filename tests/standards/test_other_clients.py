"""A calendar program that is not ours follows a calendar of ours, over a real connection."""

import gzip
import http.client
from datetime import date, datetime, time, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlmodel import Session

from booking.calendars.addresses import Shared, name_of, open_feed, open_shared_feed, revoke_feed
from booking.calendars.models import FeedToken
from booking.foundation.database import Database
from booking.foundation.ids import new_token, token_hash
from booking.foundation.local_time import day_of, local_period
from booking.foundation.recurrence import Pace, Recurrence
from booking.interfaces.clock import system_clock
from booking.reservations.operations import cancel, change, reserve, wish_of
from booking.reservations.queries import reservation_of
from booking.reservations.series.operations import Choice, start_series
from booking.reservations.series.queries import occurrences_of
from booking.reservations.series.values import SeriesWish
from booking.reservations.values import Wish
from tests.races.servers import serving
from tests.standards.ical_checker import complaints
from tests.standards.other_clients import OtherCalendar
from tests.town_hall import TownHall

pytestmark = pytest.mark.slow


def working_day(month: int, now: datetime) -> date:
    """The next one well inside ``month``: the shipped server reads the real clock."""
    today = day_of(now)
    day = date(today.year, month, 10)
    if day <= today:
        day = day.replace(year=today.year + 1)
    return day + timedelta(days=(7 - day.weekday()) % 7)


def hold(
    session: Session, hall: TownHall, now: datetime, day: date, begin: int, title: str,
    space: str = "beuk",
) -> str:  # fmt: skip
    wish = Wish((hall.spaces[space],), local_period(day, time(begin), time(begin + 1)), title=title)
    return reserve(session, hall.act("fatima", now), wish).uid


def move(session: Session, hall: TownHall, now: datetime, uid: str, day: date, begin: int) -> None:
    act = hall.act("fatima", now)
    known = reservation_of(session, uid, act.by)
    period = local_period(day, time(begin), time(begin + 2))
    change(session, act, uid, wish_of(session, known, period=period), rev=known.rev)


def test_another_program_shows_moves_and_drops_what_is_reserved(
    database: Database, hall: TownHall, tmp_path: Path
) -> None:
    """In winter and in summer time alike; and says so when its address is revoked."""
    now, token = system_clock(), new_token()
    winter, summer = working_day(1, now), working_day(7, now)
    with database.writing() as session:
        open_feed(session, hall.act("fatima", now), token)
        cold = hold(session, hall, now, winter, 10, "Winteroverleg")
        warm = hold(session, hall, now, summer, 10, "Zomeroverleg")
        hold(session, hall, now, summer, 12, "Raad", space="raadzaal")
    url = database.engine.url.render_as_string(hide_password=False)
    with serving(url, tmp_path) as [server]:
        calendar = OtherCalendar(tmp_path / "other", f"{server.address}/agenda/{token}.ics")
        calendar.subscribe()
        assert calendar.sync().returncode == 0
        assert calendar.shown(f"{winter}", 1) == [
            f"{winter} 10:00 11:00 Winteroverleg (CONFIRMED )"
        ]
        assert calendar.shown(f"{summer}", 1) == [
            f"{summer} 10:00 11:00 Zomeroverleg (CONFIRMED )",
            f"{summer} 12:00 13:00 Raad (TENTATIVE )",
        ]

        with database.writing() as session:
            cancel(session, hall.act("fatima", system_clock()), cold)
            move(session, hall, system_clock(), warm, summer, 14)
        assert calendar.sync().returncode == 0
        assert calendar.shown(f"{winter}", 1) == []
        assert f"{summer} 14:00 16:00 Zomeroverleg (CONFIRMED )" in calendar.shown(f"{summer}", 1)
        assert len(calendar.shown(f"{summer}", 1)) == 2

        with database.writing() as session:
            feed = session.get_one(FeedToken, token_hash(token))
            revoke_feed(session, hall.act("fatima", system_clock()), name_of(feed))
        refused = calendar.sync()
        assert refused.returncode != 0
        assert "Not Found" in refused.stderr
        assert len(calendar.shown(f"{summer}", 1)) == 2, "what it had is not thrown away"


def test_another_program_shows_when_a_room_is_taken_on_each_date_and_no_more(
    database: Database, hall: TownHall, tmp_path: Path
) -> None:
    """A series of four weeks over the next night in which the clocks change."""
    now, token = system_clock(), new_token()
    first = min(working_day(month, now) for month in (3, 10))
    days = [first + timedelta(days=7 * n) for n in range(4)]
    wish = SeriesWish(Recurrence(Pace.WEEKLY, weekdays=frozenset({0}), count=4), first, time(10),
                      time(11), hall.spaces["beuk"], title="Vertrouwelijk")  # fmt: skip
    act = hall.act("fatima", now)
    with database.writing() as session:
        open_shared_feed(
            session, hall.act("els", now), Shared("De Beuk", hall.spaces["beuk"]), token
        )
        uids = [row.uid for row in occurrences_of(
            session, start_series(session, act, wish, Choice()))]  # fmt: skip
    url = database.engine.url.render_as_string(hide_password=False)
    with serving(url, tmp_path) as [server]:
        calendar = OtherCalendar(tmp_path / "other", f"{server.address}/agenda/{token}.ics")
        calendar.subscribe()
        assert calendar.sync().returncode == 0
        assert calendar.shown(f"{first}", 30) == [
            f"{day} 10:00 11:00 Bezet (CONFIRMED )" for day in days
        ]

        with database.writing() as session:
            cancel(session, act, uids[1])
            move(session, hall, now, uids[2], days[2], 14)
        assert calendar.sync().returncode == 0

        assert calendar.shown(f"{first}", 30) == [
            f"{days[0]} 10:00 11:00 Bezet (CONFIRMED )",
            f"{days[2]} 14:00 16:00 Bezet (CONFIRMED )",
            f"{days[3]} 10:00 11:00 Bezet (CONFIRMED )",
        ]


def ask(address: str, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """What goes over the wire: nothing is unpacked, followed or remembered."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", path, headers=named)
        answer = connection.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def test_nothing_goes_over_the_wire_when_nothing_changed(
    database: Database, hall: TownHall, tmp_path: Path
) -> None:
    now, token = system_clock(), new_token()
    day = working_day(7, now)
    with database.writing() as session:
        open_feed(session, hall.act("fatima", now), token)
        uid = hold(session, hall, now, day, 10, "Zomeroverleg")
    url, path = database.engine.url.render_as_string(hide_password=False), f"/agenda/{token}.ics"
    with serving(url, tmp_path) as [server]:
        status, first, packed = ask(server.address, path, Accept_Encoding="gzip")
        assert (status, first["content-encoding"]) == (200, "gzip")
        assert complaints(gzip.decompress(packed)) == []

        for known in ({"If_None_Match": first["etag"]},
                      {"If_Modified_Since": first["last-modified"]}):  # fmt: skip
            status, headers, content = ask(server.address, path, Accept_Encoding="gzip", **known)
            assert (status, content) == (304, b""), known
            assert headers["etag"] == first["etag"]

        with database.writing() as session:
            cancel(session, hall.act("fatima", system_clock()), uid)
        known = {"If_None_Match": first["etag"]}
        status, headers, packed = ask(server.address, path, Accept_Encoding="gzip", **known)
        assert status == 200
        assert uid.encode() not in gzip.decompress(packed)
