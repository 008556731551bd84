"""An open page asks every four seconds what changed."""

import gzip
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from html import unescape

import pytest
from litestar.testing import TestClient

from booking.foundation.database import Database
from booking.foundation.settings import Settings
from booking.reservations.operations import cancel
from booking.spaces.models import Closure, Space, StockVersion
from tests.conftest import database_url  # noqa: F401 -- SQLite is asked at a glance, PostgreSQL in a thread
from tests.interfaces.web.apps import app_on
from tests.interfaces.web.conftest import ADDRESS, Browser, Make
from tests.interfaces.web.rooms import DAY, TEN, VIEWS
from tests.town_hall import TownHall, at

Browse = Callable[..., Browser]


def poll_of(html: str) -> str:
    found = re.search(r'hx-get="([^"]+rooster[^"]+)"', html)
    assert found, "the page does not ask for news"
    return unescape(found[1])


@pytest.mark.parametrize("path", [f"/ruimtes?{DAY}", f"/ruimtes?{TEN}&weergave=lijst",
                                  f"/ruimtes?{TEN}&weergave=plattegrond", "/ruimtes",
                                  f"/ruimtes/1.14?{DAY}"])  # fmt: skip
def test_nothing_new_is_no_content_and_news_is_the_new_fragment(
    browse: Browse, make: Make, path: str
) -> None:
    fatima = browse("fatima")
    poll = poll_of(fatima.get(path).text)
    quiet = fatima.get(poll)
    assert (quiet.status_code, quiet.content) == (204, b"")

    make("bram", "beuk", "10:00", "11:00", title="Nieuws")

    news = fatima.get(poll)
    assert news.status_code == 200
    assert "<html" not in news.text
    assert fatima.get(poll_of(news.text)).status_code == 204
    other = browse("joost").get(poll_of(fatima.get(path).text))
    assert other.status_code == 204


def test_every_change_is_seen_and_nothing_old_is_ever_given(
    browse: Browse, database: Database, hall: TownHall, make: Make, now: datetime, monday: date
) -> None:
    bram = browse("bram")

    def told() -> str:
        return str(bram.get(f"/ruimtes/rooster?{DAY}").text)

    assert "Teamoverleg" not in told()
    uid = make("fatima", "beuk", "10:00", "11:00", title="Teamoverleg")
    assert "Teamoverleg" in told()
    with database.writing() as session:
        cancel(session, hall.act("fatima", now), uid)
    assert "Teamoverleg" not in told()
    with database.writing() as session:
        period = at(monday, "13:00", "15:00")
        session.add(Closure(space_id=hall.spaces["beuk"], starts_at=period.starts_at,
                            ends_at=period.ends_at, reason="Lekkage"))  # fmt: skip
        session.get_one(StockVersion, 1).v += 1
    assert "Lekkage" in told()
    with database.writing() as session:
        session.get_one(Space, hall.spaces["beuk"]).name = "De Nieuwe Beuk"
        session.get_one(StockVersion, 1).v += 1
    assert "De Nieuwe Beuk" in told()


def test_a_change_in_a_half_is_news_for_the_whole(browse: Browse, make: Make) -> None:
    fatima = browse("fatima")
    poll = poll_of(fatima.get(f"/ruimtes/1.12?{DAY}").text)

    make("bram", "linde_a", "10:00", "11:00", title="In de helft")

    assert "In de helft" in fatima.get(poll).text


def test_what_is_past_stops_being_offered_as_the_clock_goes_on(
    settings: Settings, database: Database, browse: Browse, now: datetime
) -> None:
    early = browse("fatima")
    page = early.get(f"/ruimtes/rooster?{DAY}")
    assert 'data-begin="09:00"' in page.text

    with (
        app_on(settings, database, clock=lambda: now + timedelta(hours=2)) as later,
        TestClient(later, base_url=ADDRESS, cookies=early.client.cookies) as client,
    ):
        answer = client.get(poll_of(page.text))

    assert answer.status_code == 200
    assert 'data-begin="09:00"' not in answer.text
    assert 'data-begin="11:00"' in answer.text


def test_the_fragment_is_sent_compressed_to_who_takes_it(browse: Browse) -> None:
    fatima = browse("fatima")
    path = f"/ruimtes/rooster?{DAY}"

    plain = fatima.get(path, headers={"Accept-Encoding": "identity"})
    with fatima.client.stream("GET", path, headers={"Accept-Encoding": "gzip"}) as packed:
        raw = b"".join(packed.iter_raw())

    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(raw) == plain.content
    assert len(raw) < len(plain.content) / 4
    assert "Accept-Encoding" in plain.headers["vary"]


def test_who_has_the_fragment_already_is_told_so(browse: Browse, make: Make) -> None:
    fatima = browse("fatima")
    path = f"/ruimtes/rooster?{DAY}"
    etag = fatima.get(path).headers["etag"]

    same = fatima.get(path, headers={"If-None-Match": f'"other", {etag}'})
    assert (same.status_code, same.content) == (304, b"")
    make("bram", "beuk", "10:00", "11:00")
    assert fatima.get(path, headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize("view", VIEWS)
def test_each_language_and_view_has_its_own_fragment(browse: Browse, view: str) -> None:
    fatima = browse("fatima")
    path = f"/ruimtes/rooster?{TEN}&weergave={view}"

    dutch = fatima.get(path)
    fatima.client.cookies.set("taal", "en")
    english = fatima.get(path)

    assert "5 ruimtes vrij" in dutch.text
    assert "5 rooms free" in english.text
