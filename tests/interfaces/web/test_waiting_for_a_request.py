"""Two people want one place: the answer to who asked first is an answer to who waits for it."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import select

from booking.foundation.database import Database
from booking.foundation.journal import seal_entries
from booking.foundation.settings import Settings
from booking.messages.models import Letter
from booking.messages.news import tell_news
from booking.reservations.models import Reservation
from booking.reservations.settling import settle_one
from booking.reservations.values import Needs, ReservationState
from booking.reservations.waiting.operations import join
from booking.reservations.waiting.values import Wanted
from booking.spaces.values import SpaceKind
from tests.conftest import database_url  # noqa: F401 -- on both engines
from tests.interfaces.web.conftest import Browser, Make
from tests.together import all_at_once
from tests.town_hall import TownHall, at

Browse = Callable[..., Browser]
TUESDAY = date(2026, 3, 24)
COUNT = 50
HOUR = timedelta(hours=1)
GIVEN = "De aanvraag van iemand anders voor deze plek is goedgekeurd."
SUBJECT = "Aan iemand anders gegeven: Raadzaal, di 24 mrt"


@pytest.fixture
def asked(make: Make) -> str:
    """What Ravi asked for: the council room from ten to twelve."""
    return make("ravi", "raadzaal", "10:00", "12:00", day=TUESDAY, attendee_count=20)


@pytest.fixture
def waits(database: Database, hall: TownHall, now: datetime, asked: str) -> Callable[..., str]:
    """Let somebody wait for what is asked; where they see how that stands."""

    def waits(
        name: str, people: int = 4, *, is_for_one: bool = True, until: str = "12:00",
        since: datetime = now - HOUR,
    ) -> str:  # fmt: skip
        space = hall.spaces["raadzaal"] if is_for_one else None
        wanted = Wanted(SpaceKind.ROOM, Needs(at(TUESDAY, "10:00", until), people), space)
        with database.writing() as session:
            return f"/wachtlijst/{join(session, hall.act(name, since), wanted).uid}"

    return waits


def letters(database: Database, settings: Settings, now: datetime) -> list[Letter]:
    with database.writing() as session:
        seal_entries(session)
        tell_news(session, settings, now=now)
        return list(session.exec(select(Letter).order_by("id")))  # type: ignore[call-overload]


def told(database: Database, settings: Settings, now: datetime) -> list[str]:
    """Who heard that it went to somebody else."""
    found = letters(database, settings, now)
    return [it.recipient.partition("@")[0] for it in found if it.subject.startswith("Aan iemand")]


def answer(browse: Browse, uid: str, deed: str = "goedkeuring", **fields: str) -> int:
    els = browse("els")
    page = els.get(f"/beheer/aanvragen/{uid}")
    return els.submit(page, f"/beheer/aanvragen/{uid}/{deed}", fields).status_code


def test_who_waits_for_just_that_hears_it_and_what_is_possible(
    browse: Browse, database: Database, settings: Settings, waits: Callable[..., str], asked: str,
    now: datetime,
) -> None:  # fmt: skip
    here = waits("fatima")
    assert GIVEN not in browse("fatima").get(here).text
    assert answer(browse, asked) == 303
    [letter] = [it for it in letters(database, settings, now) if it.recipient.startswith("fatima")]
    assert letter.subject == SUBJECT
    assert "De Beuk, Overleg, Eerste verdieping, 10:00–12:00" in letter.text
    assert "Raadzaal, Publieksplein, Begane grond, 13:00–15:00" in letter.text
    assert letter.text.count(here) == 1
    assert "Ravi" not in letter.text

    fatima = browse("fatima")
    page = fatima.get(here)
    assert GIVEN in page.text
    assert "U bent als eerste aan de beurt" in page.text
    assert "/ruimtes/1.14?datum=2026-03-24&amp;van=10:00" in page.text.replace("%3A", ":")
    assert GIVEN in fatima.get("/mijn-reserveringen").text
    left = fatima.submit(page, f"{here}/vertrek", {})
    assert left.status_code == 303
    assert told(database, settings, now) == ["fatima"], "once"


def test_who_has_another_place_left_or_came_later_only_waits(
    browse: Browse, database: Database, settings: Settings, waits: Callable[..., str], asked: str,
    make: Make, now: datetime,
) -> None:  # fmt: skip
    for name in ("beuk", "linde"):
        make("noor", name, "10:00", "12:00", day=TUESDAY)
    waits("bram", is_for_one=False)  # the Beuk or the Linde may still become free
    waits("samir", people=20, is_for_one=False)  # none but the council room seats so many
    assert answer(browse, asked) == 303
    late = waits("joost", since=now)
    assert told(database, settings, now) == ["samir"]
    assert GIVEN not in browse("joost").get(late).text


def test_who_needs_it_longer_than_two_requests_hears_it_once(
    browse: Browse, database: Database, settings: Settings, waits: Callable[..., str], asked: str,
    make: Make, now: datetime,
) -> None:  # fmt: skip
    other = make("pia", "raadzaal", "13:00", "14:00", day=TUESDAY, attendee_count=20)
    waits("fatima", until="14:00")
    assert [answer(browse, uid) for uid in (asked, other)] == [303, 303]
    assert told(database, settings, now) == ["fatima"]


@pytest.mark.parametrize("end", ["declined", "lapsed"])
def test_when_it_is_not_approved_it_is_offered(
    browse: Browse, database: Database, settings: Settings, waits: Callable[..., str], asked: str,
    now: datetime, end: str,
) -> None:  # fmt: skip
    here = waits("fatima")
    if end == "declined":
        assert answer(browse, asked, "afwijzing", reden="Verbouwing") == 303
    else:
        _lapse(database, asked, now)
    assert told(database, settings, now) == []
    assert f"{here}/aanvaarding" in browse("fatima").get(here).text


def _lapse(database: Database, uid: str, now: datetime) -> None:
    with database.writing() as session:
        row = session.exec(select(Reservation).where(Reservation.uid == uid)).one()
        row.due_at = now
        session.flush()
        settle_one(session, uid, at=now)


def test_of_fifty_who_approve_and_decline_at_once_one_decides_and_who_waits_hears_the_same(
    browse: Browse, database: Database, settings: Settings, waits: Callable[..., str], asked: str,
    now: datetime,
) -> None:  # fmt: skip
    first, second = waits("fatima"), waits("joost")
    address = f"/beheer/aanvragen/{asked}"
    hands = [browse("els") for _ in range(COUNT)]
    pages = [(els, els.get(address), n % 2) for n, els in enumerate(hands)]

    def press(hand: tuple[Browser, object, int]) -> int:
        els, page, is_no = hand
        deed, fields = ("afwijzing", {"reden": "Nee"}) if is_no else ("goedkeuring", {})
        return els.submit(page, f"{address}/{deed}", fields).status_code  # type: ignore[arg-type]

    statuses = Counter(all_at_once(pages, press))
    assert statuses[303] == 1, statuses
    assert set(statuses) <= {303, 409, 422}, statuses
    with database.reading() as session:
        state = session.exec(select(Reservation).where(Reservation.uid == asked)).one().state
        offers = session.exec(
            select(Reservation).where(Reservation.state == ReservationState.OPTION)
        ).all()
    is_given = state is ReservationState.CONFIRMED
    assert is_given or state is ReservationState.DECLINED
    assert len(offers) == (0 if is_given else 1)
    assert told(database, settings, now) == (["fatima", "joost"] if is_given else [])
    ways = [(browse("fatima"), first), (browse("joost"), second)]
    seen = [f"{way}/aanvaarding" in who.get(way).text for who, way in ways]
    assert seen == [not is_given, False]
    assert [GIVEN in who.get(way).text for who, way in ways] == [is_given] * 2
