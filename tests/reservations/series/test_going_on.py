"""A series to which nobody comes three times in a row: its organiser is asked once, and says so."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from booking.foundation.database import Database
from booking.foundation.doors import Door
from booking.foundation.journal import JournalEntry, seal_entries
from booking.foundation.recurrence import Pace, Recurrence
from booking.foundation.settings import Settings
from booking.interfaces.settling import settle_due
from booking.messages.models import Letter
from booking.messages.news import tell_news
from booking.people.permissions import NotThere
from booking.reservations.check_in import check_in
from booking.reservations.models import Reservation
from booking.reservations.series.going_on import ASKED, KEPT, is_in_doubt, keep_series
from booking.reservations.series.models import Series
from booking.reservations.series.operations import Choice, cancel_series, start_series
from booking.reservations.series.queries import occurrences_of, series_of
from booking.reservations.series.rules import misses_in_a_row
from booking.reservations.series.values import SeriesWish
from booking.reservations.settling import settle_one
from tests.messages.test_outbox import settings
from tests.together import in_processes
from tests.town_hall import TownHall

__all__ = ["settings"]

MOMENTS = st.datetimes(timezones=st.just(UTC))


@given(st.lists(st.none() | MOMENTS), st.lists(MOMENTS, max_size=5), MOMENTS)
def test_only_what_was_missed_last_in_a_row_and_after_it_was_kept_counts(
    before: Sequence[datetime | None], missed: list[datetime], kept: datetime
) -> None:
    assert misses_in_a_row([*before, None, *missed], kept_at=None) == len(missed)
    assert misses_in_a_row([*before, *missed, None], kept_at=None) == 0
    early, late = [at for at in missed if at <= kept], [at for at in missed if at > kept]
    assert misses_in_a_row([*early, *late], kept_at=kept) == len(late)


@pytest.fixture
def series(database: Database, hall: TownHall, now: datetime) -> str:
    """Of Fatima: ten Tuesdays at ten, the first tomorrow."""
    return start(database, hall, now, 10)


def start(database: Database, hall: TownHall, now: datetime, hour: int) -> str:
    first = now.date() + timedelta(days=1)
    rule = Recurrence(Pace.WEEKLY, weekdays=frozenset({first.weekday()}), count=10)
    wish = SeriesWish(rule, first, time(hour), time(hour + 1), hall.spaces["beuk"], title="Overleg")
    with database.writing() as session:
        return start_series(session, hall.act("fatima", now), wish, Choice()).uid


def dates(database: Database, hall: TownHall, uid: str) -> Sequence[Reservation]:
    with database.reading() as session:
        return occurrences_of(session, _series(session, hall, uid))


def _series(session: Session, hall: TownHall, uid: str) -> Series:
    return series_of(session, uid, hall.cast["fatima"])


def after(database: Database, hall: TownHall, uid: str, count: int) -> datetime:
    """When ``count`` dates are past, and what was due by then is done."""
    moment = dates(database, hall, uid)[count - 1].ends_at
    settle_due(database, now=moment)
    return moment


def asks(database: Database, hall: TownHall, uid: str, now: datetime) -> bool:
    with database.reading() as session:
        return is_in_doubt(session, _series(session, hall, uid), now=now)


def written(database: Database, action: str) -> list[JournalEntry]:
    with database.reading() as session:
        return list(session.exec(select(JournalEntry).where(JournalEntry.action == action)))


def test_after_the_third_the_organiser_gets_one_letter(
    database: Database, hall: TownHall, series: str, settings: Settings
) -> None:
    assert not asks(database, hall, series, after(database, hall, series, 2))
    assert written(database, ASKED) == []
    moment = after(database, hall, series, 3)
    assert asks(database, hall, series, moment)
    after(database, hall, series, 4)
    [entry] = written(database, ASKED)
    assert (entry.subject_kind, entry.subject_id, entry.door) == ("series", series, Door.JOB)
    with database.writing() as session:
        seal_entries(session)
        tell_news(session, settings, now=moment)
        tell_news(session, settings, now=moment)
        letters = session.exec(select(Letter)).all()
        [letter] = [one for one in letters if one.subject == "Gaat dit nog door? Overleg"]
    assert letter.recipient.startswith("fatima")
    assert f"/reeksen/{series}" in letter.text
    assert "dinsdag 7 april 2026, 10:00–11:00" in letter.text


def test_who_comes_once_is_not_asked(database: Database, hall: TownHall, series: str) -> None:
    after(database, hall, series, 2)
    third = dates(database, hall, series)[2]
    with database.writing() as session:
        check_in(session, hall.act("fatima", third.starts_at), third.uid)
    assert not asks(database, hall, series, after(database, hall, series, 5))
    assert asks(database, hall, series, after(database, hall, series, 6))


def test_who_keeps_it_is_asked_again_only_after_three_more(
    database: Database, hall: TownHall, series: str
) -> None:
    moment = after(database, hall, series, 3)
    for _ in range(2):
        with database.writing() as session:
            keep_series(session, hall.act("fatima", moment), series)
    [entry] = written(database, KEPT)
    assert (entry.subject_id, entry.actor_id) == (series, hall.cast["fatima"].id)
    assert not asks(database, hall, series, after(database, hall, series, 5))
    assert asks(database, hall, series, after(database, hall, series, 6))
    assert len(written(database, ASKED)) == 2


def test_what_is_over_is_not_asked_about(database: Database, hall: TownHall, series: str) -> None:
    moment = after(database, hall, series, 2)
    until = dates(database, hall, series)[3].starts_at.date()
    with database.writing() as session:
        cancel_series(session, hall.act("fatima", moment), series, since=until)
    assert not asks(database, hall, series, after(database, hall, series, 3))
    assert written(database, ASKED) == []


@pytest.mark.parametrize("who", ["joost", "ravi"])
def test_another_cannot_keep_it(database: Database, hall: TownHall, series: str, who: str) -> None:
    moment = after(database, hall, series, 3)
    with pytest.raises(NotThere), database.writing() as session:
        keep_series(session, hall.act(who, moment), series)
    assert asks(database, hall, series, moment)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite has one writer
def test_of_two_dates_released_at_one_moment_by_two_processes_one_asks(
    database: Database, hall: TownHall, now: datetime
) -> None:
    several = [start(database, hall, now, hour) for hour in (9, 10, 11)]
    after(database, hall, several[-1], 1)
    moment = dates(database, hall, several[-1])[2].ends_at
    by_date = [[dates(database, hall, uid)[number].uid for uid in several] for number in (1, 2)]
    url = database.url.render_as_string(hide_password=False)
    verdicts = in_processes(_release, url, ["0", "1"], by_date, moment)
    assert [said for _, said in verdicts] == ["done", "done"]
    assert sorted(entry.subject_id for entry in written(database, ASKED)) == sorted(several)


def _release(session: Session, which: str, by_date: list[list[str]], moment: datetime) -> None:
    for uid in by_date[int(which)]:
        settle_one(session, uid, at=moment)
