"""Calendars from outside behind Beheer: looked at first, then used, and never shown to others."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from httpx import Response
from sqlmodel import select

from booking.calendars.subscriptions.models import ExternalCalendar
from booking.calendars.subscriptions.operations import take_in
from booking.foundation.database import Database
from booking.foundation.settings import Settings
from booking.spaces.models import ExternalTime
from tests.calendars.subscriptions.test_operations import SEVERAL, TEN, copy_at
from tests.calendars.test_foreign import event, file_of
from tests.interfaces.web.conftest import Browser, Make, hidden_fields
from tests.interfaces.web.feeds import make_room_address, values_of
from tests.standards.ical_checker import complaints
from tests.town_hall import TownHall

Browse = Callable[[str | None], Browser]
SECRET = "Geheim overleg"


@pytest.fixture
def is_fetching() -> bool:
    return True


@pytest.fixture
def settings(settings: Settings, is_fetching: bool) -> Settings:
    return settings.model_copy(update={"fetches_calendars": is_fetching})


@pytest.fixture
def here(hall: TownHall) -> str:
    return f"/beheer/plekken/{hall.spaces['beuk']}/agendas"


def send(els: Browser, here: str, content: bytes | None, **fields: str) -> Response:
    hidden = hidden_fields(els.get(here).text, here)
    data = {**hidden, "naam": "Outlook", "effect": "hold", "adres": "", "hoe_vaak": "60", **fields}
    files = {"bestand": ("kamer.ics", content)} if content is not None else None
    return els.client.post(here, data=data, files=files or {"bestand": ("", b"")},
                           follow_redirects=False)  # fmt: skip


def look(els: Browser, here: str, *events: list[str], **fields: str) -> Response:
    sent = send(els, here, file_of(*events), **fields)
    assert sent.status_code == 303, sent.text
    return els.get(sent.headers["location"])


def use(els: Browser, shown: Response) -> Response:
    action = f"{shown.url.path}/bevestiging"
    return els.submit(shown, action, {"wijze": "keep"})


def times(database: Database) -> list[ExternalTime]:
    with database.reading() as session:
        return list(session.exec(select(ExternalTime)))


def test_a_file_is_looked_at_and_then_used_and_the_room_is_refused_in_words(
    browse: Browse, here: str, database: Database, make: Make, monday: date
) -> None:
    tuesday = monday + timedelta(days=1)
    make("joost", "beuk", "13:00", "14:00", title="Kwartaaloverleg", day=tuesday)
    els = browse("els")
    shown = look(
        els, here, event(*TEN), event("SUMMARY:Zonder tijd", uid="2"),
        event("DTSTART:20260324T123000Z", "DURATION:PT1H", uid="3"),
    )  # fmt: skip
    for said in (SECRET, "24-03-2026, 10:00–11:30", "Zonder tijd", "is de datum of de tijd niet",
                 "1 reservering past dan niet meer", "Kwartaaloverleg"):  # fmt: skip
        assert said in shown.text
    assert times(database) == []

    assert use(els, shown).status_code == 303
    assert len(times(database)) == 2
    assert SECRET in els.get(str(shown.url)).text
    assert "Kwartaaloverleg" in els.get("/beheer/knelpunten").text
    fatima = browse("fatima")
    room = fatima.get(f"/ruimtes/1.14?datum={tuesday}").text
    assert "Bezet (externe agenda)" in room
    assert SECRET not in room
    form = fatima.get(f"/ruimtes/1.14?datum={tuesday}&van=10:00&tot=11:00")
    refused = fatima.submit(form, "/ruimtes/1.14/reserveringen", {
        "datum": tuesday.isoformat(), "van": "10:00", "tot": "11:00", "personen": "2",
        "onderwerp": "", "zichtbaarheid": "colleagues", "notitie": "", "opstelling": "",
    })  # fmt: skip
    assert refused.status_code == 422
    assert "De Beuk is 10:00–11:30 bezet volgens een externe agenda." in refused.text


def test_the_calendar_of_the_room_says_taken_and_no_more(
    browse: Browse, here: str, hall: TownHall
) -> None:
    els = browse("els")
    use(els, look(els, here, event(*TEN, "RRULE:FREQ=WEEKLY;COUNT=2")))
    feed = browse(None).get(make_room_address(els, "1.14"))
    assert complaints(feed.content) == []
    assert values_of(feed, "SUMMARY") == ["Bezet", "Bezet"]
    assert values_of(feed, "DTSTART;TZID=Europe/Amsterdam") == [
        "20260324T100000",
        "20260331T100000",
    ]
    assert values_of(feed, "TRANSP") == ["OPAQUE"] * 2
    assert len(set(values_of(feed, "UID"))) == 2
    assert SECRET not in feed.text


def test_what_is_only_shown_offers_the_room_all_the_same(
    browse: Browse, here: str, monday: date
) -> None:
    els = browse("els")
    use(els, look(els, here, event(*TEN), effect="show"))
    grid = browse("fatima").get(f"/ruimtes?datum={monday + timedelta(days=1)}").text
    assert "slot--elsewhere" in grid
    assert "Volgens een externe agenda bezet 10:00–11:30, De Beuk: toch reserveren" in grid
    assert SECRET not in grid


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<html>Log in</html>", "geen agendabestand"),
        (b"x" * 5_000_001, "groter dan 5 MB"),
        (None, "Kies een bestand of vul een adres in"),
    ],
)
def test_what_is_no_calendar_is_said_at_the_file(
    browse: Browse, here: str, content: bytes | None, said: str
) -> None:
    answer = send(browse("els"), here, content)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="Outlook"' in answer.text


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("https://127.0.0.1/kamer.ics", "127.0.0.1 staat niet op het openbare internet"),
        ("webcal://169.254.169.254/latest", "staat niet op het openbare internet"),
        ("https://[::ffff:10.0.0.1]/", "staat niet op het openbare internet"),
        ("http://voorbeeld.nl/kamer.ics", "Dit is geen adres van een agenda"),
    ],
)
def test_an_address_inside_is_refused_in_words(
    browse: Browse, here: str, address: str, said: str
) -> None:
    answer = send(browse("els"), here, None, adres=address)
    assert answer.status_code == 422
    assert said in answer.text


def test_a_file_and_an_address_are_one_too_many(browse: Browse, here: str) -> None:
    answer = send(browse("els"), here, file_of(event(*TEN)), adres="https://voorbeeld.nl/a.ics")
    assert answer.status_code == 422
    assert "niet allebei" in answer.text


def test_what_waits_for_leave_is_shown_with_what_would_go(
    browse: Browse, here: str, database: Database, now: datetime
) -> None:
    els = browse("els")
    shown = look(els, here, *SEVERAL)
    use(els, shown)
    with database.writing() as session:
        row = session.exec(select(ExternalCalendar)).one()
        take_in(session, row, copy_at(now, SEVERAL[0]), now)
    page = els.get(str(shown.url))
    assert "Van de 4 bekende vergaderingen staan er 3 niet meer in." in page.text
    assert "Zou verdwijnen" in page.text
    assert "Externe agenda&#39;s" in els.get("/beheer").text
    els.submit(page, f"{shown.url.path}/instemming", {})
    assert len(times(database)) == 2
    assert "niet meer in" not in els.get(str(shown.url)).text


def test_what_is_not_understood_is_told_of_once_it_is_used(browse: Browse, here: str) -> None:
    els = browse("els")
    shown = look(els, here, event(*TEN), event("SUMMARY:Wanneer?", uid="2"))
    assert use(els, shown).status_code == 303
    used = els.get(shown.url.path)
    assert "In deze agenda is niet alles te begrijpen: 1 keer." in used.text
    assert "Niet alles is begrepen" in els.get(here).text


def test_it_is_looked_at_again_and_removed_by_a_button(
    browse: Browse, here: str, database: Database
) -> None:
    els = browse("els")
    shown = look(els, here, event(*TEN))
    use(els, shown)
    els.submit(els.get(str(shown.url)), f"{shown.url.path}/verwijdering", {})
    assert times(database) == []
    assert els.get(str(shown.url)).status_code == 404
    assert "Nog geen externe agenda" in els.get(here).text


def test_a_calendar_of_another_room_and_who_does_not_run_the_house_find_nothing(
    browse: Browse, here: str, hall: TownHall
) -> None:
    els = browse("els")
    shown = look(els, here, event(*TEN))
    number = shown.url.path.rpartition("/")[2]
    assert els.get(f"/beheer/plekken/{hall.spaces['raadzaal']}/agendas/{number}").status_code == 404
    for name in ("fatima", "noor", "ravi"):
        assert browse(name).get(here).status_code == 404
        assert browse(name).get(str(shown.url)).status_code == 404


@pytest.mark.parametrize("is_fetching", [False])
def test_where_fetching_is_off_only_files_are_asked_for(browse: Browse, here: str) -> None:
    els = browse("els")
    assert 'name="adres"' not in els.get(here).text
    answer = send(els, here, None, adres="https://voorbeeld.nl/a.ics")
    assert answer.status_code == 422
    assert "staat uit" in answer.text
