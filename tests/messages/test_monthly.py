"""The monthly report goes once to who asked for it and may still see the figures."""

from datetime import date, datetime, timedelta

import pytest
from sqlmodel import select

from booking.foundation.database import Database
from booking.foundation.settings import Settings
from booking.messages.models import Letter
from booking.messages.monthly import tell_month
from booking.occupancy.log import reports_asked
from booking.occupancy.monthly import ask_for_monthly, month_before, readers_due
from booking.people.models import PersonRole
from booking.people.permissions import NotAllowed
from tests.messages.test_outbox import settings
from tests.occupancy.days import add, count
from tests.town_hall import TownHall, at

__all__ = ["settings"]

ASKED_AT = datetime.fromisoformat("2026-02-10T09:00+00:00")
NOW = datetime.fromisoformat("2026-03-02T09:00+00:00")
LAST_DAY = date(2026, 2, 27)  # a Friday, and nothing is counted of the day after it yet


def test_the_month_before_is_a_whole_one() -> None:
    assert month_before(date(2026, 3, 31)) == (date(2026, 2, 1), date(2026, 2, 28))
    assert month_before(date(2026, 1, 1)) == (date(2025, 12, 1), date(2025, 12, 31))


@pytest.fixture(autouse=True)
def readers(database: Database, hall: TownHall) -> None:
    """Els and Samir asked for it in February, when twelve meetings were held in De Beuk."""
    with database.writing() as session:
        for name in ("els", "samir"):
            ask_for_monthly(session, hall.act(name, ASKED_AT), is_wanted=True)
        period = at(LAST_DAY, "09:00", "10:00")
        add(session, hall, ["beuk"], period, attendee_count=4, checked_in_at=period.starts_at)
        count(session, LAST_DAY, today=LAST_DAY + timedelta(days=1))


def counted(database: Database) -> None:
    with database.writing() as session:
        count(session, date(2026, 2, 28), today=date(2026, 3, 1))


def told(database: Database, settings: Settings, now: datetime = NOW) -> list[Letter]:
    with database.writing() as session:
        tell_month(session, settings, now=now)
    with database.reading() as session:
        return list(session.exec(select(Letter).order_by(Letter.id)))


def test_it_waits_until_the_month_is_counted_and_then_goes_once(
    database: Database, hall: TownHall, settings: Settings
) -> None:
    assert told(database, settings) == []
    counted(database)
    letters = told(database, settings)
    assert [it.recipient.partition("@")[0] for it in letters] == ["els", "samir"]
    assert letters[0].subject == "Bezetting in februari 2026"
    assert "Gereserveerd: " in letters[0].text
    assert "Drukste moment: ongeveer 0 van de 4" in letters[0].text
    assert "/bezetting?van=2026-02-01&tot=2026-02-28" in letters[0].text
    assert len(told(database, settings, NOW + timedelta(days=5))) == 2


def test_who_stopped_it_or_may_see_no_figures_any_more_gets_none(
    database: Database, hall: TownHall, settings: Settings
) -> None:
    counted(database)
    with database.writing() as session:
        ask_for_monthly(session, hall.act("els", NOW), is_wanted=False)
        for role in session.exec(
            select(PersonRole).where(PersonRole.person_id == hall.cast["samir"].id)
        ):
            session.delete(role)
    assert told(database, settings) == []


def test_it_stands_in_the_list_of_who_looked(
    database: Database, hall: TownHall, settings: Settings
) -> None:
    counted(database)
    told(database, settings)
    with database.reading() as session:
        found = reports_asked(session).asked
    assert {(it.by, it.report, it.form) for it in found} == {
        (hall.cast[name].name, "monthly report", "mail") for name in ("els", "samir")
    }


def test_who_may_see_no_figures_cannot_ask_for_it(database: Database, hall: TownHall) -> None:
    with database.writing() as session:
        with pytest.raises(NotAllowed):
            ask_for_monthly(session, hall.act("fatima", ASKED_AT), is_wanted=True)
        assert {it.person_id for it in readers_due(session, NOW.date())} == set()
