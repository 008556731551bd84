"""Who sees which rooms and titles, in the source of every page and fragment."""

from collections.abc import Callable
from html import unescape

import pytest

from booking.foundation.database import Database
from booking.reservations.values import Visibility
from booking.spaces.models import Space, StockVersion
from tests.interfaces.web.conftest import Browser, Make
from tests.interfaces.web.rooms import DAY, TEN, VIEWS, answer_of, numbers_in
from tests.town_hall import TownHall

Browse = Callable[..., Browser]

PAGES = [
    f"/ruimtes?{DAY}",
    f"/ruimtes?{TEN}&weergave=lijst",
    f"/ruimtes?{TEN}&weergave=plattegrond",
    f"/ruimtes/rooster?{DAY}",
    f"/ruimtes/1.14?{DAY}",
    f"/ruimtes/1.14/rooster?{DAY}",
]
NAUGHTY = [
    "<script>alert(1)</script>",
    '" onmouseover="alert(1)',
    "'><img src=x onerror=alert(1)>",
    "{{7*7}} ${7*7} %(title)s %s",
    "Overleg 🎉 met نادية\u202e rechts",
    "javascript:alert(1)",
]


@pytest.mark.parametrize("path", PAGES)
def test_a_private_title_is_nowhere_but_with_those_involved(
    browse: Browse, make: Make, path: str
) -> None:
    make("fatima", "beuk", "10:00", "11:00", title="Geheim", note="Fluister",
         visibility=Visibility.PRIVATE)  # fmt: skip

    for name in ("bram", "noor", "els", "samir", "ravi"):
        html = browse(name).get(path).text
        assert "Geheim" not in html, name
        assert "Fluister" not in html
        assert "Fatima" not in html
    shows_titles = path in {PAGES[0], PAGES[3], PAGES[4], PAGES[5]}
    assert ("Geheim" in browse("fatima").get(path).text) is shows_titles


@pytest.mark.parametrize("path", PAGES)
def test_a_partner_reads_no_titles_of_the_house_or_of_another_partner(
    browse: Browse, make: Make, path: str
) -> None:
    make("fatima", "beuk", "10:00", "11:00", title="Voor collega's")
    make("pia", "beuk", "12:00", "13:00", title="Van Pia", visibility=Visibility.COLLEAGUES)
    uid = make("ravi", "beuk", "14:00", "15:00", title="Van Ravi")

    html = browse("ravi").get(path).text

    assert "Voor collega" not in html
    assert "Van Pia" not in html
    assert "Pia Smit" not in html
    if path == PAGES[0]:
        assert "Van Ravi" in html
        assert f"/reserveringen/{uid}" in html


def test_a_partner_sees_only_rooms_that_are_open_to_partners(browse: Browse) -> None:
    ravi = browse("ravi")

    for view in ("rooster", "lijst"):
        html = answer_of(ravi.get(f"/ruimtes?{TEN}&weergave={view}"))
        assert numbers_in(html) == ["1.14", "0.01"]
        assert "Linde" not in html
    plan = answer_of(ravi.get(f"/ruimtes?{TEN}&weergave=plattegrond&verdieping=1"))
    assert numbers_in(plan) == ["1.14"]
    assert "Linde" not in plan


def test_colleagues_read_what_is_for_colleagues_but_cannot_open_it(
    browse: Browse, make: Make
) -> None:
    uid = make("fatima", "beuk", "10:00", "11:00", title="Teamoverleg")

    bram, els = (browse(name).get(f"/ruimtes?{DAY}").text for name in ("bram", "els"))

    assert "Teamoverleg" in bram
    assert uid not in bram
    assert f'href="/reserveringen/{uid}"' in els  # runs the house


def test_the_kept_page_of_one_is_never_given_to_another(browse: Browse, make: Make) -> None:
    """In whatever order they come, and also when a kept fragment is there already."""
    make("fatima", "beuk", "10:00", "11:00", title="Geheim", visibility=Visibility.PRIVATE)
    fatima, bram, ravi = browse("fatima"), browse("bram"), browse("ravi")

    for _ in range(2):
        assert "Geheim" in fatima.get(f"/ruimtes/rooster?{DAY}").text
        assert "Geheim" not in bram.get(f"/ruimtes/rooster?{DAY}").text
        assert "De Linde" not in ravi.get(f"/ruimtes/rooster?{DAY}").text


@pytest.mark.parametrize("title", NAUGHTY)
def test_a_title_is_shown_as_it_was_typed(browse: Browse, make: Make, title: str) -> None:
    make("fatima", "beuk", "10:00", "11:00", title=title)
    fatima = browse("fatima")

    for path in (PAGES[0], PAGES[3], PAGES[4]):
        html = fatima.get(path).text
        assert title in unescape(html)
        assert "<script>alert" not in html
        assert "<img src=x" not in html


def test_the_name_of_a_room_is_shown_as_it_was_typed(
    browse: Browse, database: Database, hall: TownHall
) -> None:
    with database.writing() as session:
        room = session.get_one(Space, hall.spaces["beuk"])
        room.name, room.number = "De <b>Beuk</b>", '1"14>'
        session.get_one(StockVersion, 1).v += 1
    fatima = browse("fatima")

    for view in VIEWS[:2]:
        html = fatima.get(f"/ruimtes?{TEN}&weergave={view}").text
        assert "De &lt;b&gt;Beuk&lt;/b&gt;" in html
        seen = unescape(html)
        assert '1"14> · 8 personen' in seen or '1"14> · Eerste' in seen
        assert "<b>Beuk" not in html
        assert '1"14>' not in html


@pytest.mark.parametrize("typed", NAUGHTY)
def test_what_was_typed_in_a_refused_form_is_shown_as_it_was_typed(
    browse: Browse, make: Make, typed: str
) -> None:
    make("bram", "beuk", "10:00", "11:00")
    fatima = browse("fatima")

    refused = fatima.submit(fatima.get(f"/ruimtes/1.14?{TEN}"), "/ruimtes/1.14/reserveringen", {
        "datum": "2026-03-23", "van": "10:00", "tot": "11:00", "onderwerp": typed,
        "notitie": f"</textarea>{typed}",
    })  # fmt: skip

    assert refused.status_code == 422
    assert "<script>alert" not in refused.text
    assert "<img src=x" not in refused.text
    assert "</textarea><" not in refused.text.replace("</textarea></div>", "")


def test_control_characters_in_a_note_do_not_reach_the_database(browse: Browse, make: Make) -> None:
    fatima = browse("fatima")

    answer = fatima.submit(fatima.get(f"/ruimtes/1.14?{TEN}"), "/ruimtes/1.14/reserveringen", {
        "datum": "2026-03-23", "van": "10:00", "tot": "11:00",
        "onderwerp": "a\x00b\r\nc", "notitie": "x\x00y\x1b[31m",
    })  # fmt: skip

    assert answer.status_code == 303
    assert fatima.get(answer.headers["location"]).status_code == 200
