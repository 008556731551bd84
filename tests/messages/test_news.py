"""Who is told when somebody else reserves, moves or hosts: each once, and never oneself."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from sqlmodel import Session, select

from booking.foundation.database import Database
from booking.foundation.journal import seal_entries
from booking.foundation.recurrence import Pace, Recurrence
from booking.foundation.settings import Settings
from booking.messages.models import Letter
from booking.messages.news import tell_news
from booking.people.delegates import name_delegate
from booking.reservations.operations import change, reserve, wish_of
from booking.reservations.series.operations import Choice, change_series, start_series
from booking.reservations.series.queries import state_of
from booking.reservations.series.values import SeriesWish
from booking.reservations.values import Wish
from tests.messages.test_outbox import settings
from tests.town_hall import TownHall, at

__all__ = ["settings"]


def told(session: Session, settings: Settings, now: datetime) -> list[tuple[str, str]]:
    """To whom and about what, of all letters so far."""
    seal_entries(session)
    tell_news(session, settings, now=now)
    letters = session.exec(select(Letter).order_by(Letter.id)).all()  # type: ignore[arg-type]
    return [(letter.recipient.split("@")[0], letter.subject) for letter in letters]


def test_holder_and_host_are_told_what_another_did(
    database: Database, hall: TownHall, settings: Settings, now: datetime
) -> None:
    joost, fatima = hall.cast["joost"], hall.act("fatima", now)
    wish = Wish((hall.spaces["beuk"],), at(now.date(), "14:00", "15:00"), title="Overleg",
                host_id=hall.cast["bram"].id)  # fmt: skip
    with database.writing() as session:
        name_delegate(session, hall.act("joost", now), fatima.by.id)
        held = reserve(session, fatima, wish, holder=joost)
        moved = wish_of(session, held, period=at(now.date(), "16:00", "17:00"))
        reserve(session, fatima, Wish((hall.spaces["D1"],), moved.period))  # her own: no letter
        assert told(session, settings, now) == [
            ("bram", "U bent contactpersoon: Overleg, ma 23 mrt"),
            ("joost", "Voor u gereserveerd: Overleg, ma 23 mrt"),
        ]
        change(session, fatima, held.uid, moved, rev=held.rev)
        change(session, fatima, held.uid, moved, rev=held.rev)  # nothing became another
        assert told(session, settings, now)[2:] == [
            ("joost", "Voor u gewijzigd: Overleg, ma 23 mrt"),
            ("bram", "Gewijzigd: Overleg, ma 23 mrt"),  # it stands in the host's calendar too
        ]


def test_a_series_is_told_in_one_letter_and_only_of_the_dates_that_change(
    database: Database, hall: TownHall, settings: Settings, now: datetime
) -> None:
    els, fatima = hall.act("els", now), hall.cast["fatima"]
    first = now.date() + timedelta(days=1)
    rule = Recurrence(Pace.WEEKLY, weekdays=frozenset({1}), count=4)
    wish = SeriesWish(rule, first, time(10), time(11), hall.spaces["beuk"], title="Overleg")
    half = replace(wish, title="Weekstart", recurrence=replace(rule, interval=2, count=2))
    with database.writing() as session:
        series = start_series(session, els, wish, Choice(), holder=fatima)
        assert told(session, settings, now) == [
            ("fatima", "Voor u gereserveerd: Overleg, di 24 mrt")
        ]
        [letter] = session.exec(select(Letter)).all()
        assert "dinsdag 14 april 2026, 10:00–11:00" in letter.text
        state = state_of(session, series)
        change_series(session, els, series.uid, half, Choice(), since=None, state=state)
        assert told(session, settings, now)[1:] == [("fatima", "Geannuleerd: Overleg, di 31 mrt")]
