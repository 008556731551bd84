"""Team days and a desk that comes back: changed as a series, for oneself or for another."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from httpx import Response
from sqlmodel import Session, col, select

from booking.foundation.database import Database
from booking.foundation.journal import JournalEntry, seal_entries
from booking.foundation.settings import Settings
from booking.messages.news import tell_news
from booking.messages.outbox import letters_of
from booking.people.delegates import name_delegate
from booking.reservations.models import Reservation
from booking.reservations.operations import cancel, change, wish_of
from booking.reservations.seats.operations import name_seats
from booking.reservations.seats.queries import seats_in
from booking.reservations.series.queries import occurrences_of, series_of
from booking.reservations.values import ReservationState
from tests.conftest import database_url  # noqa: F401 -- a series locks many days at once
from tests.interfaces.web.conftest import Browser, Make, hidden_fields
from tests.town_hall import TownHall, at

Browse = Callable[[str | None], Browser]
FIRST = date(2026, 3, 24)
WEEK = timedelta(days=7)
ASK = "/werkplek/groep/reeks?datum=2026-03-24&van=09:00&tot=16:00"
PLAN, START = "/werkplek/groep/reeksen/plan", "/werkplek/groep/reeksen"
WEEKLY = {"datum": FIRST.isoformat(), "van": "09:00", "tot": "16:00", "herhaal": "week",
          "elke": "1", "dag": "1", "eind": "keer", "keer": "5"}  # fmt: skip


def started(browser: Browser, numbers: list[str], **other: Any) -> Response:
    """The answer to what the plan of these desks proposes."""
    asked = WEEKLY | {"nummer": numbers} | other
    form = browser.get(ASK + "".join(f"&nummer={number}" for number in numbers))
    plan = browser.post_bare(PLAN, hidden_fields(form.text, PLAN) | asked)
    return confirmed(browser, plan, START, asked)


def confirmed(browser: Browser, plan: Response, path: str, asked: dict[str, Any]) -> Response:
    assert plan.status_code == 200, plan.text
    clashes = [part.split('"')[0] for part in plan.text.split("<select")[1:]
               for part in [part.split('name="')[1]]]  # fmt: skip
    sent = hidden_fields(plan.text, path) | asked | dict.fromkeys(clashes, "")
    return browser.post_bare(path, sent)


def changed(browser: Browser, here: str, since: str, **fields: Any) -> tuple[Response, Response]:
    """What the plan of a change says, and the answer to storing it."""
    form = browser.get(f"{here}/wijzigen{since}")
    asked = {"dag": "1", "van": "09:00", "tot": "16:00", "herhaal": "week", "elke": "1",
             "eind": "keer", "keer": "5", "nummer": ["1.D01", "1.D02"], **fields}  # fmt: skip
    sent = hidden_fields(form.text, f"{here}/plan") | asked
    plan = browser.post_bare(f"{here}/plan", sent)
    return plan, confirmed(browser, plan, f"{here}/wijziging", asked)


def dates(database: Database, hall: TownHall, here: str) -> list[tuple[str, str]]:
    """When each date of the series is held and which desks it has; nothing when it is not."""
    desks = {number: name for name, number in hall.spaces.items()}
    with database.reading() as session:
        series = series_of(session, here.rsplit("/", 1)[1], hall.cast["els"])
        return [
            (f"{row.starts_at:%d %H}",
             " ".join(desks[seat.space_id] for seat in seats_in(session, row.id or 0))
             if row.state is ReservationState.CONFIRMED else "")
            for row in occurrences_of(session, series)
        ]  # fmt: skip


def letters(database: Database, settings: Settings, now: datetime) -> list[str]:
    """To whom a letter goes about what happened since the last time, and its subject."""
    with database.writing() as session:
        known = len(letters_of(session, count_max=50))
        seal_entries(session)
        tell_news(session, settings, now=now)
        found = letters_of(session, count_max=50)
        return [
            f"{each.recipient.split('@')[0]}: {each.subject}"
            for each in found[: len(found) - known]
        ]


def rows_of(session: Session, hall: TownHall, here: str) -> list[Reservation]:
    return list(
        occurrences_of(session, series_of(session, here.rsplit("/", 1)[1], hall.cast["els"]))
    )


def test_this_and_following_of_a_team_day(
    browse: Browse, database: Database, hall: TownHall, settings: Settings, now: datetime
) -> None:
    """Deleted stays deleted, moved stays moved, who sits somewhere stays there."""
    fatima, act = browse("fatima"), hall.act("fatima", now)
    here = started(fatima, ["1.D01", "1.D02"]).headers["location"]
    with database.writing() as session:
        rows = rows_of(session, hall, here)
        for row in (rows[0], rows[2], rows[4]):
            name_seats(session, act, row.uid, {hall.spaces["D2"]: hall.cast["joost"].id})
        cancel(session, act, rows[3].uid)
        thursday = at(FIRST + 4 * WEEK + timedelta(days=2), "09:00", "16:00")
        change(session, act, rows[4].uid, wish_of(session, rows[4], period=thursday),
               rev=rows[4].rev)  # fmt: skip
    letters(database, settings, now)

    plan, answer = changed(
        fatima, here, f"?vanaf={FIRST + WEEK}", van="10:00", tot="15:00", keer="4"
    )

    assert "Wordt anders <span" in plan.text
    assert "09:00–16:00, Werkplek 1.D01, Werkplek 1.D02" in plan.text  # it was
    assert answer.status_code == 303, answer.text
    assert dates(database, hall, here) == [("24 08", "D1 D2")]
    after = answer.headers["location"]
    assert dates(database, hall, after) == [
        ("31 08", "D1 D2"), ("07 08", "D1 D2"), ("14 07", ""), ("23 07", "D1 D2"),
    ]  # fmt: skip
    with database.reading() as session:
        people = [[seat.person_id for seat in seats_in(session, row.id or 0)]
                  for row in rows_of(session, hall, after)]  # fmt: skip
    joost = hall.cast["joost"].id
    assert [p for p in people if joost in p] == [[None, joost], [None, joost]]
    told = letters(database, settings, now)
    assert [letter for letter in told if letter.startswith("joost")] == told
    assert len(told) == 1, told  # of the one date that changed, of the three on which he sits


def test_before_a_date_goes_to_other_desks_is_said_who_loses_theirs_and_what_stays_its_own(
    browse: Browse, database: Database, hall: TownHall, now: datetime
) -> None:
    fatima, act = browse("fatima"), hall.act("fatima", now)
    here = started(fatima, ["1.D01", "1.D02", "1.D03"], keer="3").headers["location"]
    with database.writing() as session:
        first, second, third = rows_of(session, hall, here)
        people = {"D2": "joost", "D3": "fatima"}
        name_seats(session, act, first.uid,
                   {hall.spaces[d]: hall.cast[who].id for d, who in people.items()})  # fmt: skip
        own = (hall.spaces["D4"], hall.spaces["D5"])
        wish = replace(wish_of(session, second), space_ids=own, attendee_count=2)
        change(session, act, second.uid, wish, rev=second.rev)
        later = at(FIRST + 2 * WEEK + timedelta(days=1), "09:00", "16:00")
        change(session, act, third.uid, wish_of(session, third, period=later), rev=third.rev)
    names = {n: hall.cast[n].name for n in ("joost", "fatima")}

    fewer, answer = changed(fatima, here, "", keer="3", nummer=["1.D01", "1.D06"])
    assert f"Dan aan een andere werkplek: {names['joost']} (1.D06)." in fewer.text
    assert f"Dan zonder werkplek: {names['fatima']}." in fewer.text
    assert f"Op een of meer data zonder: {names['fatima']}." in fewer.text
    assert fewer.text.count("Houdt de eigen plek.") == 1
    assert fewer.text.count("Houdt de eigen tijd: wo 8 apr 09:00–16:00.") == 1
    assert "Houdt het eigen aantal" not in fewer.text  # two, as now on every date
    assert answer.status_code == 303, answer.text
    with database.reading() as session:
        rows = rows_of(session, hall, answer.headers["location"])
        seats = [seats_in(session, row.id or 0) for row in rows]
    assert [[seat.person_id for seat in each] for each in seats] == [
        [None, hall.cast["joost"].id], [None, None], [None, None],
    ]  # fmt: skip


def test_all_to_come_gets_other_desks_where_these_are_taken_and_another_weekday(
    browse: Browse, make: Make, database: Database, hall: TownHall
) -> None:
    fatima = browse("fatima")
    here = started(fatima, ["1.D01", "1.D02"], keer="3").headers["location"]
    make("joost", "D1", "12:00", "13:00", day=FIRST + WEEK + timedelta(days=1))
    plan, answer = changed(fatima, here, "", dag="2", keer="3")
    assert "Werkplek 1.D02, Werkplek 1.D03" in plan.text
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"] == here
    assert dates(database, hall, here) == [
        ("25 08", "D1 D2"),
        ("01 07", "D2 D3"),
        ("08 07", "D1 D2"),
    ]

    _plan, answer = changed(fatima, here, "", dag="2", keer="3", nummer=["1.D04", "1.D05", "1.D06"])
    assert answer.status_code == 303, answer.text
    assert [desks for _, desks in dates(database, hall, here)] == ["D4 D5 D6", "D2 D3", "D4 D5 D6"]


def test_a_change_of_desks_is_of_who_may_and_shown_again_when_others_were_quicker(
    browse: Browse, make: Make, database: Database, hall: TownHall
) -> None:
    fatima = browse("fatima")
    here = started(fatima, ["1.D01", "1.D02"], keer="2").headers["location"]
    assert browse("bram").get(f"{here}/wijzigen").status_code == 404
    asked = WEEKLY | {"dag": "2", "keer": "2", "nummer": ["1.D01", "1.D02"]}
    sent = (
        hidden_fields(fatima.get(f"{here}/wijzigen").text, f"{here}/plan")
        | asked
        | {"datum": "2026-03-24"}
    )
    plan = fatima.post_bare(f"{here}/plan", sent)
    make("joost", "D2", "12:00", "13:00", day=FIRST + timedelta(days=1))
    answer = confirmed(fatima, plan, f"{here}/wijziging", asked)
    assert answer.status_code == 409
    assert "Werkplek 1.D03" in answer.text
    assert dates(database, hall, here)[0] == ("24 08", "D1 D2")


def test_one_desk_comes_back_or_another_on_its_floor(
    browse: Browse, make: Make, database: Database, hall: TownHall
) -> None:
    make("joost", "D1", "12:00", "13:00", day=FIRST + WEEK)
    make("fatima", "D6", "12:00", "13:00", day=FIRST + 2 * WEEK)
    fatima = browse("fatima")
    page = fatima.get("/werkplek/1.D01?datum=2026-03-24")
    assert "Op meer dagen" in page.text
    assert "/werkplek/groep/reeks?datum=2026-03-24" in page.text
    answer = started(fatima, ["1.D01"], keer="4")
    assert answer.status_code == 303, answer.text
    here = answer.headers["location"]
    assert dates(database, hall, here) == [("24 08", "D1"), ("31 07", "D2"), ("14 07", "D1")]
    shown = fatima.get(here).text
    assert "al een werkplek" in shown  # on the seventh of April
    _plan, answer = changed(fatima, here, "", van="10:00", nummer=["1.D01"], keer="4")
    assert answer.status_code == 303, answer.text
    assert dates(database, hall, here) == [("24 09", "D1"), ("31 08", "D2"), ("14 08", "D1")]


@pytest.fixture
def delegate(database: Database, hall: TownHall, now: datetime) -> None:
    """Joost lets Fatima reserve for him."""
    with database.writing() as session:
        name_delegate(session, hall.act("joost", now), hall.cast["fatima"].id)


def whose(database: Database) -> set[tuple[int, int]]:
    with database.reading() as session:
        return {(row.holder_id, row.creator_id) for row in session.exec(select(Reservation))}


@pytest.mark.usefixtures("delegate")
def test_a_delegate_reserves_a_team_day_once_or_each_week(
    browse: Browse, database: Database, hall: TownHall, settings: Settings, now: datetime
) -> None:
    fatima, joost = browse("fatima"), hall.cast["joost"].id
    group = "/werkplek?datum=2026-03-23&dagdeel=uren&van=10:00&tot=12:00&aantal=2"
    page = fatima.get(group)
    assert f'<option value="{joost}">Joost de Vries</option>' in page.text
    sent = {"nummer": ["1.D01", "1.D02"], "voor_nummer": str(joost)}
    hidden = hidden_fields(page.text, "/werkplek/groep")
    assert fatima.post_bare("/werkplek/groep", hidden | sent).status_code == 303
    answer = started(fatima, ["1.D01", "1.D02"], voor_nummer=str(joost), keer="3")
    assert answer.status_code == 303, answer.text
    assert whose(database) == {(joost, hall.cast["fatima"].id)}
    assert browse("joost").get(answer.headers["location"]).status_code == 200
    with database.reading() as session:
        entries = session.exec(select(JournalEntry).where(
            col(JournalEntry.action).in_(["reserve", "series-start"]))).all()  # fmt: skip
        assert {(e.actor_id, e.on_behalf_of_id) for e in entries} == whose_turned(database)
    assert len([x for x in letters(database, settings, now) if x.startswith("joost")]) == 2


def whose_turned(database: Database) -> set[tuple[int, int]]:
    return {(creator, holder) for holder, creator in whose(database)}


@pytest.mark.usefixtures("delegate")
def test_who_is_no_delegate_reserves_no_team_day_for_another(
    browse: Browse, database: Database, hall: TownHall
) -> None:
    bram, joost = browse("bram"), str(hall.cast["joost"].id)
    page = bram.get("/werkplek?datum=2026-03-24&dagdeel=dag&aantal=2")
    assert 'name="voor_nummer"' not in page.text
    sent = hidden_fields(page.text, "/werkplek/groep") | {"nummer": ["1.D01", "1.D02"]}
    assert bram.post_bare("/werkplek/groep", sent | {"voor_nummer": joost}).status_code == 403
    form = bram.get(ASK + "&nummer=1.D01")
    asked = hidden_fields(form.text, PLAN) | WEEKLY | {"nummer": "1.D01", "voor_nummer": joost}
    assert bram.post_bare(PLAN, asked).status_code == 403
    assert bram.post_bare(START, asked).status_code == 403
    assert whose(database) == set()


def test_a_name_that_fits_nobody_is_said_and_the_ticks_stay(browse: Browse) -> None:
    noor = browse("noor")
    page = noor.get("/werkplek?datum=2026-03-24&dagdeel=dag&weergave=lijst")
    sent = hidden_fields(page.text, "/werkplek/groep") | {
        "nummer": ["1.D01", "1.D04"],
        "voor": "Xanthippe",
    }
    answer = noor.post_bare("/werkplek/groep", sent)
    assert answer.status_code == 422
    assert "Wij kennen niemand met deze naam" in answer.text
    assert answer.text.count(" checked") == 2
    assert 'value="Xanthippe"' in answer.text
